/* alsa_hardware.h - what is agreed with a PCM before it runs: format, channels,
 * rate, period, buffer.  Device thread.  Private to audio/. */
#ifndef AUDIO_ALSA_HARDWARE_H
#define AUDIO_ALSA_HARDWARE_H

#include <alsa/asoundlib.h>
#include <stdbool.h>
#include <stddef.h>

#include "audio/alsa_card.h"
#include "audio/sample.h"

struct alsa_hardware {
	enum sample_format format;
	int channels, rate_hz;
	size_t period, buffer;		/* frames */
};

/* false: why has a clause for people. */
bool alsa_hardware_agree(struct alsa_hardware *, snd_pcm_t *,
	const struct card_params *, char why[CARD_WHY]);

/* Ready when avail frames can be moved; started by hand only. */
int alsa_hardware_wake_at(snd_pcm_t *, size_t avail);

#endif
