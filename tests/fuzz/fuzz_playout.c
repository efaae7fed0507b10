/* fuzz_playout.c - any packets at any time of any codec.
 *
 *	kind a b c  kind a b c ...		four bytes a step
 *
 *	p  a packet: sequence + a, time stamp + b frames, arrived c ms ago
 *	P  likewise, but both far away
 *	n  comfort noise of level a, with b coefficients c
 *	t  a ticks pass, heard		T  a ticks pass for nobody
 *	s  b ticks are skipped		d  decoder a from now on
 *	k  a key's packet		f  its decoder goes and comes
 *	l  latency: a 8 ms, ultra low if b is odd
 *	r  another source
 */
#include "fuzz.h"

#include <string.h>

#include "media/codec.h"
#include "media/playout.h"

#define TICK_NS INT64_C(10000000)
#define MS INT64_C(1000000)

const char *const fuzz_seeds[] = {
	"p\1\1\1t\1\1\1t\1\1\1p\1\1\1t\2\1\1p\1\1\1t\2\1\1p\2\2\1t\4\1\1",
	"d\2\1\1p\1\1\1t\2\1\1p\3\3\1t\2\1\1p\xff\xff\1t\2\1\1d\3\1\1p\1\1\1"
	"t\3\1\1",
	"d\4\1\1p\1\1\1t\2\1\1p\1\1\1t\2\1\1p\4\4\1t\4\1\1p\1\1\1"
	"p\1\1\1t\5\1\1",
	"p\1\1\1n\x28\3\x90t\x40\1\1p\1\1\1t\2\1\1k\1\1\1t\2\1\1p\1\1\1t\2\1\1",
	"l\x20\2\1p\1\1\1p\1\1\1t\xff\1\1P\1\1\1P\1\1\1t\2\1\1r\1\1\1p\1\1\1"
	"s\1\xff\1p\1\1\xff" "f\1\1\1p\1\1\1T\x09\1\1t\x09\1\1",
	NULL
};

const char *const fuzz_words[] = {
	"p\1\1\1t\2\1\1", "p\2\2\1", "p\xff\xff\xff", "P\1\1\1", "t\2\1\1",
	"t\xff\1\1", "T\x10\1\1", "s\1\xff\1", "n\x30\1\1", "d\1\1\1",
	"d\2\1\1", "d\3\1\1", "d\4\1\1", "f\1\1\1", "l\xff\2\1", "l\1\1\1",
	"r\1\1\1", "k\1\1\1", NULL
};

static const struct codec *const codecs[] = {
	&codec_pcmu, &codec_g722, &codec_l16_16k, &codec_gsm,
};

#define CODECS ((int)(sizeof codecs / sizeof *codecs))

struct call {
	struct playout *playout;
	struct decoder *decoders[CODECS + 1];
	int decoder;
	int64_t now_ns;
	uint16_t sequence;
	uint32_t timestamp, random;
};

static void begin(struct call *c)
{
	memset(c, 0, sizeof *c);
	c->playout = playout_new();
	c->now_ns = 100 * TICK_NS;
	c->random = 1;
	for (int i = 0; i < CODECS; i++)
		c->decoders[i] = decoder_new(codecs[i]);
	/* where it was built with it */
	if (codec_find("opus", 48000, 2))
		c->decoders[CODECS] = decoder_new(codec_find("opus", 48000, 2));
}

static void end(struct call *c)
{
	playout_free(c->playout);
	for (int i = 0; i <= CODECS; i++)
		decoder_free(c->decoders[i]);
}

static void check(const struct call *c)
{
	const struct playout_statistics *s = playout_statistics(c->playout);

	FUZZ_HOLDS(s->delay_ms > -4000 && s->delay_ms < 4000);
	FUZZ_HOLDS(s->target_ms > -4000 && s->target_ms < 4000);
	FUZZ_HOLDS(s->concealed_ms < INT64_MAX / 2);
}

static void tick(struct call *c, bool heard)
{
	int16_t frame[MEDIA_FRAME_MAX];
	int rate_hz;

	playout_time(c->playout, c->now_ns);
	c->now_ns += TICK_NS;
	if (!heard) {
		playout_pass(c->playout);
		return;
	}
	rate_hz = playout_get(c->playout, frame);
	FUZZ_HOLDS(rate_hz == 0 || rate_hz == 8000 || rate_hz == 16000 ||
		rate_hz == 48000);
}

static void put(struct call *c, struct decoder *d, const uint8_t *payload,
	size_t n, int ago_ms)
{
	struct playout_packet p = { .timestamp = c->timestamp,
		.sequence = c->sequence, .decoder = d, .payload = payload,
		.n = n };

	playout_time(c->playout, c->now_ns);
	playout_put(c->playout, &p, c->now_ns - ago_ms * MS);
}

static void packet(struct call *c, const uint8_t *step)
{
	static const size_t sizes[] = { 160, 160, 640, 33, 40 };
	struct decoder *d = c->decoders[c->decoder];
	uint8_t payload[640];

	if (!d)
		return;
	for (size_t i = 0; i < sizeof payload; i++) {
		c->random = c->random * 1664525 + 1013904223;
		payload[i] = (uint8_t)(c->random >> 24);
	}
	c->sequence = (uint16_t)(c->sequence + (int8_t)step[1]);
	c->timestamp += (uint32_t)((int8_t)step[2] * d->codec->clock_hz / 50);
	if (step[0] == 'P') {
		c->sequence = (uint16_t)(c->sequence + 256 * step[1]);
		c->timestamp += (uint32_t)step[2] << 24;
	}
	put(c, d, payload, sizes[c->decoder], step[3]);
}

static void noise(struct call *c, const uint8_t *step)
{
	uint8_t payload[256];

	memset(payload, step[3], sizeof payload);
	payload[0] = step[1];
	c->sequence++;
	c->timestamp += 160;
	put(c, NULL, payload, step[2], 0);
}

static void renew(struct call *c)
{
	struct decoder *d = c->decoders[c->decoder];

	if (!d)
		return;
	playout_forget(c->playout, d);
	c->decoders[c->decoder] = decoder_new(d->codec);
	decoder_free(d);
}

static void act(struct call *c, const uint8_t *step)
{
	switch (step[0]) {
	case 'n':
		noise(c, step);
		break;
	case 't':
	case 'T':
		for (int i = 0; i < step[1]; i++)
			tick(c, step[0] == 't');
		break;
	case 's':
		c->now_ns += step[2] * TICK_NS;
		break;
	case 'd':
		c->decoder = step[1] % (CODECS + 1);
		break;
	case 'k':
		playout_other(c->playout, ++c->sequence);
		break;
	case 'f':
		renew(c);
		break;
	case 'l':
		playout_latency(c->playout, step[1] * 8, step[2] & 1);
		break;
	case 'r':
		playout_restart(c->playout);
		break;
	default:
		packet(c, step);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct call c;

	begin(&c);
	for (size_t at = 0; at + 4 <= n && at < 400; at += 4) {
		act(&c, data + at);
		check(&c);
	}
	tick(&c, true);
	end(&c);
	return 0;
}
