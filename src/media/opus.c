/* opus.c - Opus (RFC 6716, 7587), by libopus.
 *
 * Always 48 kHz and one channel here: the encoder takes of it what the bit rate
 * and the other end have room for, the decoder makes one channel of two.
 */
#include "media/codec.h"

#include <opus/opus.h>

#include "base/parameter.h"

#define RATE 48000
#define CHANNELS 1
#define MS (RATE / 1000)
#define PACKET_MAX (CODEC_MAX_MS * MS)	/* samples */
#define USUAL_BITRATE 28000	/* bit/s: full band for speech */
#define LEAST_BITRATE 6000
#define MOST_BITRATE 510000
/* Other ends that hear of loss in percent: on and off again. */
#define FEC_FROM 2
#define FEC_UNTIL 1
#define FEC_LEAST 6		/* percent; for less libopus repeats nothing at our
				 * rates, and one lost packet is lost */
#define FRAMES_MAX 48		/* of a packet, RFC 6716 3.2.5 */

struct speaking {
	bool may_fec, fec, dtx;
	int max_bitrate;	/* 0: any */
	int complexity;
	max_align_t encoder[];	/* libopus's own */
};

static OpusEncoder *encoder_of(struct speaking *s)
{
	return (OpusEncoder *)s->encoder;
}

/* --- a=fmtp -------------------------------------------------------------- */

static void write_fmtp(const struct codec_params *p, char *fmtp, size_t size)
{
	if (p->max_rate_hz && p->max_rate_hz < RATE)
		parameter_add_number(fmtp, size, "maxplaybackrate",
			p->max_rate_hz);
	if (p->max_bitrate)
		parameter_add_number(fmtp, size, "maxaveragebitrate",
			p->max_bitrate);
	if (p->cbr)
		parameter_add(fmtp, size, "cbr", "1");
	if (p->fec)
		parameter_add(fmtp, size, "useinbandfec", "1");
	if (p->dtx)
		parameter_add(fmtp, size, "usedtx", "1");
}

static int lower(int a, int b)
{
	return !a || (b && b < a) ? b : a;
}

/* Their wishes add to ours, and they bound them; in-band FEC is of use only to
 * those who look for it.  stereo: one channel is all that a microphone has;
 * sprop-stereo and sprop-maxcapturerate: our decoder takes whatever comes. */
static void read_fmtp(struct codec_params *p, const char *fmtp)
{
	int rate = 0, bitrate = 0;

	parameter_number(fmtp, "maxplaybackrate", 1000000, &rate);
	parameter_number(fmtp, "maxaveragebitrate", 100000000, &bitrate);
	p->max_rate_hz = lower(p->max_rate_hz, rate);
	p->max_bitrate = lower(p->max_bitrate, bitrate);
	p->cbr = p->cbr || parameter_on(fmtp, "cbr");
	p->fec = p->fec && parameter_on(fmtp, "useinbandfec");
	p->dtx = p->dtx || parameter_on(fmtp, "usedtx");
}

/* --- encoder ------------------------------------------------------------- */

static size_t encoder_size(const struct codec_params *p)
{
	(void)p;
	return sizeof(struct speaking) + (size_t)opus_encoder_get_size(CHANNELS);
}

static int bandwidth_of(int rate_hz)
{
	static const struct { int rate_hz, bandwidth; } widths[] = {
		{ 8000, OPUS_BANDWIDTH_NARROWBAND },
		{ 12000, OPUS_BANDWIDTH_MEDIUMBAND },
		{ 16000, OPUS_BANDWIDTH_WIDEBAND },
		{ 24000, OPUS_BANDWIDTH_SUPERWIDEBAND },
	};

	for (size_t i = 0; rate_hz && i < sizeof widths / sizeof *widths; i++)
		if (rate_hz <= widths[i].rate_hz)
			return widths[i].bandwidth;
	return OPUS_BANDWIDTH_FULLBAND;
}

static void set_bitrate(struct speaking *s, int bitrate)
{
	if (s->max_bitrate && bitrate > s->max_bitrate)
		bitrate = s->max_bitrate;
	if (bitrate < LEAST_BITRATE)
		bitrate = LEAST_BITRATE;
	if (bitrate > MOST_BITRATE)
		bitrate = MOST_BITRATE;
	opus_encoder_ctl(encoder_of(s), OPUS_SET_BITRATE(bitrate));
}

static void encoder_init(void *state, const struct codec_params *p)
{
	struct speaking *s = state;
	OpusEncoder *e = encoder_of(s);

	s->may_fec = p->fec;
	s->fec = false;
	s->dtx = p->dtx;
	s->max_bitrate = p->max_bitrate;
	s->complexity = p->complexity;
	opus_encoder_init(e, RATE, CHANNELS, OPUS_APPLICATION_VOIP);
	set_bitrate(s, p->bitrate ? p->bitrate : USUAL_BITRATE);
	opus_encoder_ctl(e, OPUS_SET_COMPLEXITY(p->complexity));
	opus_encoder_ctl(e, OPUS_SET_VBR(!p->cbr));
	opus_encoder_ctl(e, OPUS_SET_DTX(p->dtx));
	opus_encoder_ctl(e, OPUS_SET_MAX_BANDWIDTH(
		bandwidth_of(p->max_rate_hz)));
}

