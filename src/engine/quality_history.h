/* quality_history.h - how a call sounded, second by second, and in all.  Pure.
 *
 *	add, once a second --> [ 300 s ago ... now ] --> graphs
 *	                   `-> sums --> summary
 *
 * It grows with the call to QUALITY_KEPT seconds, 12 bytes each: at most
 * 3600 bytes a call.  So values are rounded when they are kept.
 */
#ifndef ENGINE_QUALITY_HISTORY_H
#define ENGINE_QUALITY_HISTORY_H

#include <stdint.h>

#define QUALITY_KEPT 300	/* s */

/* Of one second; < 0: not known. */
struct quality_sample {
	double loss;			/* not there in time, 0-1 */
	double jitter_ms, rtt_ms;
	double mos;			/* listening, 1-4.5; of the last ten */
	double remote_loss;		/* as they report it, 0-1 */
	int delay_ms;			/* of the playout */
	int concealed_ms;		/* 0-1000 */
	int input_dbfs, output_dbfs;	/* -127: silence */
};

struct quality_summary {
	int seconds;			/* of sound that was looked at */
	double mos_mean, mos_worst;	/* < 0: not known, here and below */
	double loss_mean, loss_worst;	/* of one second */
	double jitter_mean_ms, jitter_worst_ms;
	double rtt_mean_ms, rtt_worst_ms;
	double delay_mean_ms, delay_worst_ms;
	double remote_loss_mean, remote_loss_worst;
	int64_t concealed_ms;
};

struct quality_history;

struct quality_history *quality_history_new(void);
void quality_history_free(struct quality_history *);	/* NULL may be given */

/* now_ms: wall clock, of the end of that second. */
void quality_history_add(struct quality_history *,
	const struct quality_sample *, int64_t now_ms);

int quality_history_count(const struct quality_history *);
/* i from 0, the oldest. */
void quality_history_at(const struct quality_history *, int i,
	struct quality_sample *);
/* Wall ms of the newest; 0: there is none. */
int64_t quality_history_last(const struct quality_history *);
void quality_history_summary(const struct quality_history *,
	struct quality_summary *);

#endif
