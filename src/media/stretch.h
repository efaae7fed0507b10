/* stretch.h - sound made longer or shorter by a period of its voice, so that
 * its pitch stays (WSOLA: Verhelst and Roelands 1993).  Media thread.
 *
 *	squeeze:  | A | B | C ...   -->      | A into B | C ...
 *	stretch:  ... Z | A | B ... -->  ... Z | A into Z | A | B ...
 */
#ifndef MEDIA_STRETCH_H
#define MEDIA_STRETCH_H

#include <stdbool.h>
#include <stddef.h>

struct strip;

/* Samples that must wait on the strip. */
size_t stretch_needs(const struct strip *);
size_t squeeze_needs(const struct strip *);

/* most: samples, more or less, but at least PITCH_MIN_MS.  least: likeness
 * from which on it is worth while; never in tones.  How many samples more, or
 * less, now wait; 0: it was not, or not enough are there. */
size_t strip_stretch(struct strip *, float least, size_t most);
size_t strip_squeeze(struct strip *, float least, size_t most);

/* The same by n samples, at most PITCH_MAX_MS, whatever they are. */
size_t strip_stretch_by(struct strip *, size_t n);
size_t strip_squeeze_by(struct strip *, size_t n);

#endif
