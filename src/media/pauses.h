/* pauses.h - what is not worth sending, and what to send in its place.  Media
 * thread.
 *
 *	level   ___/~~~~\__/~\________________
 *	        -------------------------------  the floor, that is tracked
 *	sent    . . VVVVVVVVVVVVVVV N . . . N .  voice, then comfort noise
 *	                        ^hangover
 *
 * Is there a voice: its level is well over the noise that is always there; what
 * follows it for a while is still sent.  Comfort noise as in RFC 3389, with its
 * level alone.
 */
#ifndef MEDIA_PAUSES_H
#define MEDIA_PAUSES_H

#include <stddef.h>
#include <stdint.h>

#define PAUSES_NOISE_SIZE 1	/* bytes of a payload of comfort noise */

struct pauses {
	double floor;			/* power of the noise; 0: not known yet */
	double lowest;			/* of the window that goes on */
	int window_ms;			/* how long it does */
	int hangover_ms;		/* left of it */
	double told;			/* power that they know of; 0: none */
	int silent_ms;			/* since it was told */
};

enum pauses_verdict {
	PAUSES_SOUND,			/* send it */
	PAUSES_NOISE,			/* send what pauses_noise() writes */
	PAUSES_NOTHING,		/* they know already */
};

/* Zeroed it is ready; once for each packet of ms. */
enum pauses_verdict pauses_packet(struct pauses *,
	const int16_t *samples, size_t n, int ms);

/* The payload of comfort noise, for a verdict of PAUSES_NOISE. */
void pauses_noise(const struct pauses *,
	uint8_t payload[PAUSES_NOISE_SIZE]);

#endif
