#include "store/contact_store.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/contact_export.h"
#include "store/contact_import.h"
#include "store/contact_job.h"
#include "store/unique_id.h"

#define PROBLEMS_MAX 20		/* told of one reading */

/* --- store thread: what is there ------------------------------------------*/

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

static void note_changed(void *arg, const struct contact *contact)
{
	struct contact_job *j = arg;

	j->changed[j->n_changed++] = contact;
}

static void note_removed(void *arg, const char *id)
{
	struct contact_job *j = arg;

	j->removed[j->n_removed++] = id;
}

/* More than one, where a job has looked and then worked: from the first. */
static void compare(struct contact_job *j)
{
	free(j->changed);
	free(j->removed);
	j->n_changed = j->n_removed = 0;
	j->changed = mem_new((book_count(j->book) + 1) * sizeof *j->changed);
	j->removed = mem_new((book_count(j->was) + 1) * sizeof *j->removed);
	book_compare(j->was, j->book, note_changed, note_removed, j);
}

struct gathering {
	struct contact *all;		/* borrowed texts */
	int n;
};

static void gather(void *arg, const struct card *card)
{
	struct gathering *g = arg;

	g->all[g->n++] = card->contact;
}

static void make_book(struct contact_store *c, struct contact_job *j)
{
	struct gathering g = { mem_new((contact_files_count(c->files) + 1) *
		sizeof *g.all), 0 };

	contact_files_each(c->files, gather, &g);
	book_leave(c->former);
	c->former = c->book;
	c->book = book_new(g.all, g.n);
	free(g.all);
	if (!j->was)
		j->was = book_use(c->former);
	book_leave(j->book);
	j->book = book_use(c->book);
	compare(j);
	directory_contacts(c->directory, c->book);
}

static void note_party(void *arg, const char *uri, const char *name,
	const char *account, int calls, int64_t last_ms)
{
	directory_called(arg, &(struct directory_party){ uri, name, account,
		calls, last_ms });
}

/* What is on the disk now; the first time all of it. */
static void look(struct contact_store *c, struct contact_job *j)
{
	bool first = !c->directory;

	if (first) {
		c->directory = directory_new();
		history_parties(c->history, note_party, c->directory);
	}
	if (contact_files_look(c->files, note_trouble, j) || first)
		make_book(c, j);
}

/* --- store thread: changes ------------------------------------------------*/

static void fail(struct contact_job *j, int done, const char *path, int error)
{
	if (done)
		j->error = mem_format("%s cannot be written: %s; %d contacts "
			"were taken before", path, strerror(-error), done);
	else
		j->error = mem_format("%s cannot be written: %s; nothing was "
			"changed", path, strerror(-error));
}

/* Takes the vcard. */
static void edit(struct contact_store *c, struct contact_job *j,
	const char *id, struct vcard *v)
{
	struct contact_edit one = { id, v };
	char *path = NULL;
	int done, error = contact_files_edit(c->files, &one, 1, &done, &path);

	if (!error) {
		make_book(c, j);
		return;
	}
	fail(j, 0, path, error);
	free(path);
	vcard_free(v);
}

static void add_contact(struct contact_store *c, struct contact_job *j)
{
	struct vcard *v = vcard_new();

	j->contact.id = unique_id();
	vcard_write(v, &j->contact);
	edit(c, j, NULL, v);
}

/* The card as it is to be; NULL: nothing of it changes. */
static struct vcard *changed_card(const struct card *card,
	const struct contact *contact)
{
	const char *why;
	char *text = vcard_text(card->vcard), *after;
	struct vcard *v = vcard_parse(text, strlen(text), &why);

	vcard_write(v, contact);
	after = vcard_text(v);
	if (!strcmp(text, after)) {
		vcard_free(v);
		v = NULL;
	}
	free(text);
	free(after);
	return v;
}

static void change_contact(struct contact_store *c, struct contact_job *j)
{
	const struct card *card = contact_files_find(c->files, j->contact.id);
	struct vcard *v = card ? changed_card(card, &j->contact) : NULL;

	if (!card)
		j->error = mem_text("there is no such contact any more");
	else if (v)
		edit(c, j, j->contact.id, v);
}

static void work_put(struct contact_store *c, struct contact_job *j)
{
	const struct contact *now;

	if (j->contact.id)
		change_contact(c, j);
	else
		add_contact(c, j);
	now = j->error ? NULL : book_find(c->book, j->contact.id);
	if (now)
		contact_copy(&j->answer, now);
}

