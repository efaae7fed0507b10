/* codec.h - what an entry of the table of codecs is, and one of its coders at
 * work.
 *
 *	samples at rate_hz --encoder--> payload --decoder--> samples at rate_hz
 *
 * A coder is allocated by the engine's thread, in one piece; everything else
 * here is the media thread's, allocates nothing and never fails: what cannot be
 * decoded comes out as 0 samples.  A new codec is one file like g711.c and one
 * line in codec.c.
 */
#ifndef MEDIA_CODEC_H
#define MEDIA_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/media.h"

#define CODEC_PAYLOAD_MAX 1452	/* bytes: in one datagram with all headers */

struct encoder {
	const struct codec *codec;
	void *state;			/* behind it; of encoder_size bytes */
};

struct decoder {
	const struct codec *codec;
	void *state;
};

struct codec {
	const char *name;		/* as in rtpmap */
	int clock_hz;			/* of its RTP time stamps */
	int channels;			/* as in rtpmap */
	int static_type;		/* RFC 3551 6; -1 dynamic */
	int rate_hz;			/* of the sound: 8000, 16000, 48000 */
	int frame_ms;			/* a packet holds multiples of this;
					 * 10 or a multiple */
	/* What a packet of ours may hold, in ms, rising, up to a 0; NULL: any
	 * multiple of a frame. */
	const int *lengths;
	int ie, bpl;			/* ITU-T G.113: impairment, robustness */

	/* What is beyond name and rate (a=fmtp); NULL: nothing is.
	 * write: what we would like to receive; "" nothing to say.  read: what
	 * they would like, into what we send.  Pure, engine thread. */
	void (*write_fmtp)(const struct codec_params *, char *fmtp, size_t size);
	void (*read_fmtp)(struct codec_params *, const char *fmtp);

	/* Bytes of a state; 0: it has none. */
	size_t (*encoder_size)(const struct codec_params *);	/* NULL: 0 */
	void (*encoder_init)(void *, const struct codec_params *);
	void (*encoder_end)(void *);	/* NULL: nothing to let go */
	/* Codes n samples, a multiple of a frame; how many bytes of room.  0:
	 * nothing is worth sending (DTX). */
	size_t (*encode)(void *, const int16_t *, size_t n, uint8_t *payload,
		size_t room);
	/* Changes what can be changed at work; NULL: nothing can. */
	void (*encoder_tune)(void *, const struct codec_tuning *);

	size_t (*decoder_size)(void);	/* NULL: 0 */
	/* Also where nothing came before any more.  Media thread, when the
	 * first packet comes: what is never used costs no memory. */
	void (*decoder_init)(void *);
	/* What only the engine's thread can make, before; and its end. */
	void (*decoder_prepare)(void *);
	void (*decoder_end)(void *);
	/* How many samples a payload of n > 0 bytes holds; 0: it is none.
	 * Pure. */
	size_t (*samples)(const uint8_t *payload, size_t n);
	/* Writes as many samples as samples() said; 0: it is broken. */
	size_t (*decode)(void *, const uint8_t *payload, size_t n, int16_t *);
	/* n samples in place of a lost packet, by the codec's own means and into
	 * its state.  NULL: it has none, and the sound is repeated. */
	size_t (*conceal)(void *, int16_t *, size_t n);
	/* The n samples of the packet before this one, which was lost; 0: this
	 * one does not have them.  NULL: none ever has. */
	size_t (*recover)(void *, const uint8_t *payload, size_t size,
		int16_t *, size_t n);
	/* The decoder's state goes on from sound that it did not make (G.722);
	 * NULL: no need. */
	void (*follow)(void *, const int16_t *, size_t n);
};

extern const struct codec codec_g722, codec_g729, codec_gsm, codec_l16_16k,
	codec_l16_8k, codec_opus, codec_pcma, codec_pcmu;

/* Engine thread. */
struct encoder *encoder_new(const struct codec *, const struct codec_params *);
void encoder_free(struct encoder *);		/* NULL may be given */
struct decoder *decoder_new(const struct codec *);
void decoder_free(struct decoder *);		/* NULL may be given */

/* Media thread: as in struct codec. */
size_t encoder_code(struct encoder *, const int16_t *, size_t n,
	uint8_t *payload, size_t room);
void encoder_tune(struct encoder *, const struct codec_tuning *);
void decoder_restart(struct decoder *);
size_t decoder_samples(const struct decoder *, const uint8_t *payload,
	size_t n);
size_t decoder_decode(struct decoder *, const uint8_t *payload, size_t n,
	int16_t *);
bool decoder_conceals(const struct decoder *);
size_t decoder_conceal(struct decoder *, int16_t *, size_t n);
size_t decoder_recover(struct decoder *, const uint8_t *payload, size_t size,
	int16_t *, size_t n);
void decoder_follow(struct decoder *, const int16_t *, size_t n);

/* Samples of so many ticks of the RTP clock, and the other way round. */
static inline uint32_t codec_samples_of(const struct codec *c, uint32_t ticks)
{
	return (uint32_t)((uint64_t)ticks * (unsigned)c->rate_hz /
		(unsigned)c->clock_hz);
}

static inline uint32_t codec_ticks_of(const struct codec *c, uint32_t samples)
{
	return (uint32_t)((uint64_t)samples * (unsigned)c->clock_hz /
		(unsigned)c->rate_hz);
}

#endif
