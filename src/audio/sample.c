#include "audio/sample.h"

#include <math.h>
#include <string.h>

static int32_t s24_3(const unsigned char *p)
{
	uint32_t bits = (uint32_t)p[0] << 8 | (uint32_t)p[1] << 16 |
		(uint32_t)p[2] << 24;

	return (int32_t)bits >> 16;
}

static int16_t from_float(const void *at)
{
	float x;

	memcpy(&x, at, sizeof x);
	if (!(x > -1))		/* and what is no number at all */
		return x <= -1 ? INT16_MIN : 0;
	return lrintf(fminf(x * 32768, INT16_MAX));
}

/* One sample of a card, as 16 bits. */
static int16_t get(enum sample_format f, const unsigned char *at)
{
	int16_t s16;
	int32_t s32;

	switch (f) {
	case SAMPLE_S16:
		memcpy(&s16, at, sizeof s16);
		return s16;
	case SAMPLE_S32:
		memcpy(&s32, at, sizeof s32);
		return s32 >> 16;
	case SAMPLE_S24:	/* the fourth byte may hold anything */
		memcpy(&s32, at, sizeof s32);
		return (int32_t)((uint32_t)s32 << 8) >> 16;
	case SAMPLE_S24_3:
		return s24_3(at);
	case SAMPLE_FLOAT:
		return from_float(at);
	}
	return 0;
}

static void set(enum sample_format f, unsigned char *at, int16_t sample)
{
	int32_t s32 = sample * (f == SAMPLE_S32 ? 65536 : 256);
	float x = sample / 32768.0f;

	switch (f) {
	case SAMPLE_S16:
		memcpy(at, &sample, sizeof sample);
		break;
	case SAMPLE_S32:
	case SAMPLE_S24:
		memcpy(at, &s32, sizeof s32);
		break;
	case SAMPLE_S24_3:
		at[0] = 0;
		at[1] = (uint16_t)sample & 255;
		at[2] = (uint16_t)sample >> 8;
		break;
	case SAMPLE_FLOAT:
		memcpy(at, &x, sizeof x);
		break;
	}
}

size_t sample_bytes(enum sample_format f)
{
	return f == SAMPLE_S16 ? 2 : f == SAMPLE_S24_3 ? 3 : 4;
}

void sample_to_mono(enum sample_format f, int channels, const void *frames,
	int16_t *mono, size_t n)
{
	const unsigned char *at = frames;
	size_t bytes = sample_bytes(f);

	for (size_t i = 0; i < n; i++) {
		int32_t sum = 0;

		for (int c = 0; c < channels; c++, at += bytes)
			sum += get(f, at);
		mono[i] = sum / channels;
	}
}

void sample_from_mono(enum sample_format f, int channels, const int16_t *mono,
	void *frames, size_t n)
{
	unsigned char *at = frames;
	size_t bytes = sample_bytes(f);

	for (size_t i = 0; i < n; i++)
		for (int c = 0; c < channels; c++, at += bytes)
			set(f, at, c < 2 ? mono[i] : 0);
}
