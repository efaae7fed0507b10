#include "media/codec.h"

#include <config.h>
#include <stdlib.h>
#include <strings.h>

#include "base/mem.h"

#define FRAMES_MS 60		/* of a packet of ours, at most */

/* Best first. */
static const struct codec *const table[] = {
#ifdef HAVE_OPUS
	&codec_opus,
#endif
	&codec_g722,
	&codec_pcma,
	&codec_pcmu,
#ifdef HAVE_BCG729
	&codec_g729,
#endif
	&codec_l16_16k,
	&codec_l16_8k,
	&codec_gsm,
};

#define ENTRIES ((int)(sizeof table / sizeof *table))

/* --- the table ----------------------------------------------------------- */

const struct codec *codec_at(int i)
{
	return i >= 0 && i < ENTRIES ? table[i] : NULL;
}

const struct codec *codec_find(const char *name, int clock_hz, int channels)
{
	for (int i = 0; i < ENTRIES; i++)
		if (!strcasecmp(table[i]->name, name) &&
		    table[i]->clock_hz == clock_hz &&
		    table[i]->channels == channels)
			return table[i];
	return NULL;
}

const char *codec_name(const struct codec *c)
{
	return c->name;
}

int codec_clock_hz(const struct codec *c)
{
	return c->clock_hz;
}

int codec_rate_hz(const struct codec *c)
{
	return c->rate_hz;
}

int codec_channels(const struct codec *c)
{
	return c->channels;
}

int codec_static_type(const struct codec *c)
{
	return c->static_type;
}

/* Of one that may hold any multiple of its frames. */
static int multiple(const struct codec *c, int wanted_ms)
{
	int ms = wanted_ms < FRAMES_MS ? wanted_ms : FRAMES_MS;

	return ms < c->frame_ms ? c->frame_ms : ms - ms % c->frame_ms;
}

int codec_ptime_ms(const struct codec *c, int wanted_ms)
{
	int ms;

	if (!c->lengths)
		return multiple(c, wanted_ms);
	ms = c->lengths[0];
	for (const int *l = c->lengths; *l && *l <= wanted_ms; l++)
		ms = *l;
	return ms;
}

void codec_write_fmtp(const struct codec *c, const struct codec_params *p,
	char *fmtp, size_t size)
{
	fmtp[0] = '\0';
	if (c->write_fmtp)
		c->write_fmtp(p, fmtp, size);
}

void codec_read_fmtp(const struct codec *c, struct codec_params *p,
	const char *fmtp)
{
	if (c->read_fmtp)
		c->read_fmtp(p, fmtp);
}

/* --- coders -------------------------------------------------------------- */

struct encoder *encoder_new(const struct codec *c, const struct codec_params *p)
{
	size_t size = c->encoder_size ? c->encoder_size(p) : 0;
	struct encoder *e = mem_new(sizeof *e + size);

	e->codec = c;
	e->state = e + 1;
	if (size)
		c->encoder_init(e->state, p);
	return e;
}

void encoder_free(struct encoder *e)
{
	if (e && e->codec->encoder_end)
		e->codec->encoder_end(e->state);
	free(e);
}

size_t encoder_code(struct encoder *e, const int16_t *samples, size_t n,
	uint8_t *payload, size_t room)
{
	return e->codec->encode(e->state, samples, n, payload, room);
}

void encoder_tune(struct encoder *e, const struct codec_tuning *t)
{
	if (e->codec->encoder_tune)
		e->codec->encoder_tune(e->state, t);
}

struct decoder *decoder_new(const struct codec *c)
{
	size_t size = c->decoder_size ? c->decoder_size() : 0;
	struct decoder *d = mem_new(sizeof *d + size);

	d->codec = c;
	d->state = d + 1;
	if (c->decoder_prepare)
		c->decoder_prepare(d->state);
	return d;
}

void decoder_free(struct decoder *d)
{
	if (d && d->codec->decoder_end)
		d->codec->decoder_end(d->state);
	free(d);
}

void decoder_restart(struct decoder *d)
{
	if (d->codec->decoder_init)
		d->codec->decoder_init(d->state);
}

size_t decoder_samples(const struct decoder *d, const uint8_t *payload,
	size_t n)
{
	size_t samples = n ? d->codec->samples(payload, n) : 0;
	size_t most = (size_t)d->codec->rate_hz * CODEC_MAX_MS / 1000;

	return samples <= most ? samples : 0;
}

size_t decoder_decode(struct decoder *d, const uint8_t *payload, size_t n,
	int16_t *to)
{
	return d->codec->decode(d->state, payload, n, to);
}

bool decoder_conceals(const struct decoder *d)
{
	return d->codec->conceal;
}

size_t decoder_conceal(struct decoder *d, int16_t *to, size_t n)
{
	return d->codec->conceal ? d->codec->conceal(d->state, to, n) : 0;
}

size_t decoder_recover(struct decoder *d, const uint8_t *payload, size_t size,
	int16_t *to, size_t n)
{
	return d->codec->recover ?
		d->codec->recover(d->state, payload, size, to, n) : 0;
}

void decoder_follow(struct decoder *d, const int16_t *samples, size_t n)
{
	if (d->codec->follow)
		d->codec->follow(d->state, samples, n);
}
