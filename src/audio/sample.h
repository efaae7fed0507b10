/* sample.h - the frames of a card <-> mono 16-bit samples.  Pure.
 *
 * To mono the channels are averaged; from mono the first two get the same and
 * the others nothing.
 */
#ifndef AUDIO_SAMPLE_H
#define AUDIO_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

enum sample_format {
	SAMPLE_S16,		/* native order, as all but the last */
	SAMPLE_S32,
	SAMPLE_FLOAT,		/* -1 to 1 */
	SAMPLE_S24,		/* in the low three bytes of four */
	SAMPLE_S24_3,		/* three bytes, little-endian */
};

size_t sample_bytes(enum sample_format);
void sample_to_mono(enum sample_format, int channels, const void *frames,
	int16_t *mono, size_t n);
void sample_from_mono(enum sample_format, int channels, const int16_t *mono,
	void *frames, size_t n);

#endif
