#include "store/history.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "store/database.h"
#include "store/history_call.h"
#include "store/log_file.h"
#include "store/store_thread.h"

#define UNSAVED_MAX 10000	/* calls kept while the disk takes none */
#define LIMIT_MAX 1000		/* calls of a page */

struct history {
	char *file;				/* fixed at start; owned */
	struct history_handlers handlers;	/* fixed at start */
	struct worker *worker;			/* owned */
	struct log_file *log;			/* owned; NULL none */
	bool leaving;				/* engine thread */
	/* store thread */
	struct database *db;			/* owned; NULL: not open */
	struct list unsaved;			/* add_jobs, oldest first */
	int n_unsaved;
	bool troubled;				/* and told */
	char *why;				/* owned: the last trouble */
};

struct add_job {
	struct job job;
	struct history_call call;		/* owned */
};

struct list_job {
	struct job job;
	struct history_query query;		/* owns its text */
	void *request;
	struct history_page page;		/* owned */
};

struct trouble_job {
	struct job job;
	char *text;				/* owned */
};

/* --- trouble ---------------------------------------------------------------*/

static void trouble_done(void *arg, struct job *job)
{
	struct trouble_job *t = (struct trouble_job *)job;

	history_trouble(arg, t->text);
	free(t->text);
	free(t);
}

/* Store thread; takes the text. */
static void tell(struct history *h, char *text)
{
	struct trouble_job *t = mem_new_of(struct trouble_job);

	log_warn("history", "%s", text);
	t->job.done = trouble_done;
	t->text = text;
	worker_done(h->worker, &t->job);
}

/* Once, until it works again. */
static void have_trouble(struct history *h)
{
	mem_set(&h->why, database_words(h->db));
	if (!h->troubled)
		tell(h, mem_format("the history %s cannot be used: %s; calls "
			"are kept in memory until it can", h->file, h->why));
	h->troubled = true;
}

static void have_none(struct history *h)
{
	if (h->troubled)
		log_info("history", "%s works again", h->file);
	h->troubled = false;
}

static void drop_database(struct history *h)
{
	database_close(h->db);
	h->db = NULL;
}

/* A damaged file would be in the way for ever; a fresh one begins. */
static void set_aside(struct history *h)
{
	char *aside;
	int result = database_set_aside(h->db, h->file, &aside);

	h->db = NULL;
	if (!result)
		tell(h, mem_format("the history %s was damaged: it is now %s, "
			"and a new one begins", h->file, aside));
	else if (!h->troubled)
		tell(h, mem_format("the history %s is damaged and cannot be "
			"moved away: %s", h->file, strerror(-result)));
	h->troubled = result < 0;
	free(aside);
}

/* What to do about an error: the next use begins with opening again. */
static void fail(struct history *h, int result)
{
	if (result == -EUCLEAN) {
		set_aside(h);
		return;
	}
	have_trouble(h);
	drop_database(h);
}

static void look_after_file(struct history *h)
{
	if (!h->db || !database_has_gone(h->db))
		return;
	tell(h, mem_format("the history %s was deleted or replaced: from now "
		"on the file of that name is used", h->file));
	drop_database(h);
}

/* Twice, since a damaged file is replaced by a new one at the first try. */
static bool open_database(struct history *h)
{
	look_after_file(h);
	for (int i = 0; i < 2 && !h->db; i++) {
		int result = database_open(&h->db, h->file);

		if (!result)
			break;
		fail(h, result);
		if (result != -EUCLEAN)
			break;
	}
	return h->db != NULL;
}

/* --- adding ----------------------------------------------------------------*/

static void free_add(struct add_job *add)
{
	history_call_clear(&add->call);
	free(add);
}

static void add_done(void *arg, struct job *job)
{
	struct add_job *add = (struct add_job *)job;
	struct history *h = arg;

	if (!h->leaving)
		h->handlers.on_added(h->handlers.arg, &add->call);
	free_add(add);
}

static void drop_oldest(struct history *h)
{
	struct add_job *oldest = list_first(struct add_job, &h->unsaved,
		job.link);

	list_remove(&oldest->job.link);
	h->n_unsaved--;
	log_warn("history", "a call was lost: more than %d wait for the disk",
		UNSAVED_MAX);
	free_add(oldest);
}

static void add_run(void *arg, struct job *job)
{
	struct history *h = arg;

	list_append(&h->unsaved, &job->link);
	if (++h->n_unsaved > UNSAVED_MAX)
		drop_oldest(h);
}

static int insert_unsaved(struct history *h)
{
	int result = database_begin(h->db);

	list_each(struct add_job, add, &h->unsaved, job.link)
		if (!result)
			result = database_add(h->db, &add->call);
	if (!result)
		result = database_commit(h->db);
	if (result)
		database_rollback(h->db);
	return result;
}

static void hand_back_saved(struct history *h)
{
	list_each(struct add_job, add, &h->unsaved, job.link) {
		list_remove(&add->job.link);
		worker_done(h->worker, &add->job);
	}
	h->n_unsaved = 0;
	have_none(h);
}

