/* convert.h - frames of a tick from one of our rates to another.  Media thread,
 * but for convert_new and convert_free.
 *
 *	8000 <--> 16000 <--> 48000 Hz, each pair a filter of its own
 *
 * Made for the pairs that may be needed; frames of one rate pass as they are.
 */
#ifndef MEDIA_CONVERT_H
#define MEDIA_CONVERT_H

#include <stdbool.h>
#include <stdint.h>

struct convert;

/* Sets of rates, to be combined. */
enum convert_rates { CONVERT_8K = 1, CONVERT_16K = 2, CONVERT_48K = 4,
	CONVERT_ALL = 7 };
unsigned convert_rate_set(int rate_hz);

/* Every pair of different rates.  Engine thread; NULL where there is none. */
struct convert *convert_new(unsigned from, unsigned to);
void convert_free(struct convert *);		/* NULL may be given */
bool convert_same(const struct convert *, const struct convert *);

/* A frame at from_hz, in place, becomes one at to_hz; it has room for
 * MEDIA_FRAME_MAX.  false: it was not made for that pair, frame is as it was.
 * Any convert, NULL too, leaves alone what needs no change. */
bool convert_frame(struct convert *, int from_hz, int to_hz, int16_t *frame);

#endif
