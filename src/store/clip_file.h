/* clip_file.h - a sound file, of whatever kind, rate and channels, becomes a
 * clip.  libsndfile reads it, speexdsp makes our rates of it.
 *
 *	clip_file_load --queue--> store thread: read, mix to mono, resample, a
 *	                          few seconds in a turn --eventfd--> on_loaded
 *
 * The file may be anybody's: what is too big to be kept is not read on, and
 * what is no file (a pipe, a device) is not opened.
 */
#ifndef STORE_CLIP_FILE_H
#define STORE_CLIP_FILE_H

#include <stdbool.h>

#include "base/clip.h"
#include "store/worker.h"

#define CLIP_FILE_BYTES (64 << 20)	/* of samples, at all rates together */
#define CLIP_FILE_SECONDS (CLIP_FILE_BYTES / (2 * (8000 + 16000 + 48000)))
#define CLIP_FILE_WHY 200

struct clip_load;

struct clip_loaded {
	struct clip *clip;		/* the handler's now; NULL: why */
	bool cut;			/* it goes on after CLIP_FILE_SECONDS */
	const char *why;		/* a clause for people */
};

typedef void clip_loaded_fn(void *arg, const struct clip_loaded *);

/* Engine thread.  The handler runs once, later; then the load is gone. */
struct clip_load *clip_file_load(struct worker *, const char *path,
	clip_loaded_fn *, void *arg);
/* Nobody waits for it any more; NULL may be given. */
void clip_load_forget(struct clip_load *);

/* Any thread that may wait for a disk.  NULL: why. */
struct clip *clip_file_read(const char *path, bool *cut,
	char why[CLIP_FILE_WHY]);

#endif