/* All that waits in one transaction: a burst of calls costs one flush of the
 * disk.  A damaged file is replaced, and the calls go into the new one. */
static void save(struct history *h)
{
	for (int i = 0; i < 2 && !list_empty(&h->unsaved); i++) {
		int result;

		if (!open_database(h))
			return;
		result = insert_unsaved(h);
		if (!result)
			hand_back_saved(h);
		else
			fail(h, result);
		if (result && result != -EUCLEAN)
			return;
	}
}

void history_add(struct history *h, const struct history_call *call)
{
	struct add_job *add = mem_new_of(struct add_job);

	add->job.run = add_run;
	add->job.done = add_done;
	history_call_copy(&add->call, call);
	worker_put(h->worker, &add->job);
}

/* --- listing ---------------------------------------------------------------*/

static void list_done(void *arg, struct job *job)
{
	struct list_job *l = (struct list_job *)job;
	struct history *h = arg;

	if (!h->leaving)
		h->handlers.on_page(h->handlers.arg, l->request, &l->page);
	history_page_clear(&l->page);
	free((char *)l->query.text);
	free(l);
}

static int fill_page(struct history *h, struct list_job *l)
{
	int result = open_database(h) ?
		database_list(h->db, &l->query, &l->page) : -EIO;

	if (!result) {
		if (!h->n_unsaved)	/* a full disk can still be read */
			have_none(h);
		return 0;
	}
	history_page_clear(&l->page);
	if (h->db)
		fail(h, result);
	return result;
}

/* What is shown has been saved before. */
static void list_run(void *arg, struct job *job)
{
	struct list_job *l = (struct list_job *)job;
	struct history *h = arg;

	save(h);
	if (fill_page(h, l) < 0 && fill_page(h, l) < 0)
		l->page.error = mem_format("the history %s cannot be read: %s",
			h->file, h->why ? h->why : "it is damaged");
	worker_done(h->worker, job);
}

void history_list(struct history *h, const struct history_query *q,
	void *request)
{
	struct list_job *l = mem_new_of(struct list_job);
	int limit = q->limit;

	l->job.run = list_run;
	l->job.done = list_done;
	l->query = *q;
	l->query.limit = limit < 0 ? 0 : limit > LIMIT_MAX ? LIMIT_MAX : limit;
	l->query.text = mem_text(q->text);
	l->request = request;
	worker_put(h->worker, &l->job);
}

/* --- the thread ------------------------------------------------------------*/

/* Also right at the start, so that trouble is known before the first call. */
static bool on_rest(void *arg)
{
	struct history *h = arg;

	save(h);
	if (list_empty(&h->unsaved))
		open_database(h);
	return h->n_unsaved > 0;
}

static void on_end(void *arg)
{
	struct history *h = arg;

	if (h->n_unsaved)
		log_warn("history", "%d calls are lost with the end of the "
			"engine", h->n_unsaved);
	drop_database(h);
}

static void nothing_run(void *arg, struct job *job)
{
	(void)arg;
	free(job);
}

struct history *history_new(const char *file,
	const struct history_handlers *handlers)
{
	struct history *h = mem_new_of(struct history);
	struct worker_handlers on = { on_rest, on_end, h };
	struct job *first = mem_new_of(struct job);

	h->file = mem_text(file);
	h->handlers = *handlers;
	list_init(&h->unsaved);
	h->worker = worker_new(&on);
	first->run = nothing_run;
	if (h->worker) {
		worker_put(h->worker, first);
		return h;
	}
	free(first);
	free(h->file);
	free(h);
	return NULL;
}

int history_event_fd(const struct history *h)
{
	return worker_event_fd(h->worker);
}

void history_dispatch(struct history *h)
{
	worker_dispatch(h->worker);
}

struct worker *history_worker(struct history *h)
{
	return h->worker;
}

void history_parties(struct history *h, history_party_fn *fn, void *arg)
{
	save(h);
	if (open_database(h) && database_parties(h->db, fn, arg) < 0)
		log_warn("history", "who was called cannot be read: %s",
			database_words(h->db));
}

void history_trouble(struct history *h, const char *text)
{
	if (!h->leaving)
		h->handlers.on_trouble(h->handlers.arg, text);
}

static void put_log(void *arg, enum log_level level, const char *line, size_t n)
{
	(void)level;
	log_file_put(arg, line, n);
}

void history_log_to(struct history *h, const char *file)
{
	if (h->log)
		return;
	h->log = log_file_new(h->worker, file);
	log_to(put_log, h->log);
}

static void free_unsaved(struct history *h)
{
	list_each(struct add_job, add, &h->unsaved, job.link)
		free_add(add);
}

static void free_log(struct history *h)
{
	if (h->log)
		log_to(NULL, NULL);
	log_file_free(h->log);
}

void history_free(struct history *h, int ms)
{
	h->leaving = true;
	if (h->log)
		log_file_last(h->log);
	if (!worker_free(h->worker, ms)) {
		/* The disk hangs: what its thread may still touch stays. */
		if (h->log)
			log_to(NULL, NULL);
		return;
	}
	free_log(h);
	free_unsaved(h);
	free(h->why);
	free(h->file);
	free(h);
}
