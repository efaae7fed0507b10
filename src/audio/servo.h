/* servo.h - keeps what lies between the bus and a card at its level.
 *
 *	small error    trim: the resampler runs up to 1000 ppm faster or slower
 *	large error    jump: samples are dropped or silence is put in, so that a
 *	               stall costs its own length once and no delay afterwards
 *
 * The level is in samples at the bus rate, on a line without the steps of ticks
 * and periods.  Starved more than once in ten seconds, the level is raised;
 * half a minute of calm lowers it again, slowly.  Pure: time comes in as an
 * argument.
 */
#ifndef AUDIO_SERVO_H
#define AUDIO_SERVO_H

#include <stdbool.h>
#include <stdint.h>

struct servo {
	double rate_hz;			/* of the bus */
	double target;			/* samples, without the reserve */
	double reserve;			/* more of them, after hard times */
	double smooth;			/* level, low-passed */
	int64_t ns;			/* of the last look; 0: none */
	double least, most, watched;	/* errors of this window; its s */
	bool aligning;			/* the next error is mended at once */
	int64_t starved_ns, calm_ns;
};

/* target_ms: the level wanted. */
void servo_init(struct servo *, double rate_hz, double target_ms);
void servo_target(struct servo *, double target_ms);

/* Everything starts anew: the next error is mended by a jump at once. */
void servo_align(struct servo *);

/* One look.  > 0: drop so many samples; < 0: put so many in as silence. */
int servo_look(struct servo *, int64_t now_ns, double level);

/* There was nothing left when something was needed. */
void servo_starved(struct servo *, int64_t now_ns);

/* Of the resampler, > 0: use samples up faster.  drift_ppm: how much faster
 * its input comes than its output goes, as far as is known. */
double servo_trim_ppm(const struct servo *, double drift_ppm);

double servo_level_ms(const struct servo *);	/* smoothed */

#endif
