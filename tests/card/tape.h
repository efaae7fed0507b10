/* tape.h - the two files of a card: what its microphone hears and what its
 * loudspeaker said.  Frames of 16-bit samples, counted from the epoch. */
#ifndef CARD_TAPE_H
#define CARD_TAPE_H

#include <stddef.h>
#include <stdint.h>

struct tape;

/* NULL: that file is not wanted.  0 or -errno; -EBUSY: another loudspeaker
 * writes it. */
int tape_open(struct tape **, const char *in, const char *out, int channels);
void tape_free(struct tape *);

/* Begins again at the end of the file; silence without one. */
void tape_read(const struct tape *, int64_t at, int16_t *samples,
	size_t frames);
void tape_write(const struct tape *, int64_t at, const int16_t *samples,
	size_t frames);

#endif
