/* recording.h - sound as it comes, into a file.  The store thread writes it,
 * libsndfile says how.
 *
 *	media --ring of frames--> recording_write: job --> NAME.wav, NAME.flac
 *
 * After each write the file is whole: whoever kills the engine has all of it
 * but the last moment.  Nothing is ever written over: where NAME.wav is there,
 * NAME-2.wav is made.  A WAV can hold 4 GiB; what comes after goes into the
 * next one.
 */
#ifndef STORE_RECORDING_H
#define STORE_RECORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "store/worker.h"

#define RECORDING_CHANNELS 2

struct recording;
struct ring;

struct recording_params {
	struct worker *worker;		/* outlives it */
	struct ring *sound;		/* frames of two samples of 16 bits; it
					 * takes them until on_closed */
	int rate_hz;
	const char *path;		/* as wished; ends as
					 * recording_refusal wants it */
	bool make_folder;		/* 0700, with its parents */
	int64_t file_max;		/* bytes of one file; 0: of a WAV */
	/* A file was made, and may be named otherwise. */
	void (*on_opened)(void *arg, const char *path);
	/* Once: nothing is written any more.  text: a sentence. */
	void (*on_failed)(void *arg, const char *text, const char *advice);
	/* All is in the file; the recording is gone after it. */
	void (*on_closed)(void *arg);
	void *arg;
};

/* Engine thread, as are all handlers. */
struct recording *recording_open(const struct recording_params *);
/* What is in the ring now; nothing while the last write is not over. */
void recording_write(struct recording *);
/* Nothing more is put into the ring: the rest, and on_closed. */
void recording_close(struct recording *);

/* NULL: the ending of the path names a format; else what was expected. */
const char *recording_refusal(const char *path);

#endif
