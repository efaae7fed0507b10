/* threads.h - threads of audio/ that end by themselves.  Any thread.
 *
 * They are detached: a sound card that hangs costs its own thread and keeps
 * nobody waiting.  Signals stay with the others.
 */
#ifndef AUDIO_THREADS_H
#define AUDIO_THREADS_H

#include <stdbool.h>

/* 0 or -errno: body was not called.  name: of at most 15 bytes, constant; for
 * those who look at the process. */
int threads_start(const char *name, void *(*body)(void *), void *arg);

/* Real time, one below the media thread, where permitted; false: as before. */
bool threads_hurry(void);

/* Waits, at most ms, until none runs. */
void threads_wait(int ms);

#endif
