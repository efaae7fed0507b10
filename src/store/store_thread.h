/* store_thread.h - what else of store/ runs on the history's thread. */
#ifndef STORE_STORE_THREAD_H
#define STORE_STORE_THREAD_H

#include <stdint.h>

#include "store/history.h"
#include "store/worker.h"

/* Jobs put here get the struct history as their arg. */
struct worker *history_worker(struct history *);

/* Engine thread, from a job's done: on_trouble, unless it is all ending. */
void history_trouble(struct history *, const char *text);

/* Store thread: everybody with whom there was a call, in no order; nobody where
 * the file cannot be read.  name and account, of the last call, may be NULL. */
typedef void history_party_fn(void *arg, const char *uri, const char *name,
	const char *account, int calls, int64_t last_ms);
void history_parties(struct history *, history_party_fn *, void *arg);

#endif
