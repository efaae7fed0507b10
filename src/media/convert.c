#include "media/convert.h"

#include <stdlib.h>
#include <string.h>

#include "audio/resample.h"
#include "base/mem.h"
#include "media/media.h"

#define RATES 3

static const int rates[RATES] = { 8000, 16000, 48000 };

struct convert {
	unsigned from, to;
	struct resample *pairs[RATES][RATES];	/* owned; NULL: not made */
};

static int index_of(int rate_hz)
{
	for (int i = 0; i < RATES; i++)
		if (rates[i] == rate_hz)
			return i;
	return -1;
}

unsigned convert_rate_set(int rate_hz)
{
	int i = index_of(rate_hz);

	return i < 0 ? 0 : 1u << i;
}

static bool is_wanted(unsigned from, unsigned to, int i, int j)
{
	return i != j && from >> i & 1 && to >> j & 1;
}

struct convert *convert_new(unsigned from, unsigned to)
{
	struct convert *c = NULL;

	for (int i = 0; i < RATES; i++)
		for (int j = 0; j < RATES; j++) {
			if (!is_wanted(from, to, i, j))
				continue;
			if (!c)
				c = mem_new_of(struct convert);
			c->pairs[i][j] = resample_new(rates[i], rates[j]);
		}
	if (c) {
		c->from = from;
		c->to = to;
	}
	return c;
}

void convert_free(struct convert *c)
{
	for (int i = 0; c && i < RATES * RATES; i++)
		resample_free(c->pairs[i / RATES][i % RATES]);
	free(c);
}

bool convert_same(const struct convert *a, const struct convert *b)
{
	return a && b && a->from == b->from && a->to == b->to;
}

bool convert_frame(struct convert *c, int from_hz, int to_hz, int16_t *frame)
{
	size_t n_in = media_frame(from_hz), n_out = media_frame(to_hz);
	int16_t in[MEDIA_FRAME_MAX];
	int i = index_of(from_hz), j = index_of(to_hz);

	if (from_hz == to_hz)
		return true;
	if (!c || i < 0 || j < 0 || !c->pairs[i][j])
		return false;
	memcpy(in, frame, n_in * sizeof *in);
	resample_run(c->pairs[i][j], in, &n_in, frame, &n_out);
	return true;
}
