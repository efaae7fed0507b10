/* watch.h - counts what the media thread never does: allocate, free, lock.
 *
 *	malloc, pthread_mutex_lock ... -> here -> counted, if of a watched
 *	                                          thread -> the real one
 *
 * The functions of watch.c take the place of the C library's in the program that
 * is linked with it, for all libraries in it.
 */
#ifndef WATCH_H
#define WATCH_H

#include <stdbool.h>

/* From now on what the calling thread does counts. */
void watch_this_thread(void);
bool watch_any(void);			/* whether some thread is watched */

int watch_count(void);
/* What was called first; NULL: nothing. */
const char *watch_first(void);
void watch_forget(void);		/* no thread is watched, nothing counts */

#endif
