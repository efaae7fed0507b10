/* offer.h - what an offer of ours says, before it is text.  Pure.
 *
 *	local + our former description --offer_plan--> m= lines, payload types
 *
 * The same sdp_local gives the same plan, so that answer_read() knows what was
 * offered without being told.
 */
#ifndef SDP_OFFER_H
#define SDP_OFFER_H

#include "sdp/description.h"

struct offer {
	struct description former;	/* owned; n 0: there was none */
	int n_lines;			/* m= lines, at least one */
	int audio;			/* which of them is ours: 0 the first */
	struct sdp_codec codecs[SDP_CODECS];
	int n_codecs;
	struct sdp_event events[SDP_EVENTS];
	int n_events;
	int noise_type;			/* -1 none */
};

void offer_plan(struct offer *, const struct sdp_local *);
void offer_clear(struct offer *);

#endif
