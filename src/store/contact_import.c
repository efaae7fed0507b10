#include "store/contact_import.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "store/contact_csv.h"
#include "store/unique_id.h"

#define NAMESAKES 50		/* that are looked at */

struct importing {
	struct contact_files *files;
	struct contact_import *import;
	struct contact_edit *edits;	/* owned, with ids and vcards */
	char **ids;			/* owned; of each edit's card */
	int n, room;
};

/* --- who it is ------------------------------------------------------------*/

static bool has_key(const struct contact *c, const char *wanted)
{
	char key[CONTACT_KEY];

	for (int i = 0; i < c->n; i++) {
		contact_key(c->numbers[i].to, key);
		if (!strcmp(key, wanted))
			return true;
	}
	return false;
}

static bool share_number(const struct contact *a, const struct contact *b)
{
	char key[CONTACT_KEY];

	for (int i = 0; i < a->n; i++) {
		contact_key(a->numbers[i].to, key);
		if (has_key(b, key))
			return true;
	}
	return !a->n && !b->n;
}

static const struct contact *known(const struct book *book,
	const struct contact *c)
{
	const struct contact *found[NAMESAKES], *same = book_find(book, c->id);
	int n = same ? 0 : book_named(book, c->name, found, NAMESAKES);

	for (int i = 0; i < n && i < NAMESAKES && !same; i++)
		if (share_number(found[i], c))
			same = found[i];
	return same;
}

/* --- what becomes of it ---------------------------------------------------*/

/* Takes the vcard; the later of two with one id counts. */
static void note(struct importing *g, const char *id, bool fresh,
	struct vcard *v)
{
	for (int i = 0; i < g->n; i++)
		if (!strcmp(g->ids[i], id)) {
			vcard_free(g->edits[i].vcard);
			g->edits[i].vcard = v;
			g->import->skipped++;
			return;
		}
	if (g->n == g->room) {
		g->room = g->room ? 2 * g->room : 64;
		g->edits = mem_grow(g->edits, g->room * sizeof *g->edits);
		g->ids = mem_grow(g->ids, g->room * sizeof *g->ids);
	}
	g->ids[g->n] = mem_text(id);
	g->edits[g->n] = (struct contact_edit){ fresh ? NULL : g->ids[g->n],
		v };
	g->n++;
}

/* What is not said of it stays. */
static void merge(struct contact *to, const struct contact *from)
{
	char key[CONTACT_KEY];

	for (int i = 0; i < from->n; i++) {
		contact_key(from->numbers[i].to, key);
		if (!has_key(to, key))
			contact_add_number(to, from->numbers[i].label,
				from->numbers[i].to);
	}
	if (*from->organization)
		mem_set(&to->organization, from->organization);
	if (*from->note)
		mem_set(&to->note, from->note);
	to->favourite |= from->favourite;
}

static void change(struct importing *g, const struct contact *there,
	const struct contact *c)
{
	const struct card *card = contact_files_find(g->files, there->id);
	char *text = vcard_text(card->vcard), *after;
	const char *why;
	struct vcard *v = vcard_parse(text, strlen(text), &why);
	struct contact merged;

	if (!strcmp(there->id, c->id)) {
		vcard_write(v, c);
	} else {
		contact_copy(&merged, there);
		merge(&merged, c);
		vcard_write(v, &merged);
		contact_clear(&merged);
	}
	after = vcard_text(v);
	if (strcmp(text, after))
		note(g, there->id, false, v);
	else
		vcard_free(v);
	g->import->skipped += !strcmp(text, after);
	free(after);
	free(text);
}

static void take_card(void *arg, struct vcard *v)
{
	struct importing *g = arg;
	struct contact c;
	const struct contact *there;

	vcard_read(v, &c);
	there = known(g->import->book, &c);
	if (there && contact_same(there, &c)) {
		g->import->skipped++;
		vcard_free(v);
	} else if (there) {
		change(g, there, &c);
		vcard_free(v);
	} else {
		vcard_write(v, &c);		/* its UID from now on */
		note(g, c.id, true, v);
	}
	contact_clear(&c);
}

static void take_row(void *arg, const struct contact *contact)
{
	struct vcard *v = vcard_new();
	struct contact copy;

	contact_copy(&copy, contact);
	copy.id = unique_id();
	vcard_write(v, &copy);
	contact_clear(&copy);
	take_card(arg, v);
}

static void on_problem(void *arg, const char *text)
{
	const struct contact_import *i = ((struct importing *)arg)->import;

	i->on_problem(i->arg, text);
}

static void count(struct importing *g, int done)
{
	for (int i = 0; i < g->n; i++) {
		bool fresh = !g->edits[i].id;

		if (i >= done)
			vcard_free(g->edits[i].vcard);
		g->import->added += i < done && fresh;
		g->import->updated += i < done && !fresh;
		free(g->ids[i]);
	}
	free(g->ids);
	free(g->edits);
}

int contact_import(struct contact_files *files, struct contact_import *i)
{
	struct importing g = { .files = files, .import = i };
	size_t n = strlen(i->text);
	int done, error;

	if (i->table)
		contact_csv_read(i->text, n, take_row, on_problem, &g);
	else
		contact_file_split(i->text, n, "line", take_card, on_problem,
			&g);
	error = contact_files_edit(files, g.edits, g.n, &done, &i->path);
	count(&g, done);
	return error;
}
