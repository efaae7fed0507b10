/* address_book.c - who callers and the called are to this phone's owner: the
 * contacts of the store, asked and changed.  Engine thread.
 *
 *	store: book ----> engine: whose number is it?  list, find, match
 *	engine: put, remove, search --> store --> the asker, TOPIC_CONTACT_*
 */
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/private.h"
#include "protocol/paths.h"
#include "store/contact_store.h"

#define LOOK_MS 300		/* several changes of a folder are one */
#define ABSENT_MS 10000		/* a folder that is not there is looked for */

struct address_book {
	struct engine *engine;
	struct contact_store *contacts;	/* owned */
	struct book *book;		/* used; NULL: not read yet */
	char *path;			/* owned */
	int notify;			/* owned; inotify, -1 none */
	struct loop_watch *watch;
	struct loop_timer *look;
	struct list requests;
};

struct contact_request {
	struct list link;
	engine_contact_fn *fn;		/* NULL: the asker is gone */
	void *arg;
};

/* --- answers --------------------------------------------------------------*/

static void answer(void *request, const struct contact_answer *a)
{
	struct contact_request *r = request;

	if (r->fn)
		r->fn(r->arg, a);
	list_remove(&r->link);
	free(r);
}

static struct contact_request *new_request(struct engine *e,
	engine_contact_fn *fn, void *arg)
{
	struct contact_request *r = mem_new_of(struct contact_request);

	r->fn = fn;
	r->arg = arg;
	list_append(&e->address_book->requests, &r->link);
	return r;
}

void engine_contacts_forget(struct engine *e, void *arg)
{
	list_each(struct contact_request, r, &e->address_book->requests, link)
		if (r->arg == arg)
			r->fn = NULL;
}

static void on_done(void *arg, void *request, const struct contact *contact,
	const char *error)
{
	struct contact_answer a = { .contact = contact, .error = error };

	(void)arg;
	answer(request, &a);
}

static void on_found(void *arg, void *request,
	const struct directory_match *found, int n, int total)
{
	struct contact_answer a = { .found = found, .n = n, .total = total };

	(void)arg;
	answer(request, &a);
}

static void on_imported(void *arg, void *request,
	const struct contact_imported *i)
{
	struct contact_answer a = { .added = i->added, .updated = i->updated,
		.skipped = i->skipped, .text = i->problems };

	(void)arg;
	answer(request, &a);
}

static void on_exported(void *arg, void *request, const char *text, int next)
{
	struct contact_answer a = { .text = text, .next = next };

	(void)arg;
	answer(request, &a);
}

/* --- news -----------------------------------------------------------------*/

static bool same_words(const struct contact *a, const struct contact *b)
{
	return a == b || (a && b && !strcmp(a->id, b->id) &&
		!strcmp(a->name, b->name) && !strcmp(a->note, b->note) &&
		!strcmp(a->organization, b->organization));
}

/* Calls may be somebody else's now. */
static void on_book(void *arg, struct book *book)
{
	struct address_book *b = arg;
	struct book *was = b->book;

	b->book = book_use(book);
	list_each(struct session, s, &b->engine->sessions, link)
		if (session_is_live(s) && !same_words(
				book_whose(was, s->remote_uri),
				book_whose(book, s->remote_uri)))
			engine_session_changed(b->engine, s);
	book_leave(was);
}

static void on_changed(void *arg, const struct contact *contact)
{
	struct address_book *b = arg;
	struct engine_event event = { .topic = TOPIC_CONTACT_CHANGED,
		.contact = contact };

	engine_tell(b->engine, &event);
}

static void on_removed(void *arg, const char *id)
{
	struct address_book *b = arg;
	struct engine_event event = { .topic = TOPIC_CONTACT_REMOVED,
		.text = id };

	engine_tell(b->engine, &event);
}

static void on_trouble(void *arg, const char *text)
{
	struct address_book *b = arg;
	char *first = mem_text_n(text, strcspn(text, "\n"));

	engine_warn(b->engine, "contacts", text[strlen(first)] ?
		"more of the same kind: see the log" : "mend the file, or "
		"remove what it says; the other contacts are there", "%s",
		first);
	free(first);
}

/* --- the disk -------------------------------------------------------------*/

static void on_notify(void *arg, int fd, int events)
{
	struct address_book *b = arg;
	char bytes[4096];

	(void)events;
	while (read(fd, bytes, sizeof bytes) > 0)
		;
	loop_timer_set(b->look, LOOK_MS);
}

