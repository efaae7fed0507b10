/* voice.h - all that is done to the person's voice before others hear it.
 * Media thread, but for voice_new and voice_free.
 *
 *	microphone --> [ 16 kHz: echo --> suppress --> gain ] --> bus
 *	                           ^
 *	loudspeaker <-- bus -------+--------- what was played
 *
 * Echo or noise suppression delay the voice by 10 ms, and what is above 8 kHz
 * is lost; where nothing is asked for there is no voice, and no cost.
 */
#ifndef MEDIA_VOICE_H
#define MEDIA_VOICE_H

#include <stdbool.h>
#include <stdint.h>

#include "media/media.h"

struct voice;

struct voice *voice_new(const struct voice_params *);	/* the last allocation;
							 * NULL: nothing to do */
void voice_free(struct voice *);		/* NULL may be given */

/* Once a tick: what the microphone gave, at from_hz, in place, becomes what is
 * sent, at to_hz.  Room for MEDIA_FRAME_MAX. */
void voice_capture(struct voice *, int16_t *frame, int from_hz, int to_hz);
/* Once a tick: what the loudspeaker is given, as loud as it is given. */
void voice_playback(struct voice *, const int16_t *frame, int rate_hz);

#endif
