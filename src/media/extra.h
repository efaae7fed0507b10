/* extra.h - what goes on beside the talk of a stream: it is recorded, a clip is
 * played into it, a program listens and speaks.  Media thread.
 *
 *	heard --+--> tap's program    +--> clip, beep --> room
 *	        `--> recorder, right -'
 *	said  --> clip, tap's program, beep --+--> they
 *	                                      `--> recorder, left
 *
 * Each begins with its struct extra, and is the media thread's from
 * media_extra() until on_extra_back.
 */
#ifndef MEDIA_EXTRA_H
#define MEDIA_EXTRA_H

#include <stdbool.h>
#include <stdint.h>

#include "media/command.h"
#include "media/media.h"

struct extra {
	struct parcel parcel;		/* the way back */
	enum media_extra kind;
	void *arg;			/* of whoever made it */
};

struct extras {
	struct extra *of[MEDIA_EXTRAS];	/* NULL: none */
};

bool extras_any(const struct extras *);

/* The former one, or NULL. */
struct extra *extras_put(struct extras *, enum media_extra, struct extra *);

/* Once a tick, in this order; at the rate that is at hand.  What is said comes
 * before keys, which are nobody's business. */
void extras_heard(struct extras *, int16_t *frame, int rate_hz);
void extras_said(struct extras *, int16_t *frame, int rate_hz);

/* One that has come to its end, to be given back; NULL: none. */
struct extra *extras_over(struct extras *);

#endif
