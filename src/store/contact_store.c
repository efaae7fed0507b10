#include "store/contact_store.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "protocol/paths.h"
#include "store/contact_csv.h"
#include "store/contact_file.h"
#include "store/store_thread.h"

#define FILES_MAX 20000		/* of a folder */
#define PROBLEMS_MAX 20		/* told of one reading */
#define EXPORT_BYTES (256 << 10)

struct contact_store {
	struct history *history;
	char *path;			/* owned; fixed at start */
	bool one_file;			/* likewise */
	struct contact_store_handlers handlers;	/* engine thread */
	int jobs;			/* engine thread: not done yet */
	bool gone;			/* engine thread: freed with the last */
	/* store thread */
	struct contact_file *files;	/* owned */
	int n_files;
	struct directory *directory;	/* owned; NULL: not read yet */
};

/* --- jobs -----------------------------------------------------------------*/

struct contact_job {
	struct job job;
	struct contact_store *contacts;
	void (*work)(struct contact_store *, struct contact_job *);
	void (*tell)(struct contact_store *, struct contact_job *);
	void *request;
	/* what is asked */
	struct contact contact;		/* owned */
	char *text;			/* owned */
	bool table;			/* it is one, and no vCards */
	int limit;
	struct history_call call;	/* owned */
	/* what came of it */
	struct book *book;		/* used; NULL: as it was */
	struct contact *changed;	/* owned */
	int n_changed;
	char *removed;			/* owned */
	char *error;			/* owned */
	char *trouble;			/* owned, lines */
	int n_trouble;
	struct directory_match found[CONTACTS_FOUND];	/* owned */
	int n_found, total, added, updated, next;
};

static void free_contacts(struct contact_store *c)
{
	for (int i = 0; i < c->n_files; i++)
		contact_file_clear(&c->files[i]);
	free(c->files);
	directory_free(c->directory);
	free(c->path);
	free(c);
}

static void free_job(struct contact_job *j)
{
	contact_clear(&j->contact);
	free(j->text);
	free(j->call.remote_uri);
	free(j->call.remote_name);
	free(j->call.account);
	book_leave(j->book);
	for (int i = 0; i < j->n_changed; i++)
		contact_clear(&j->changed[i]);
	free(j->changed);
	free(j->removed);
	free(j->error);
	free(j->trouble);
	for (int i = 0; i < j->n_found; i++)
		directory_match_clear(&j->found[i]);
	free(j);
}

static void work_import(struct contact_store *c, struct contact_job *j);

static void tell_changes(struct contact_store *c, struct contact_job *j)
{
	const struct contact_store_handlers *h = &c->handlers;

	if (j->book)
		h->on_book(h->arg, j->book);
	for (int i = 0; i < j->n_changed; i++)
		h->on_changed(h->arg, &j->changed[i]);
	if (j->removed)
		h->on_removed(h->arg, j->removed);
	if (j->trouble && j->work != work_import)
		h->on_trouble(h->arg, j->trouble);
}

/* Engine thread. */
static void job_done(void *arg, struct job *job)
{
	struct contact_job *j = (struct contact_job *)job;
	struct contact_store *c = j->contacts;

	(void)arg;
	c->jobs--;
	if (!c->gone)
		tell_changes(c, j);
	if (!c->gone && j->tell)
		j->tell(c, j);
	free_job(j);
	if (c->gone && !c->jobs)
		free_contacts(c);
}

static void refresh(struct contact_store *c, struct contact_job *j);

/* Store thread. */
static void job_run(void *arg, struct job *job)
{
	struct contact_job *j = (struct contact_job *)job;

	refresh(j->contacts, j);
	if (j->work)
		j->work(j->contacts, j);
	worker_done(history_worker(arg), job);
}

static struct contact_job *job_new(struct contact_store *c,
	void (*work)(struct contact_store *, struct contact_job *),
	void (*tell)(struct contact_store *, struct contact_job *), void *request)
{
	struct contact_job *j = mem_new_of(struct contact_job);

	j->job.run = job_run;
	j->job.done = job_done;
	j->contacts = c;
	j->work = work;
	j->tell = tell;
	j->request = request;
	return j;
}