/* Of a file too it is the folder that tells: files are replaced. */
static void watch(struct address_book *b)
{
	size_t n = strlen(b->path);
	bool file = n > 4 && !strcasecmp(b->path + n - 4, ".vcf");
	char *folder = mem_text_n(b->path, file ?
		(size_t)(strrchr(b->path, '/') - b->path) : n);

	if (b->notify < 0)
		b->notify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (b->notify >= 0 && inotify_add_watch(b->notify, folder,
			IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM |
			IN_DELETE | IN_ONLYDIR) >= 0)
		b->watch = loop_watch(b->engine->loop, b->notify, LOOP_IN,
			on_notify, b, "contacts");
	else
		loop_timer_set(b->look, ABSENT_MS);
	free(folder);
}

static void look(void *arg)
{
	struct address_book *b = arg;

	if (!b->watch)
		watch(b);
	contact_store_look(b->contacts);
}

static char *path_of(const struct engine *e)
{
	return e->config->contacts ? mem_text(e->config->contacts) :
		mem_format("%s/contacts.vcf", e->config->instance_dir);
}

static void open_contacts(struct address_book *b)
{
	const struct contact_store_handlers h = { on_book, on_changed,
		on_removed, on_done, on_found, on_imported, on_exported, on_trouble, b };

	b->notify = -1;
	b->path = path_of(b->engine);
	b->contacts = contact_store_new(b->engine->history, b->path, &h);
	watch(b);
}

static void close_contacts(struct address_book *b)
{
	if (b->watch)
		loop_unwatch(b->watch);
	b->watch = NULL;
	if (b->notify >= 0)
		close(b->notify);
	b->notify = -1;
	contact_store_free(b->contacts);
	free(b->path);
}

struct address_book *address_book_new(struct engine *e)
{
	struct address_book *b = mem_new_of(struct address_book);

	b->engine = e;
	list_init(&b->requests);
	b->look = loop_timer_new(e->loop, look, b, "contacts");
	open_contacts(b);
	return b;
}

/* Other files: the former ones are read no more, and who waits for an answer
 * about them gets none but that. */
void address_book_reload(struct address_book *b)
{
	char *path = path_of(b->engine);

	if (strcmp(path, b->path)) {
		list_each(struct contact_request, r, &b->requests, link)
			answer(r, &(struct contact_answer){
				.error = "the contacts are others now" });
		close_contacts(b);
		open_contacts(b);
	}
	free(path);
}

/* Nobody is answered any more. */
void address_book_free(struct address_book *b)
{
	if (!b)
		return;
	close_contacts(b);
	list_each(struct contact_request, r, &b->requests, link) {
		list_remove(&r->link);
		free(r);
	}
	loop_timer_free(b->look);
	book_leave(b->book);
	free(b);
}

void address_book_called(struct address_book *b,
	const struct history_call *call)
{
	contact_store_called(b->contacts, call);
}

/* --- asking ---------------------------------------------------------------*/

const struct book *engine_book(const struct engine *e)
{
	return e->address_book ? e->address_book->book : NULL;
}

const struct contact *engine_contact_of(const struct engine *e, const char *uri)
{
	return book_whose(engine_book(e), uri);
}

void engine_put_contact(struct engine *e, const struct contact *contact,
	engine_contact_fn *fn, void *arg)
{
	contact_store_put(e->address_book->contacts, contact,
		new_request(e, fn, arg));
}

void engine_remove_contact(struct engine *e, const char *id,
	engine_contact_fn *fn, void *arg)
{
	contact_store_remove(e->address_book->contacts, id,
		new_request(e, fn, arg));
}

void engine_search_contacts(struct engine *e, const char *typed, int limit,
	engine_contact_fn *fn, void *arg)
{
	contact_store_search(e->address_book->contacts, typed, limit,
		new_request(e, fn, arg));
}

void engine_import_contacts(struct engine *e, const char *text, bool table,
	engine_contact_fn *fn, void *arg)
{
	contact_store_import(e->address_book->contacts, text, table,
		new_request(e, fn, arg));
}

void engine_export_contacts(struct engine *e, int from,
	engine_contact_fn *fn, void *arg)
{
	contact_store_export(e->address_book->contacts, from,
		new_request(e, fn, arg));
}
