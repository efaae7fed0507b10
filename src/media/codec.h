/* codec.h - what an entry of the table of codecs is.  Any thread.
 *
 *	samples at the bus rate --encode--> payload --decode--> samples
 *
 * A new codec is one file like g711.c and one line in codec.c.
 */
#ifndef MEDIA_CODEC_H
#define MEDIA_CODEC_H

#include <stddef.h>
#include <stdint.h>

/* The most samples one payload may hold: what is longer is refused before it
 * is decoded. */
#define CODEC_SAMPLES 1440		/* 180 ms */

struct codec {
	const char *name;		/* as in rtpmap */
	int rate_hz;			/* of its RTP clock */
	int channels;
	int static_type;		/* RFC 3551 6; -1 dynamic */

	/* How many samples a payload of n > 0 bytes holds; 0: it is none. */
	size_t (*samples)(const uint8_t *payload, size_t n);
	/* The bytes written; never more than two a sample. */
	size_t (*encode)(uint8_t *payload, const int16_t *samples, size_t n);
	/* Writes as many samples as samples() said. */
	void (*decode)(int16_t *samples, const uint8_t *payload, size_t n);
};

extern const struct codec codec_pcma, codec_pcmu;

#endif
