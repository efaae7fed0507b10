/* receiver.h - speech through an encoder, a network and the playout to a
 * loudspeaker, on a clock of its own that never waits.
 *
 *	speech -> packets of 20 ms -> network -> playout -> card -> heard
 *	sample i was spoken at i / rate, and is heard at j / rate in `heard`
 *
 * The card takes a frame each tick and plays it CARD_MS later.
 */
#ifndef TESTS_MEDIA_RECEIVER_H
#define TESTS_MEDIA_RECEIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/playout.h"

#define RECEIVER_PACKET_MS 20
#define RECEIVER_CARD_MS 10	/* what waits there: a period */

struct codec;

struct receiver_params {
	const struct codec *codec;
	const char *trace;
	uint64_t seed;
	const int16_t *speech;		/* at the codec's rate */
	size_t n;
	int loss_percent;		/* that the encoder hears of */
	int least_ms;
	bool ultra_low;
};

struct receiver_result {
	int16_t *heard;			/* n samples; the caller's to free */
	size_t n;
	int ppm;			/* of the talker's clock */
	int sent, lost;			/* packets */
	struct playout_statistics statistics;
};

/* Through the codec alone, without delay. */
void receiver_code(const struct receiver_params *, struct receiver_result *);

/* false: there is no such trace. */
bool receiver_run(const struct receiver_params *, struct receiver_result *);

#endif