static void put(struct contact_job *j)
{
	j->contacts->jobs++;
	worker_put(history_worker(j->contacts->history), &j->job);
}

/* --- store thread: the files ----------------------------------------------*/

static void note_trouble(void *arg, const char *text)
{
	struct contact_job *j = arg;
	char *longer;

	log_warn("contacts", "%s", text);
	if (++j->n_trouble > PROBLEMS_MAX)
		return;
	longer = j->trouble ? mem_format("%s\n%s", j->trouble, text) :
		mem_text(text);
	free(j->trouble);
	j->trouble = longer;
}

static struct contact_file *add_file(struct contact_store *c, const char *path)
{
	c->files = mem_grow(c->files, (c->n_files + 1) * sizeof *c->files);
	contact_file_init(&c->files[c->n_files], path);
	return &c->files[c->n_files++];
}

static bool knows_file(const struct contact_store *c, const char *path)
{
	for (int i = 0; i < c->n_files; i++)
		if (!strcmp(c->files[i].path, path))
			return true;
	return false;
}

static bool is_vcf(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && *name != '.' && !strcasecmp(name + n - 4, ".vcf");
}

/* Files of the folder that are new. */
static void find_files(struct contact_store *c)
{
	DIR *folder = c->one_file ? NULL : opendir(c->path);
	struct dirent *entry;

	while (folder && c->n_files < FILES_MAX && (entry = readdir(folder))) {
		char *path = mem_format("%s/%s", c->path, entry->d_name);

		if (is_vcf(entry->d_name) && !knows_file(c, path))
			add_file(c, path);
		free(path);
	}
	if (folder)
		closedir(folder);
	if (c->one_file && !c->n_files)
		add_file(c, c->path);
}

static bool read_file(struct contact_file *f, struct contact_job *j)
{
	int error;
	char *text;

	if (!contact_file_changed(f))
		return false;
	error = contact_file_read(f, note_trouble, j);
	if (!error)
		return true;
	text = mem_format("the contacts in %s cannot be read: %s", f->path,
		strerror(-error));
	note_trouble(j, text);
	free(text);
	return false;
}

static int count_cards(const struct contact_store *c)
{
	int n = 0;

	for (int i = 0; i < c->n_files; i++)
		n += c->files[i].n;
	return n;
}

static void make_book(struct contact_store *c, struct contact_job *j)
{
	struct contact *all = mem_new((count_cards(c) + 1) * sizeof *all);
	int n = 0;

	for (int i = 0; i < c->n_files; i++)
		for (int k = 0; k < c->files[i].n; k++)
			if (c->files[i].cards[k].vcard)
				all[n++] = c->files[i].cards[k].contact;
	book_leave(j->book);
	j->book = book_new(all, n);
	free(all);
	directory_contacts(c->directory, j->book);
}

static void note_party(void *arg, const char *uri, const char *name,
	const char *account, int calls, int64_t last_ms)
{
	directory_called(arg, &(struct directory_party){ uri, name, account,
		calls, last_ms });
}

/* What is on the disk now; the first time all of it. */
static void refresh(struct contact_store *c, struct contact_job *j)
{
	bool first = !c->directory, changed = first;

	if (first) {
		c->directory = directory_new();
		history_parties(c->history, note_party, c->directory);
	}
	find_files(c);
	for (int i = 0; i < c->n_files; i++)
		changed |= read_file(&c->files[i], j);
	if (changed)
		make_book(c, j);
}

/* --- store thread: changes ------------------------------------------------*/

static struct contact_file *find_card(struct contact_store *c, const char *id,
	int *at)
{
	for (int i = 0; i < c->n_files; i++)
		for (*at = 0; *at < c->files[i].n; ++*at)
			if (c->files[i].cards[*at].vcard && !strcmp(id,
					c->files[i].cards[*at].contact.id))
				return &c->files[i];
	return NULL;
}

