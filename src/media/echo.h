/* echo.h - takes the loudspeaker's sound out of the microphone's.  Media
 * thread.
 *
 *	played --> clock --> past ----> filter --> echo
 *	                      |           ^         |
 *	                    delay --------+         v
 *	mic ----------------------------------->   (-) --> error
 *
 * What is left of the echo in the error is suppress.h's to turn down.
 */
#ifndef MEDIA_ECHO_H
#define MEDIA_ECHO_H

#include <stdbool.h>

#include "media/echo_filter.h"

struct echo;

/* headset: where the microphone hears nothing of the loudspeaker (-45 dB), the
 * sound passes as it is. */
struct echo *echo_new(bool headset);
void echo_free(struct echo *);		/* NULL may be given */

/* What was just played, and what was just heard. */
void echo_run(struct echo *, struct fourier *, const float played[VOICE_BLOCK],
	const float mic[VOICE_BLOCK], struct echo_result *);

struct echo_state {
	int delay_ms;			/* until the echo begins; < 0: none */
	float coupling_db;		/* echo above what was played */
	double ppm;			/* that the clocks are apart */
	bool bypassed;			/* no echo worth the while */
};
void echo_state(const struct echo *, struct echo_state *);

#endif
