#include "audio/alsa_hardware.h"

#include <stdio.h>

#include "base/log.h"

/* A capture may wait in the card while we are stopped; a playback is as full as
 * we make it. */
#define CAPTURE_BUFFER_US 250000
#define PLAYBACK_BUFFER_US 100000
#define PLAYBACK_PERIODS 4

static const struct {
	snd_pcm_format_t alsa;
	enum sample_format ours;
} formats[] = {			/* best first */
	{ SND_PCM_FORMAT_S16, SAMPLE_S16 },
	{ SND_PCM_FORMAT_S32, SAMPLE_S32 },
	{ SND_PCM_FORMAT_FLOAT, SAMPLE_FLOAT },
	{ SND_PCM_FORMAT_S24, SAMPLE_S24 },
	{ SND_PCM_FORMAT_S24_3LE, SAMPLE_S24_3 },
};

static bool agree_format(struct alsa_hardware *hw, snd_pcm_t *pcm,
	snd_pcm_hw_params_t *p)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (!snd_pcm_hw_params_set_format(pcm, p, formats[i].alsa)) {
			hw->format = formats[i].ours;
			return true;
		}
	return false;
}

static bool agree_channels(struct alsa_hardware *hw, snd_pcm_t *pcm,
	snd_pcm_hw_params_t *p)
{
	unsigned n = 1;

	if (snd_pcm_hw_params_set_channels_near(pcm, p, &n) < 0)
		return false;
	hw->channels = n;
	return true;
}

/* The bus's own rate, else the one most cards are made for. */
static bool agree_rate(struct alsa_hardware *hw, snd_pcm_t *pcm,
	snd_pcm_hw_params_t *p, int liked)
{
	unsigned rate = liked;

	if (snd_pcm_hw_params_test_rate(pcm, p, rate, 0) < 0)
		rate = 48000;
	if (snd_pcm_hw_params_set_rate_near(pcm, p, &rate, NULL) < 0)
		return false;
	hw->rate_hz = rate;
	return true;
}

static bool agree_sizes(struct alsa_hardware *hw, snd_pcm_t *pcm,
	snd_pcm_hw_params_t *p, const struct card_params *params)
{
	snd_pcm_uframes_t period = (snd_pcm_uframes_t)hw->rate_hz *
		params->period_ms / 1000, buffer, most;

	if (snd_pcm_hw_params_set_period_size_near(pcm, p, &period, NULL) < 0)
		return false;
	most = params->capture ? CAPTURE_BUFFER_US : PLAYBACK_BUFFER_US;
	buffer = most * hw->rate_hz / 1000000;
	if (buffer < PLAYBACK_PERIODS * period)
		buffer = PLAYBACK_PERIODS * period;
	return snd_pcm_hw_params_set_buffer_size_near(pcm, p, &buffer) >= 0;
}

static const char *agree(struct alsa_hardware *hw, snd_pcm_t *pcm,
	snd_pcm_hw_params_t *p, const struct card_params *params)
{
	if (snd_pcm_hw_params_any(pcm, p) < 0)
		return "it offers nothing";
	/* Our own resampler follows the card's clock; a second one before it
	 * would only add delay. */
	snd_pcm_hw_params_set_rate_resample(pcm, p, 0);
	if (snd_pcm_hw_params_set_access(pcm, p,
			SND_PCM_ACCESS_RW_INTERLEAVED) < 0)
		return "it has no interleaved access; "
			"try plug: before its name";
	if (!agree_format(hw, pcm, p))
		return "it has no sample format that we know; "
			"try plug: before its name";
	if (!agree_channels(hw, pcm, p))
		return "it offers no channels";
	if (!agree_rate(hw, pcm, p, params->rate_hz))
		return "it offers no rate";
	if (!agree_sizes(hw, pcm, p, params))
		return "it offers no period or buffer size";
	return NULL;
}

static bool read_back(struct alsa_hardware *hw, snd_pcm_hw_params_t *p)
{
	snd_pcm_uframes_t period, buffer;

	if (snd_pcm_hw_params_get_period_size(p, &period, NULL) < 0 ||
	    snd_pcm_hw_params_get_buffer_size(p, &buffer) < 0)
		return false;
	hw->period = period;
	hw->buffer = buffer;
	return period > 0 && buffer >= 2 * period && hw->rate_hz >= 4000 &&
		hw->rate_hz <= 768000 && hw->channels > 0;
}

bool alsa_hardware_agree(struct alsa_hardware *hw, snd_pcm_t *pcm,
	const struct card_params *params, char why[CARD_WHY])
{
	snd_pcm_hw_params_t *p;
	const char *missing;
	int error;

	snd_pcm_hw_params_alloca(&p);
	missing = agree(hw, pcm, p, params);
	if (missing) {
		snprintf(why, CARD_WHY, "cannot use it: %s", missing);
		return false;
	}
	error = snd_pcm_hw_params(pcm, p);
	if (error < 0 || !read_back(hw, p)) {
		snprintf(why, CARD_WHY, "cannot use it: %s", error < 0
			? card_words(error) : "its sizes make no sense");
		return false;
	}
	log_debug("audio", "%s: %s, %d Hz, %d channels, period %zu, buffer %zu",
		params->pcm, params->capture ? "capture" : "playback",
		hw->rate_hz, hw->channels, hw->period, hw->buffer);
	return true;
}

int alsa_hardware_wake_at(snd_pcm_t *pcm, size_t avail)
{
	snd_pcm_sw_params_t *p;
	snd_pcm_uframes_t boundary;
	int error;

	snd_pcm_sw_params_alloca(&p);
	if ((error = snd_pcm_sw_params_current(pcm, p)) < 0 ||
	    (error = snd_pcm_sw_params_get_boundary(p, &boundary)) < 0 ||
	    (error = snd_pcm_sw_params_set_avail_min(pcm, p, avail)) < 0 ||
	    (error = snd_pcm_sw_params_set_start_threshold(pcm, p,
			boundary)) < 0)
		return error;
	return snd_pcm_sw_params(pcm, p);
}
