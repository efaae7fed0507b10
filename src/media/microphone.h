/* microphone.h - what is wrong with it, as far as the sound tells.  Media
 * thread.
 *
 *	flat	the same value for seconds: unplugged, or muted by a switch
 *	clips	too loud for its converter, again and again
 *	talking	somebody speaks into it while the call is muted
 *
 * Each is told once, and again after HUSH_MS at the earliest; talking once a
 * mute.
 */
#ifndef MEDIA_MICROPHONE_H
#define MEDIA_MICROPHONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/media.h"

#define MICROPHONE_HUSH_MS 30000

struct microphone {
	int16_t last;
	int flat_ms;
	int clipped_ms, clip_span_ms;
	float noise;			/* power of the quiet between */
	int talk_ms, talk_span_ms;
	bool muted, talk_told;
	int hush_ms[MICROPHONE_TROUBLES];
};

void microphone_init(struct microphone *);

/* 10 ms as they come from the card; what was found, or MICROPHONE_WELL. */
enum microphone_trouble microphone_hear(struct microphone *,
	const int16_t *frame, size_t n);
/* 10 ms without echo and noise, as others hear them, or, muted, do not. */
enum microphone_trouble microphone_speech(struct microphone *,
	const int16_t *frame, size_t n, bool muted);

#endif