static void note_changed(struct contact_job *j, const struct contact *contact)
{
	j->changed = mem_grow(j->changed,
		(j->n_changed + 1) * sizeof *j->changed);
	contact_copy(&j->changed[j->n_changed++], contact);
}

static bool fail(struct contact_job *j, const char *path, int error)
{
	j->error = mem_format("%s cannot be written: %s; nothing was changed",
		path, strerror(-error));
	return false;
}

static bool put_card(struct contact_store *c, struct contact_job *j,
	struct contact_file *f, int at, struct vcard *v)
{
	int error = paths_make_parent(f->path);

	if (!error)
		error = contact_file_put(f, at, v);
	if (error) {
		vcard_free(v);
		return fail(j, f->path, error);
	}
	if (v)
		note_changed(j, &f->cards[at].contact);
	(void)c;
	return true;
}

static char *new_id(void)
{
	unsigned char b[16] = { 0 };

	if (getrandom(b, sizeof b, 0) < 0)
		b[0] = (unsigned char)clock_wall_ms();
	return mem_format("%02x%02x%02x%02x-%02x%02x-4%x%02x-a%x%02x-"
		"%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3], b[4], b[5],
		b[6] & 15, b[7], b[8] & 15, b[9], b[10], b[11], b[12], b[13],
		b[14], b[15]);
}

static struct contact_file *file_for(struct contact_store *c, const char *id)
{
	char *path;
	struct contact_file *f;

	if (c->one_file)
		return &c->files[0];
	path = mem_format("%s/%s.vcf", c->path, id);
	f = add_file(c, path);
	free(path);
	return f;
}

static bool add_contact(struct contact_store *c, struct contact_job *j,
	struct contact *contact, struct vcard *v)
{
	struct contact_file *f;

	if (!contact->id)
		contact->id = new_id();
	if (!v)
		v = vcard_new();
	vcard_write(v, contact);
	f = file_for(c, contact->id);
	return put_card(c, j, f, f->n, v);
}

static bool is_text(const struct vcard *v, const char *text)
{
	char *own = vcard_text(v);
	bool same = !strcmp(own, text);

	free(own);
	return same;
}

static bool change_contact(struct contact_store *c, struct contact_job *j,
	const struct contact *contact)
{
	const char *why;
	char *text;
	int at;
	struct contact_file *f = find_card(c, contact->id, &at);
	struct vcard *v;

	if (!f) {
		j->error = mem_text("there is no such contact any more");
		return false;
	}
	text = vcard_text(f->cards[at].vcard);
	v = vcard_parse(text, strlen(text), &why);
	vcard_write(v, contact);
	if (!is_text(v, text)) {
		free(text);
		return put_card(c, j, f, at, v);
	}
	note_changed(j, &f->cards[at].contact);
	vcard_free(v);
	free(text);
	return true;
}

static void work_put(struct contact_store *c, struct contact_job *j)
{
	bool done = j->contact.id ? change_contact(c, j, &j->contact) :
		add_contact(c, j, &j->contact, NULL);

	if (done)
		make_book(c, j);
}

static void work_remove(struct contact_store *c, struct contact_job *j)
{
	int at;
	struct contact_file *f = find_card(c, j->text, &at);

	if (!f)
		j->error = mem_text("there is no such contact any more");
	else if (put_card(c, j, f, at, NULL))
		j->removed = mem_text(j->text);
	if (j->removed)
		make_book(c, j);
}

static void work_search(struct contact_store *c, struct contact_job *j)
{
	j->n_found = directory_search(c->directory, j->text, clock_wall_ms(),
		j->found, j->limit, &j->total);
}

static void work_called(struct contact_store *c, struct contact_job *j)
{
	directory_called(c->directory, &(struct directory_party){
		j->call.remote_uri, j->call.remote_name, j->call.account, 1,
		j->call.created_ms });
}

