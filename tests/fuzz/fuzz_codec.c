/* fuzz_codec.c - any bytes as payloads of one decoder after the other, with
 * losses between them.
 *
 *	c n	the codec n of the table, afresh
 *	p n byte*n	a payload
 *	l n	n frames of 10 ms are lost: the codec's own means, or followed
 *	r n byte*n	a payload that may give back the one before
 *
 * 0xfe stands for a zero, so that seeds can be C strings.
 */
#include "fuzz.h"

#include <stdlib.h>

#include "media/codec.h"

#define Z "\xfe"
#define FRAME_OF(c) media_frame((c)->rate_hz)
#define ROOM (MEDIA_RATE_MAX * CODEC_MAX_MS / 1000)

const char *const fuzz_seeds[] = {
	/* Opus: SILK with what was lost, CELT, two frames, padding, stereo */
	"c" Z "p\x05\x08\x40\x91\x22\x33" "r\x05\x08\xc0\x91\x22\x33" "l\x02"
	"p\x04\xf8\xff\xfe\x01" "p\x06\xf9\x11\x22\x33\x44\x55"
	"p\x07\xfb\x41\x02\x11\x22\x33\x44" "p\x03\xfc\x12\x34" "l\x09",
	/* G.722 */
	"c\x01" "p\x08" "abcdefgh" "l\x03" "p\x08" "hgfedcba",
	/* G.729: two frames of voice, one of noise */
	"c\x04" "p\x16" "0123456789" "abcdefghij" "\x12\x34" "l\x02"
	"p\x02\x78\x21" "l\x04" "p\x0a" "9876543210",
	/* L16, GSM */
	"c\x05" "p\x04\x01\x02\x80" Z "c\x07" "p\x21\xd2" "0123456789abcdef"
	"0123456789abcdef" "l\x01",
	NULL
};

const char *const fuzz_words[] = {
	"c" Z, "c\x01", "c\x04", "c\x07", "l\x01", "l\x0c", "p\x01", "r\x02",
	"\x7b\x3f", "\xff\xff", "\x78", "\x08\x40", "\xd0", "\x03\xbf", NULL
};

struct ear {
	struct decoder *decoder;	/* owned */
	uint8_t *bytes;			/* a copy that ASan can guard */
	size_t n;
};

static int16_t heard[ROOM];

static int codecs(void)
{
	int n = 0;

	while (codec_at(n))
		n++;
	return n;
}

static void change(struct ear *ear, uint8_t which)
{
	decoder_free(ear->decoder);
	ear->decoder = decoder_new(codec_at((which == 0xfe ? 0 : which) %
		codecs()));
	decoder_restart(ear->decoder);
}

/* Samples are as many as were announced, or none. */
static void hear(struct ear *ear)
{
	size_t samples = decoder_samples(ear->decoder, ear->bytes, ear->n);
	size_t got;

	FUZZ_HOLDS(samples <= ROOM);
	if (!samples)
		return;
	got = decoder_decode(ear->decoder, ear->bytes, ear->n, heard);
	FUZZ_HOLDS(got == samples || !got);
}

static void recover(struct ear *ear)
{
	size_t n = 2 * FRAME_OF(ear->decoder->codec), got;

	if (!decoder_samples(ear->decoder, ear->bytes, ear->n))
		return;
	got = decoder_recover(ear->decoder, ear->bytes, ear->n, heard, n);
	FUZZ_HOLDS(got == n || !got);
}

static void lose(struct ear *ear, uint8_t frames)
{
	size_t n = FRAME_OF(ear->decoder->codec), got;

	for (int i = 0; i < frames % 16; i++) {
		got = decoder_conceal(ear->decoder, heard, n);
		FUZZ_HOLDS(got == n || !decoder_conceals(ear->decoder));
		decoder_follow(ear->decoder, heard, n);
	}
}

static void copy(struct ear *ear, const uint8_t *data, size_t n)
{
	free(ear->bytes);
	ear->bytes = malloc(n ? n : 1);
	ear->n = n;
	for (size_t i = 0; i < n; i++)
		ear->bytes[i] = data[i] == 0xfe ? 0 : data[i];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ear ear = { 0 };

	change(&ear, 0);
	for (size_t at = 0; at + 2 <= n;) {
		uint8_t kind = data[at], length = data[at + 1];
		size_t left = n - at - 2;

		at += 2;
		if (kind == 'c')
			change(&ear, length);
		else if (kind == 'l')
			lose(&ear, length);
		if (kind != 'p' && kind != 'r')
			continue;
		copy(&ear, data + at, length < left ? length : left);
		at += ear.n;
		if (kind == 'r')
			recover(&ear);
		hear(&ear);
	}
	decoder_free(ear.decoder);
	free(ear.bytes);
	return 0;
}
