#include "store/contact_job.h"

#include <stdlib.h>

#include "base/mem.h"

#define NEWS_MAX 100		/* told one by one */

void contact_store_let_go(struct contact_store *c)
{
	contact_files_free(c->files);
	directory_free(c->directory);
	book_leave(c->book);
	book_leave(c->former);
	free(c);
}

void contact_job_free(struct contact_job *j)
{
	contact_clear(&j->contact);
	contact_clear(&j->answer);
	free(j->text);
	free(j->call.remote_uri);
	free(j->call.remote_name);
	free(j->call.account);
	book_leave(j->was);
	book_leave(j->book);
	free(j->changed);
	free(j->removed);
	free(j->error);
	free(j->trouble);
	for (int i = 0; i < j->n_found; i++)
		directory_match_clear(&j->found[i]);
	free(j);
}

static void tell_news(struct contact_store *c, struct contact_job *j)
{
	const struct contact_store_handlers *h = &c->handlers;

	if (j->n_changed + j->n_removed > NEWS_MAX) {
		h->on_changed(h->arg, NULL);
		return;
	}
	for (int i = 0; i < j->n_changed; i++)
		h->on_changed(h->arg, j->changed[i]);
	for (int i = 0; i < j->n_removed; i++)
		h->on_removed(h->arg, j->removed[i]);
}

static void tell_changes(struct contact_store *c, struct contact_job *j)
{
	const struct contact_store_handlers *h = &c->handlers;

	if (j->book)
		h->on_book(h->arg, j->book);
	tell_news(c, j);
	if (j->trouble && !j->tells_trouble)
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
	contact_job_free(j);
	if (c->gone && !c->jobs)
		contact_store_let_go(c);
}

/* Store thread. */
static void job_run(void *arg, struct job *job)
{
	struct contact_job *j = (struct contact_job *)job;

	if (j->looks || !j->contacts->directory)
		j->look(j->contacts, j);
	if (j->work)
		j->work(j->contacts, j);
	worker_done(history_worker(arg), job);
}

struct contact_job *contact_job_new(struct contact_store *c,
	contact_step *look, contact_step *work, void *request)
{
	struct contact_job *j = mem_new_of(struct contact_job);

	j->job.run = job_run;
	j->job.done = job_done;
	j->contacts = c;
	j->looks = true;
	j->look = look;
	j->work = work;
	j->request = request;
	return j;
}

void contact_job_put(struct contact_job *j)
{
	j->contacts->jobs++;
	worker_put(history_worker(j->contacts->history), &j->job);
}
