/* clip.h - a piece of sound in memory that any number play at the same time.
 *
 *	 8000 Hz  [#########]
 *	16000 Hz  [##################]	the same at each of our rates, so that
 *	48000 Hz  [###############...	who plays it converts nothing
 *
 * Its samples never change and any thread may read them; using and releasing is
 * the engine thread's.
 */
#ifndef BASE_CLIP_H
#define BASE_CLIP_H

#include <stddef.h>
#include <stdint.h>

#define CLIP_RATES 3

struct clip {
	int users;
	size_t n[CLIP_RATES];			/* of 16 bits, mono */
	int16_t *samples[CLIP_RATES];		/* owned */
};

extern const int clip_rates[CLIP_RATES];	/* Hz, lowest first */

/* For one user, and as yet without sound: memory only. */
struct clip *clip_new(void);
struct clip *clip_use(struct clip *);		/* one more; NULL stays NULL */
void clip_release(struct clip *);		/* NULL may be given */

/* NULL: it has no sound at that rate. */
const int16_t *clip_at(const struct clip *, int rate_hz, size_t *n);

#endif
