#include "media/voice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "media/convert.h"
#include "media/echo.h"
#include "media/gain.h"
#include "media/suppress.h"
#include "media/tone.h"

#define SPEAKS 0.3f			/* of suppress_near() */

struct voice {
	struct voice_params params;
	struct fourier *fourier;	/* owned, as all of these */
	struct echo *echo;		/* NULL: not asked for */
	struct suppress *suppress;	/* NULL: neither echo nor noise */
	struct gain gain;
	struct convert *in, *out, *played_in;
	float played[VOICE_BLOCK];	/* in the last tick */
	struct echo_result result;
};

struct voice *voice_new(const struct voice_params *p)
{
	struct voice *v;

	if (!p->echo && !p->noise_db && !p->gain)
		return NULL;
	v = mem_new_of(struct voice);
	v->params = *p;
	v->fourier = fourier_new();
	if (p->echo)
		v->echo = echo_new(p->headset);
	if (p->echo || p->noise_db) {
		v->suppress = suppress_new();
		suppress_noise_db(v->suppress, (float)p->noise_db);
	}
	gain_init(&v->gain);
	v->in = convert_new(CONVERT_ALL, CONVERT_16K);
	v->played_in = convert_new(CONVERT_ALL, CONVERT_16K);
	v->out = convert_new(CONVERT_16K, CONVERT_ALL);
	return v;
}

void voice_free(struct voice *v)
{
	if (v) {
		fourier_free(v->fourier);
		echo_free(v->echo);
		suppress_free(v->suppress);
		convert_free(v->in);
		convert_free(v->played_in);
		convert_free(v->out);
	}
	free(v);
}

static void to_floats(const int16_t *frame, float *block)
{
	for (int i = 0; i < VOICE_BLOCK; i++)
		block[i] = frame[i];
}

static void to_samples(const float *block, int16_t *frame)
{
	for (int i = 0; i < VOICE_BLOCK; i++)
		frame[i] = sample_clip((int32_t)lrintf(block[i]));
}

static void process(struct voice *v, int16_t *frame)
{
	float mic[VOICE_BLOCK], *block = mic;
	bool speech = true;

	to_floats(frame, mic);
	if (v->echo) {
		echo_run(v->echo, v->fourier, v->played, mic, &v->result);
		block = v->result.error;
	}
	if (v->suppress) {
		suppress_run(v->suppress, v->fourier, block,
			v->echo ? v->result.doubt : NULL, v->result.left);
		speech = suppress_near(v->suppress) > SPEAKS;
	}
	if (v->params.gain)
		gain_run(&v->gain, block, speech);
	to_samples(block, frame);
}

void voice_capture(struct voice *v, int16_t *frame, int from_hz, int to_hz)
{
	convert_frame(v->in, from_hz, VOICE_RATE, frame);
	process(v, frame);
	convert_frame(v->out, VOICE_RATE, to_hz, frame);
	memset(v->played, 0, sizeof v->played);
}

void voice_playback(struct voice *v, const int16_t *frame, int rate_hz)
{
	int16_t played[MEDIA_FRAME_MAX];

	if (!v->echo)
		return;
	memcpy(played, frame, media_frame(rate_hz) * sizeof *frame);
	convert_frame(v->played_in, rate_hz, VOICE_RATE, played);
	to_floats(played, v->played);
}
