/* echo_delay.h - how long after it was played the echo is heard.
 * Media thread.
 *
 *	played  __##___#____          0..440 ms, in blocks of 10 ms: buffers of
 *	heard   _______##___#         the card, and the way through the air
 *	        |-----|
 *
 * The lag at which microphone and past are most alike, frequency by frequency
 * (coherence: neither how loud nor how coloured the echo is matters).
 */
#ifndef MEDIA_ECHO_DELAY_H
#define MEDIA_ECHO_DELAY_H

#include <stdbool.h>

#include "media/echo_past.h"

struct echo_delay;

struct echo_delay *echo_delay_new(void);
void echo_delay_free(struct echo_delay *);	/* NULL may be given */

/* A block in which something is played.  mic: [ nothing | block ]. */
void echo_delay_hear(struct echo_delay *, const struct echo_past *,
	const struct spectrum *mic);

/* In blocks, as it is of late; < 0: there is no echo, or it is not sure. */
int echo_delay_blocks(const struct echo_delay *);
/* The past has slipped. */
void echo_delay_slip(struct echo_delay *, int blocks);
/* Begins anew. */
void echo_delay_restart(struct echo_delay *);

#endif
