/* suppress.h - turns down, frequency by frequency, what is noise or left of an
 * echo.  Media thread.
 *
 *	block --> spectrum --> x gain --> 10 ms later
 *	            |            ^
 *	            |--> noise --+-- echo left <-- doubt
 *
 * One spectrum for both, so that both together cost 10 ms.  The gain is
 * Ephraim & Malah's (IEEE Trans. ASSP 33(2), 1985), the noise is found by
 * minimum statistics (Martin, IEEE Trans. SAP 9(5), 2001).
 */
#ifndef MEDIA_SUPPRESS_H
#define MEDIA_SUPPRESS_H

#include <stdbool.h>

#include "media/fourier.h"

struct suppress;

struct suppress *suppress_new(void);
void suppress_free(struct suppress *);	/* NULL may be given */

/* Noise is turned down by so many dB; 0: it stays. */
void suppress_noise_db(struct suppress *, float db);

/* In place, late by a block.  doubt: the power of an echo that may be left, by
 * bin; NULL: there is none; left: some is, surely. */
void suppress_run(struct suppress *, struct fourier *,
	float block[VOICE_BLOCK], const float *doubt, bool left);

/* 0..1: how much of the last block was neither noise nor echo. */
float suppress_near(const struct suppress *);

#endif
