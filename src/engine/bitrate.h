/* bitrate.h - how much each call may send: pure.
 *
 *	loss, round trip --> what a call should send for itself --+
 *	uplink, round trip of all --> what there is for all ------+--> its rate,
 *	                                                  length of its packets
 *
 * Judged once a second.  Rates fall at once and rise by a twentieth a second.
 *
 * Loss alone is answered with forward error correction, which needs 24 kbit/s;
 * only a queue, that is a round trip above the least seen, or an uplink that is
 * too small, is answered with less.  A codec of a fixed rate can only have longer
 * packets: fewer headers.
 */
#ifndef ENGINE_BITRATE_H
#define ENGINE_BITRATE_H

#include <stdbool.h>

#define BITRATE_LEAST 16000	/* bit/s, of an encoder that follows */
#define BITRATE_FEC 24000	/* the least with loss, and without a queue */
#define BITRATE_START 28000
#define BITRATE_USUAL 32000	/* the most that helps speech */
#define BITRATE_MOST 64000	/* where an uplink is known, and has room */
#define BITRATE_HIGHEST 510000	/* that anybody may ask for */

enum bitrate_mode {
	BITRATE_EACH,		/* every call for itself */
	BITRATE_ALL,		/* and all have one uplink */
	BITRATE_ALL_LOCAL,	/* and its queue is looked at, too */
};

struct bitrate_call {
	/* as it is; set before each judgement */
	bool follows;		/* its encoder can change its rate */
	int fixed;		/* bit/s of one that cannot */
	int header;		/* bytes, with RTP, UDP and IP */
	int ptime_ms, max_ptime_ms;	/* as agreed; the most that may be */
	double loss;		/* fraction, that they report; < 0 none yet */
	double rtt_ms;		/* < 0: not known yet */

	/* as it should be */
	int rate;		/* bit/s; 0: not one that follows */
	int loss_percent;	/* to be prepared for */
	int packet_ms;

	/* kept from one second to the next; 0 at the start */
	double smooth_loss, least_rtt_ms;
	int longer;		/* steps above what is agreed */
	int calm_s;
};

struct bitrate_link {
	enum bitrate_mode mode;
	int uplink;		/* bit/s; 0: not known */
	int most;		/* of a call, as somebody wishes; 0: as above */

	/* kept; 0 at the start */
	double lost_share;	/* of the uplink, to its queue */
	int longer, calm_s;	/* as in a call, of all */
};

/* The next second of n calls. */
void bitrate_judge(struct bitrate_link *, struct bitrate_call *const *, int n);

#endif