static void work_remove(struct contact_store *c, struct contact_job *j)
{
	if (contact_files_find(c->files, j->text))
		edit(c, j, j->text, NULL);
	else
		j->error = mem_text("there is no such contact any more");
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

static void work_import(struct contact_store *c, struct contact_job *j)
{
	struct contact_import i = { .text = j->text, .table = j->table,
		.book = c->book, .on_problem = note_trouble, .arg = j };
	int error = contact_import(c->files, &i);

	if (error)
		fail(j, i.added + i.updated, i.path, error);
	free(i.path);
	j->added = i.added;
	j->updated = i.updated;
	j->skipped = i.skipped;
	if (i.added + i.updated)
		make_book(c, j);
}

static void work_export(struct contact_store *c, struct contact_job *j)
{
	j->text = contact_export(c->files, j->limit, &j->next);
}

/* --- engine thread --------------------------------------------------------*/

struct contact_store *contact_store_new(struct history *h, const char *path,
	const struct contact_store_handlers *handlers)
{
	struct contact_store *c = mem_new_of(struct contact_store);

	c->history = h;
	c->files = contact_files_new(path);
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
		contact_store_let_go(c);
}

void contact_store_look(struct contact_store *c)
{
	contact_job_put(contact_job_new(c, look, NULL, NULL));
}

/* A job that is answered. */
static struct contact_job *ask(struct contact_store *c, contact_step *work,
	contact_step *tell, void *request)
{
	struct contact_job *j = contact_job_new(c, look, work, request);

	j->tell = tell;
	return j;
}

static void tell_done(struct contact_store *c, struct contact_job *j)
{
	c->handlers.on_done(c->handlers.arg, j->request,
		j->answer.id ? &j->answer : NULL, j->error);
}

void contact_store_put(struct contact_store *c, const struct contact *contact,
	void *request)
{
	struct contact_job *j = ask(c, work_put, tell_done, request);

	contact_copy(&j->contact, contact);
	contact_job_put(j);
}

void contact_store_remove(struct contact_store *c, const char *id,
	void *request)
{
	struct contact_job *j = ask(c, work_remove, tell_done, request);

	j->text = mem_text(id);
	contact_job_put(j);
}

static void tell_found(struct contact_store *c, struct contact_job *j)
{
	c->handlers.on_found(c->handlers.arg, j->request, j->found,
		j->n_found, j->total);
}

void contact_store_search(struct contact_store *c, const char *typed, int limit,
	void *request)
{
	struct contact_job *j = ask(c, work_search, tell_found, request);

	j->looks = false;		/* nobody waits for a disk to type */
	j->text = mem_text(typed);
	j->limit = limit < 1 ? 1 : limit > CONTACTS_FOUND ? CONTACTS_FOUND :
		limit;
	contact_job_put(j);
}

static void tell_imported(struct contact_store *c, struct contact_job *j)
{
	struct contact_imported done = { j->added, j->updated, j->skipped,
		j->trouble ? j->trouble : "" };

	if (j->error)
		c->handlers.on_done(c->handlers.arg, j->request, NULL,
			j->error);
	else
		c->handlers.on_imported(c->handlers.arg, j->request, &done);
}

void contact_store_import(struct contact_store *c, const char *text, bool table,
	void *request)
{
	struct contact_job *j = ask(c, work_import, tell_imported, request);

	j->text = mem_text(text);
	j->table = table;
	j->tells_trouble = true;
	contact_job_put(j);
}

static void tell_exported(struct contact_store *c, struct contact_job *j)
{
	c->handlers.on_exported(c->handlers.arg, j->request, j->text, j->next);
}

void contact_store_export(struct contact_store *c, int from, void *request)
{
	struct contact_job *j = ask(c, work_export, tell_exported, request);

	j->limit = from;
	contact_job_put(j);
}

void contact_store_called(struct contact_store *c,
	const struct history_call *call)
{
	struct contact_job *j = contact_job_new(c, look, work_called, NULL);

	j->looks = false;
	j->call.remote_uri = mem_text(call->remote_uri);
	j->call.remote_name = mem_text(call->remote_name);
	j->call.account = mem_text(call->account);
	j->call.created_ms = call->created_ms;
	if (call->remote_uri)
		contact_job_put(j);
	else
		contact_job_free(j);
}
