/* strip.h - decoded sound: what was played last and what comes next, in one
 * piece.  Media thread.
 *
 *	| played, kept to look back at | waiting | room |
 *	                               ^next     ^add
 */
#ifndef MEDIA_STRIP_H
#define MEDIA_STRIP_H

#include <stddef.h>
#include <stdint.h>

#include "media/media.h"

#define STRIP_PAST_MS 60	/* always there to look back at */
#define STRIP_MS 320
#define STRIP_MAX (STRIP_MS * (MEDIA_RATE_MAX / 1000))

struct strip {
	int rate_hz;
	size_t next, end;
	/* Of these STRIP_MS at rate_hz are used: the others cost no memory. */
	int16_t samples[STRIP_MAX];
};

/* Empty, of this rate from now on. */
void strip_restart(struct strip *, int rate_hz);

static inline size_t strip_waiting(const struct strip *s)
{
	return s->end - s->next;
}

static inline int16_t *strip_next(struct strip *s)
{
	return s->samples + s->next;
}

static inline int16_t *strip_end(struct strip *s)
{
	return s->samples + s->end;
}

/* Where n more samples may be written, as long as no more than STRIP_MS without
 * the past wait with them; NULL: they do. */
int16_t *strip_room(struct strip *, size_t n);
/* They were. */
void strip_add(struct strip *, size_t n);

/* n of those that wait. */
void strip_take(struct strip *, int16_t *to, size_t n);
void strip_skip(struct strip *, size_t n);

#endif
