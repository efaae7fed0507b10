/* recorder.h - both sides of a stream, as they are sent and heard, on their way
 * to a file.
 *
 *	heard, any rate --> right -+
 *	said, any rate  --> left  -+-- frames of the file's rate --> ring
 *
 * Whoever takes from the ring too slowly loses what does not fit, and is told
 * how much.  A beep lets everybody know: 1,400 Hz for 200 ms, as telephones
 * that record make it, at once and then every so often, to both sides and into
 * the file.
 */
#ifndef MEDIA_RECORDER_H
#define MEDIA_RECORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "media/extra.h"

#define RECORDER_CHANNELS 2		/* left us, right them */
#define RECORDER_RING_MS 5000		/* at least; what a disk may sleep */

struct recorder;
struct ring;

/* --- engine thread ------------------------------------------------------- */

/* rate_hz: of the file, one of ours.  beep_s: 0 none. */
struct recorder *recorder_new(int rate_hz, int beep_s, void *arg);
void recorder_free(struct recorder *);	/* back, or never given away */
struct extra *recorder_extra(struct recorder *);
/* Frames of two samples, for one consumer, on any thread. */
struct ring *recorder_ring(struct recorder *);

/* At any time: while it pauses, nothing is put into the ring. */
void recorder_pause(struct recorder *, bool);
uint64_t recorder_ms(const struct recorder *);	/* put until now */
uint64_t recorder_lost_ms(const struct recorder *);	/* found no room */

/* --- media thread: once a tick, in this order ---------------------------- */

/* Keeps it, then adds the beep. */
void recorder_heard(struct recorder *, int16_t *frame, int rate_hz);
/* Adds the beep, then puts both into the ring. */
void recorder_said(struct recorder *, int16_t *frame, int rate_hz);

#endif
