/* quality.h - how what we hear sounds: the last ten seconds, judged by the
 * E-model.  Media thread.
 *
 *	counters, once a second --> [ 0 .. 9 s ago ] --> loss --> R, MOS
 *
 * What a person wants to know is how it is now, so an hour of good sound does
 * not hide a bad minute.
 */
#ifndef MEDIA_QUALITY_H
#define MEDIA_QUALITY_H

#include <stdbool.h>
#include <stdint.h>

#define QUALITY_SECONDS 10
#define QUALITY_LEAST_MS 5000	/* of sound, before anything is said */

struct quality_facts {
	uint64_t expected, lost;	/* packets so far; lost or too late */
	int ie, bpl;			/* of the codec that comes */
	double burst_ratio;
	/* ms; one way is half of rtt and all the rest.  rtt < 0: unknown */
	double rtt_ms;
	int buffer_ms, packet_ms, device_ms;
	int64_t heard_ms;		/* of sound that came, in all */
};

struct quality {
	/* < 0: too early to say; MOS-CQ and R also where the round trip is
	 * not known */
	double r, mos_lq, mos_cq;
	double last_loss;		/* of the last whole second, 0-1 */

	/* its own: at the end of each of the last seconds */
	struct { uint64_t expected, lost; } marks[QUALITY_SECONDS];
	int n, next;
	int64_t marked_ns;
};

void quality_init(struct quality *);
/* Whether a second is over since the last update. */
bool quality_due(const struct quality *, int64_t now_ns);
/* Not due: nothing is done. */
void quality_update(struct quality *, const struct quality_facts *,
	int64_t now_ns);

#endif