/* --- store thread: import and export --------------------------------------*/

struct import {
	struct contact_store *contacts;
	struct contact_job *job;
	struct vcard **fresh;		/* owned; to be added in one go */
	int n;
};

static void add_to_folder(struct contact_store *c, struct contact_job *j,
	struct vcard *v)
{
	struct contact contact;

	vcard_read(v, &contact);
	j->added += add_contact(c, j, &contact, v);
	contact_clear(&contact);
}

static bool same_person(const struct contact *a, const struct contact *b)
{
	char x[CONTACT_KEY], y[CONTACT_KEY];

	if (strcasecmp(a->name, b->name))
		return false;
	for (int i = 0; i < a->n; i++)
		for (int k = 0; k < b->n; k++) {
			contact_key(a->numbers[i].to, x);
			contact_key(b->numbers[k].to, y);
			if (!strcmp(x, y))
				return true;
		}
	return !a->n && !b->n;
}

static const struct contact *known(struct contact_store *c,
	const struct contact *contact)
{
	for (int i = 0; i < c->n_files; i++)
		for (int k = 0; k < c->files[i].n; k++) {
			const struct card *card = &c->files[i].cards[k];

			if (card->vcard && (!strcmp(card->contact.id,
					contact->id) || same_person(
					&card->contact, contact)))
				return &card->contact;
		}
	return NULL;
}

static void take_card(void *arg, struct vcard *v)
{
	struct import *i = arg;
	struct contact contact;
	const struct contact *there;

	vcard_read(v, &contact);
	there = known(i->contacts, &contact);
	if (!there) {
		vcard_write(v, &contact);	/* its UID from now on */
		i->fresh = mem_grow(i->fresh, (i->n + 1) * sizeof v);
		i->fresh[i->n++] = v;
	} else {
		mem_set(&contact.id, there->id);
		vcard_free(v);
		if (!i->job->error && change_contact(i->contacts, i->job,
				&contact))
			i->job->updated++;
	}
	contact_clear(&contact);
}

static void take_row(void *arg, const struct contact *contact)
{
	struct vcard *v = vcard_new();
	struct contact copy;

	contact_copy(&copy, contact);
	copy.id = new_id();
	vcard_write(v, &copy);
	contact_clear(&copy);
	take_card(arg, v);
}

/* Into the one file at once, or a file each. */
static void add_fresh(struct contact_store *c, struct contact_job *j,
	struct import *i)
{
	struct contact_file *f = c->one_file ? &c->files[0] : NULL;
	int error = f && i->n ? paths_make_parent(f->path) : 0, was;

	if (f && i->n && !error) {
		was = f->n;
		error = contact_file_add(f, i->fresh, i->n);
		for (int k = was; !error && k < f->n; k++)
			note_changed(j, &f->cards[k].contact);
	}
	if (error)
		fail(j, f->path, error);
	for (int k = 0; k < i->n; k++)
		if (error || j->error)
			vcard_free(i->fresh[k]);
		else if (f)
			j->added++;
		else
			add_to_folder(c, j, i->fresh[k]);
	free(i->fresh);
}

static void import_problem(void *arg, const char *text)
{
	note_trouble(((struct import *)arg)->job, text);
}

static void work_import(struct contact_store *c, struct contact_job *j)
{
	struct import i = { .contacts = c, .job = j };

	if (j->table)
		contact_csv_read(j->text, strlen(j->text), take_row,
			import_problem, &i);
	else
		contact_file_split(j->text, strlen(j->text), "line", take_card,
			import_problem, &i);
	add_fresh(c, j, &i);
	if (j->n_changed)
		make_book(c, j);
}

