/* store_thread.h - what else of store/ runs on the history's thread. */
#ifndef STORE_STORE_THREAD_H
#define STORE_STORE_THREAD_H

#include "store/history.h"
#include "store/worker.h"

/* Jobs put here get the struct history as their arg. */
struct worker *history_worker(struct history *);

/* Engine thread, from a job's done: on_trouble, unless it is all ending. */
void history_trouble(struct history *, const char *text);

#endif
