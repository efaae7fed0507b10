/* g729.c - ITU-T G.729 A and B, 10 bytes for 10 ms, by bcg729.
 *
 *	[ voice | voice | noise ]	a noise frame (annex B, 2 bytes) ends a
 *	  10      10      2 bytes	payload (RFC 3551 4.5.6)
 *
 * bcg729 allocates its states itself: here that is done with the coder, on the
 * engine's thread.
 */
#include "media/codec.h"

#include <string.h>

#include <bcg729/decoder.h>
#include <bcg729/encoder.h>

#include "base/parameter.h"

#define FRAME 80		/* samples */
#define VOICE 10		/* bytes */
#define NOISE 2
#define FRAMES 6		/* of a packet of 60 ms */

struct speaking {
	bcg729EncoderChannelContextStruct *encoder;	/* owned */
};

struct hearing {
	bcg729DecoderChannelContextStruct *decoder;	/* owned */
};

/* --- a=fmtp -------------------------------------------------------------- */

/* Said in both cases: where nothing is said, annex B is meant. */
static void write_fmtp(const struct codec_params *p, char *fmtp, size_t size)
{
	parameter_add(fmtp, size, "annexb", p->dtx ? "yes" : "no");
}

static void read_fmtp(struct codec_params *p, const char *fmtp)
{
	char value[8];

	if (parameter_get(fmtp, "annexb", value, sizeof value) &&
	    !strcmp(value, "no"))
		p->dtx = false;
}

/* --- encoder ------------------------------------------------------------- */

static size_t encoder_size(const struct codec_params *p)
{
	(void)p;
	return sizeof(struct speaking);
}

static void encoder_init(void *state, const struct codec_params *p)
{
	struct speaking *s = state;

	s->encoder = initBcg729EncoderChannel(p->dtx);
}

static void encoder_end(void *state)
{
	struct speaking *s = state;

	closeBcg729EncoderChannel(s->encoder);
}

struct coded {
	uint8_t bytes[VOICE];
	uint8_t n;		/* VOICE; NOISE; 0: not worth sending */
};

/* The frames up to the last one with voice in it. */
static size_t spoken(const struct coded *frames, size_t n)
{
	while (n && frames[n - 1].n != VOICE)
		n--;
	return n;
}

/* All of these are to be voice, as a payload has no holes: where there is none,
 * the frame that follows is heard twice. */
static size_t put_voice(const struct coded *frames, size_t n, uint8_t *payload)
{
	const struct coded *voice = frames + n;

	for (size_t i = n; i--;) {
		if (frames[i].n == VOICE)
			voice = &frames[i];
		memcpy(payload + i * VOICE, voice->bytes, VOICE);
	}
	return n * VOICE;
}

static size_t put_noise(const struct coded *frames, size_t n, uint8_t *payload)
{
	for (size_t i = 0; i < n; i++)
		if (frames[i].n == NOISE) {
			memcpy(payload, frames[i].bytes, NOISE);
			return NOISE;
		}
	return 0;
}

static size_t encode(void *state, const int16_t *samples, size_t n,
	uint8_t *payload, size_t room)
{
	struct speaking *s = state;
	struct coded frames[FRAMES];
	size_t count = n / FRAME, voices, size;

	if (count > FRAMES || count * VOICE > room)
		return 0;
	for (size_t i = 0; i < count; i++)
		bcg729Encoder(s->encoder, samples + i * FRAME, frames[i].bytes,
			&frames[i].n);
	voices = spoken(frames, count);
	size = put_voice(frames, voices, payload);
	return size + put_noise(frames + voices, count - voices,
		payload + size);
}

/* --- decoder ------------------------------------------------------------- */

static size_t decoder_size(void)
{
	return sizeof(struct hearing);
}

static void decoder_prepare(void *state)
{
	struct hearing *h = state;

	h->decoder = initBcg729DecoderChannel();
}

static void decoder_end(void *state)
{
	struct hearing *h = state;

	closeBcg729DecoderChannel(h->decoder);
}

static size_t samples_of(const uint8_t *payload, size_t n)
{
	size_t rest = n % VOICE;

	(void)payload;
	if (rest && rest != NOISE)
		return 0;
	return (n / VOICE + (rest != 0)) * FRAME;
}

static size_t decode(void *state, const uint8_t *payload, size_t n,
	int16_t *samples)
{
	struct hearing *h = state;
	size_t heard = 0;

	for (; n >= VOICE; n -= VOICE, payload += VOICE, heard += FRAME)
		bcg729Decoder(h->decoder, payload, VOICE, 0, 0, 0,
			samples + heard);
	if (n < NOISE)
		return heard;
	bcg729Decoder(h->decoder, payload, NOISE, 0, 1, 0, samples + heard);
	return heard + FRAME;
}

/* After a noise frame it is more of that noise. */
static size_t conceal(void *state, int16_t *samples, size_t n)
{
	static const uint8_t nothing[VOICE];
	struct hearing *h = state;
	size_t heard = 0;

	for (; heard + FRAME <= n; heard += FRAME)
		bcg729Decoder(h->decoder, nothing, VOICE, 1, 0, 0,
			samples + heard);
	return heard;
}

const struct codec codec_g729 = {
	.name = "G729", .clock_hz = 8000, .channels = 1, .static_type = 18,
	.rate_hz = 8000, .frame_ms = 10, .ie = 11, .bpl = 19,
	.write_fmtp = write_fmtp, .read_fmtp = read_fmtp,
	.encoder_size = encoder_size, .encoder_init = encoder_init,
	.encoder_end = encoder_end, .encode = encode,
	.decoder_size = decoder_size, .decoder_prepare = decoder_prepare,
	.decoder_end = decoder_end,
	.samples = samples_of, .decode = decode, .conceal = conceal,
};
