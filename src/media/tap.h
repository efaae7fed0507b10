/* tap.h - the sound of a call to and from a program, through its pipes.
 *
 *	heard --16 bits, little-endian, the tap's rate--> [its standard input]
 *	said  <-- mixed in ------------------------------  [its standard output]
 *
 * Nobody waits: a program that does not read misses what finds no room in its
 * pipe, and one that writes faster than time goes waits for us.  What lies in
 * its output is never more than TAP_AHEAD_MS, in whole pages, two at least.
 */
#ifndef MEDIA_TAP_H
#define MEDIA_TAP_H

#include <stdbool.h>
#include <stdint.h>

#include "media/extra.h"

#define TAP_AHEAD_MS 250

struct tap;

/* --- engine thread ------------------------------------------------------- */

/* to and from: our ends of its pipes, closed with the tap.  rate_hz: one of
 * ours. */
struct tap *tap_new(int to, int from, int rate_hz, void *arg);
void tap_free(struct tap *);		/* back, or never given away */
struct extra *tap_extra(struct tap *);

/* At any time. */
uint64_t tap_missed_ms(const struct tap *);	/* found no room */

/* --- media thread: once a tick, in this order ---------------------------- */

void tap_heard(struct tap *, const int16_t *frame, int rate_hz);
void tap_said(struct tap *, int16_t *frame, int rate_hz);

#endif
