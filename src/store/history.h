/* history.h - finished calls in SQLite (WAL), on the store thread.
 *
 *	engine: history_add --queue--> store: commit --eventfd--> handlers
 *
 * The engine thread's calls never wait for the disk.  A full disk or a broken
 * file costs the history, with a warning, never a call.
 */
#ifndef STORE_HISTORY_H
#define STORE_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

struct book;
struct history;

/* One ended call.  Texts are owned by whoever says so; NULL none. */
struct history_call {
	int64_t id;			/* the database's; 0 before */
	bool incoming;
	char *account;			/* name; NULL none */
	char *remote_uri, *remote_name;
	char *local_uri;
	char *call_id;
	int64_t created_ms, established_ms, ended_ms;	/* wall; 0: never */
	char *ended_by;			/* "local", "remote", "error" */
	int status;
	char *reason;
	bool missed;			/* incoming, answered nowhere */
	char *data;			/* a JSON object of texts; NULL none */
	char *recordings;		/* paths, a line each; NULL none */
	char *quality;			/* a JSON object; NULL: no sound */
};

/* Which of the calls that match, the newest first. */
struct history_query {
	int limit;
	int64_t before;			/* smaller ids only; 0: all */
	int64_t offset;			/* so many of them are passed over */
	const char *text;		/* that they contain; NULL: all */
};

struct history_page {
	struct history_call *calls;	/* newest first; owned by the page */
	int n;
	int64_t total;			/* that match */
	char *error;			/* NULL, or a sentence */
	const struct book *book;	/* of the engine, for who they are */
};

struct history_handlers {
	/* After the commit, with the id. */
	void (*on_added)(void *arg, const struct history_call *);
	void (*on_page)(void *arg, void *request, const struct history_page *);
	/* Trouble with the disk, told once until it works again. */
	void (*on_trouble)(void *arg, const char *text);
	void *arg;
};

/* Starts the thread, which opens (and makes) the file by itself. */
struct history *history_new(const char *file, const struct history_handlers *);
int history_event_fd(const struct history *);
void history_dispatch(struct history *);	/* calls handlers */

void history_add(struct history *, const struct history_call *); /* copied */

/* Answered by on_page with the same request pointer.  The query is copied. */
void history_list(struct history *, const struct history_query *,
	void *request);

/* Writes what is queued, waits for it at most ms, joins and frees; no handler
 * is called any more.  When the disk hangs for longer, its thread stays. */
void history_free(struct history *, int ms);

/* Log lines of a detached engine go to this file through the same thread;
 * from any thread, never blocking (lines are dropped when 1 MiB waits). */
void history_log_to(struct history *, const char *file);

#endif