/* One or two bytes say that there is silence: need not be sent. */
static size_t encode(void *state, const int16_t *samples, size_t n,
	uint8_t *payload, size_t room)
{
	struct speaking *s = state;
	int size = opus_encode(encoder_of(s), samples, (int)n, payload,
		(opus_int32)room);

	if (size <= 0 || (s->dtx && size <= 2))
		return 0;
	return (size_t)size;
}

static void follow_loss(struct speaking *s, int percent)
{
	OpusEncoder *e = encoder_of(s);

	if (percent >= FEC_FROM)
		s->fec = s->may_fec;
	else if (percent < FEC_UNTIL)
		s->fec = false;
	if (s->fec && percent < FEC_LEAST)
		percent = FEC_LEAST;
	opus_encoder_ctl(e, OPUS_SET_INBAND_FEC(s->fec));
	opus_encoder_ctl(e, OPUS_SET_PACKET_LOSS_PERC(
		percent < 0 ? 0 : percent > 100 ? 100 : percent));
}

static void save(struct speaking *s, int thrift)
{
	int complexity = s->complexity - thrift;

	opus_encoder_ctl(encoder_of(s), OPUS_SET_COMPLEXITY(
		complexity > 0 ? complexity : 0));
}

static void tune(void *state, const struct codec_tuning *t)
{
	struct speaking *s = state;

	if (t->bitrate)
		set_bitrate(s, t->bitrate);
	follow_loss(s, t->loss_percent);
	save(s, t->thrift);
}

/* --- decoder ------------------------------------------------------------- */

static size_t decoder_size(void)
{
	return (size_t)opus_decoder_get_size(CHANNELS);
}

static void decoder_init(void *state)
{
	opus_decoder_init(state, RATE, CHANNELS);
}

static size_t samples_of(const uint8_t *payload, size_t n)
{
	int samples = opus_packet_get_nb_samples(payload, (opus_int32)n, RATE);

	return samples > 0 ? (size_t)samples : 0;
}

static size_t heard(int samples)
{
	return samples > 0 ? (size_t)samples : 0;
}

static size_t decode(void *state, const uint8_t *payload, size_t n,
	int16_t *samples)
{
	return heard(opus_decode(state, payload, (opus_int32)n, samples,
		PACKET_MAX, 0));
}

static size_t conceal(void *state, int16_t *samples, size_t n)
{
	return heard(opus_decode(state, NULL, 0, samples,
		(int)(n < PACKET_MAX ? n : PACKET_MAX), 0));
}

/* Of each channel in turn: whether each 20 ms are voice, and whether the frame
 * before comes once more (RFC 6716 4.2.3); these bits are not compressed. */
static bool is_repeated(uint8_t first, int frame_ms, int channels)
{
	int voices = frame_ms > 20 ? frame_ms / 20 : 1;

	for (int i = 1; i <= channels; i++)
		if (first >> (8 - i * (voices + 1)) & 1)
			return true;
	return false;
}

static int frame_of(const uint8_t *payload)
{
	return opus_packet_get_samples_per_frame(payload, RATE);
}

/* Only SILK repeats; RFC 6716 3.1: it has the first 16 configurations. */
static bool repeats(const uint8_t *payload, size_t size)
{
	const unsigned char *frames[FRAMES_MAX];
	opus_int16 sizes[FRAMES_MAX];

	if (payload[0] >> 3 >= 16 ||
	    opus_packet_parse(payload, (opus_int32)size, NULL, frames, sizes,
		NULL) <= 0 || !sizes[0])
		return false;
	return is_repeated(frames[0][0], frame_of(payload) / MS,
		opus_packet_get_nb_channels(payload));
}

static size_t recover(void *state, const uint8_t *payload, size_t size,
	int16_t *samples, size_t n)
{
	if (!size || n > PACKET_MAX || !repeats(payload, size) ||
	    n < (size_t)frame_of(payload))
		return 0;
	return heard(opus_decode(state, payload, (opus_int32)size, samples,
		(int)n, 1));
}

/* RFC 6716 2.1.4, of those that are multiples of ours. */
static const int lengths[] = { 10, 20, 40, 60, 0 };

const struct codec codec_opus = {
	.name = "opus", .clock_hz = 48000, .channels = 2, .static_type = -1,
	.rate_hz = RATE, .frame_ms = 10, .lengths = lengths,
	.ie = 0, .bpl = 20,
	.write_fmtp = write_fmtp, .read_fmtp = read_fmtp,
	.encoder_size = encoder_size, .encoder_init = encoder_init,
	.encode = encode, .encoder_tune = tune,
	.decoder_size = decoder_size, .decoder_init = decoder_init,
	.samples = samples_of, .decode = decode, .conceal = conceal,
	.recover = recover,
};
