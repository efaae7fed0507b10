/* call_plan.h - what an agreement (sdp) means in packets (media).  Pure. */
#ifndef ENGINE_CALL_PLAN_H
#define ENGINE_CALL_PLAN_H

#include "engine/call_media.h"
#include "media/media.h"
#include "sdp/agreement.h"

struct call_plan {
	const struct agreement *agreement;
	const struct codec_params *params;	/* of the configuration */
	const struct call_seat *seat;
	const char *signalling;		/* IP literal; "": not known */
	bool hears_tones;		/* keys as sound, whatever is agreed */
	bool paired;			/* ICE knows the way (transport.h) */
};

/* Keys that come by DTLS are call_dtls's to add. */
void call_plan_make(struct stream_plan *, const struct call_plan *);

const struct codec *call_plan_codec(const struct sdp_codec *);	/* NULL none */

#endif