/* By what is on the disk, a part at a time. */
static void work_export(struct contact_store *c, struct contact_job *j)
{
	int number = 0;
	char *text = mem_text("");
	size_t n = 0;

	j->next = -1;
	for (int i = 0; i < c->n_files; i++)
		for (int k = 0; k < c->files[i].n; k++) {
			char *card;

			if (!c->files[i].cards[k].vcard ||
					number++ < j->limit)
				continue;
			if (n > EXPORT_BYTES) {
				j->next = j->next < 0 ? number - 1 : j->next;
				continue;
			}
			card = vcard_text(c->files[i].cards[k].vcard);
			text = mem_grow(text, n + strlen(card) + 3);
			n = stpcpy(stpcpy(text + n, card), card[0] &&
				card[strlen(card) - 1] == '\n' ? "" : "\r\n") -
				text;
			free(card);
		}
	free(j->text);
	j->text = text;
}

/* --- engine thread --------------------------------------------------------*/

static bool ends_in_vcf(const char *path)
{
	size_t n = strlen(path);

	return n > 4 && !strcasecmp(path + n - 4, ".vcf");
}

struct contact_store *contact_store_new(struct history *h, const char *path,
	const struct contact_store_handlers *handlers)
{
	struct contact_store *c = mem_new_of(struct contact_store);

	c->history = h;
	c->path = mem_text(path);
	c->one_file = ends_in_vcf(path);
	c->handlers = *handlers;
	contact_store_look(c);
	return c;
}

void contact_store_free(struct contact_store *c)
{
	if (!c)
		return;
	c->gone = true;
	if (!c->jobs)
		free_contacts(c);
}

void contact_store_look(struct contact_store *c)
{
	put(job_new(c, NULL, NULL, NULL));
}

static void tell_done(struct contact_store *c, struct contact_job *j)
{
	c->handlers.on_done(c->handlers.arg, j->request,
		j->n_changed ? &j->changed[0] : NULL, j->error);
}

void contact_store_put(struct contact_store *c, const struct contact *contact,
	void *request)
{
	struct contact_job *j = job_new(c, work_put, tell_done, request);

	contact_copy(&j->contact, contact);
	put(j);
}

void contact_store_remove(struct contact_store *c, const char *id, void *request)
{
	struct contact_job *j = job_new(c, work_remove, tell_done, request);

	j->text = mem_text(id);
	put(j);
}

static void tell_found(struct contact_store *c, struct contact_job *j)
{
	c->handlers.on_found(c->handlers.arg, j->request, j->found,
		j->n_found, j->total);
}

void contact_store_search(struct contact_store *c, const char *typed, int limit,
	void *request)
{
	struct contact_job *j = job_new(c, work_search, tell_found, request);

	j->text = mem_text(typed);
	j->limit = limit < 1 ? 1 : limit > CONTACTS_FOUND ? CONTACTS_FOUND :
		limit;
	put(j);
}

static void tell_imported(struct contact_store *c, struct contact_job *j)
{
	char *trouble = j->trouble;

	if (j->error) {
		c->handlers.on_done(c->handlers.arg, j->request, NULL,
			j->error);
		return;
	}
	c->handlers.on_imported(c->handlers.arg, j->request, j->added,
		j->updated, trouble ? trouble : "");
}

void contact_store_import(struct contact_store *c, const char *text, bool table,
	void *request)
{
	struct contact_job *j = job_new(c, work_import, tell_imported, request);

	j->text = mem_text(text);
	j->table = table;
	put(j);
}

static void tell_exported(struct contact_store *c, struct contact_job *j)
{
	c->handlers.on_exported(c->handlers.arg, j->request, j->text, j->next);
}

void contact_store_export(struct contact_store *c, int from, void *request)
{
	struct contact_job *j = job_new(c, work_export, tell_exported, request);

	j->limit = from;
	put(j);
}

void contact_store_called(struct contact_store *c, const struct history_call *call)
{
	struct contact_job *j = job_new(c, work_called, NULL, NULL);

	j->call.remote_uri = mem_text(call->remote_uri);
	j->call.remote_name = mem_text(call->remote_name);
	j->call.account = mem_text(call->account);
	j->call.created_ms = call->created_ms;
	if (call->remote_uri)
		put(j);
	else
		free_job(j);
}
