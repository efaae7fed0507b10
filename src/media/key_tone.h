/* key_tone.h - keys as sound (ITU-T Q.23, Q.24), by spandsp: for peers that take
 * no telephone-events.  Media thread.
 *
 *	keys --> two sines in place of what is said
 *	what is heard --> detector --> key_receiver
 *
 * What spandsp allocates, it does on the engine's thread (key_tone_new,
 * key_ear_new).
 */
#ifndef MEDIA_KEY_TONE_H
#define MEDIA_KEY_TONE_H

#include <stdbool.h>
#include <stdint.h>

#include "media/telephone_event.h"

#define KEY_TONE_RATE 8000	/* Hz: what spandsp makes and listens to */

/* --- sending ------------------------------------------------------------- */

/* The generator of one job; volume in -dBm0 of each of the two sines. */
struct dtmf_tx_state_s *key_tone_new(int duration_ms, int gap_ms, int volume);
void key_tone_free(struct dtmf_tx_state_s *);	/* NULL may be given */

struct key_tones {
	struct key_job *first, *last;	/* waiting and in hand */
	bool sounds;			/* the first one's key */
	int pause;			/* ticks of a ',' */
};

void key_tones_add(struct key_tones *, struct key_job *);
/* The next frame of KEY_TONE_RATE, in place of what would be sent; false: that
 * is. */
bool key_tones_frame(struct key_tones *, int16_t *frame);
void key_tones_drop(struct key_tones *);	/* all are done where they are */
struct key_job *key_tones_done(struct key_tones *);	/* NULL: none */

/* --- receiving ----------------------------------------------------------- */

struct key_ear;

/* What it hears, to must be told. */
struct key_ear *key_ear_new(struct key_receiver *to);
void key_ear_free(struct key_ear *);		/* NULL may be given */
void key_ear_listen(struct key_ear *, const int16_t *frame, int rate_hz);

#endif
