/* talk.h - what sounds to a codec like somebody who speaks: syllables of a voice
 * whose pitch and vowels change, hisses before them, and pauses.
 */
#ifndef TALK_H
#define TALK_H

#include <stddef.h>
#include <stdint.h>

#define TALK_FORMANTS 3

struct talk {
	double seconds, step;		/* since the beginning; of a sample */
	double phase;			/* of the voice, 0-1 */
	uint32_t random;
	struct { double before, last; } formants[TALK_FORMANTS];
};

/* From that second on; the same sound whenever it is asked for. */
void talk_init(struct talk *, int rate_hz, double from_seconds);
void talk_on(struct talk *, int16_t *samples, size_t n);

#endif
