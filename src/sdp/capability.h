/* capability.h - codecs by name and by number.  Pure. */
#ifndef SDP_CAPABILITY_H
#define SDP_CAPABILITY_H

#include <stdbool.h>

#include "sdp/agreement.h"

#define SDP_EVENT "telephone-event"
#define SDP_EVENT_TYPE 101	/* the number that everybody uses */
#define SDP_EVENT_RATE 8000	/* Hz */

/* What RFC 3551 says of a payload type; name "" when it says nothing. */
void capability_static(int payload_type, struct sdp_codec *);

/* Of one name (ignoring case), clock and number of channels. */
bool capability_same(const struct sdp_codec *, const struct sdp_codec *);

/* Ours of that kind, or NULL. */
const struct sdp_codec *capability_find(const struct capability *,
	const struct sdp_codec *);

/* A telephone-event of any clock. */
bool capability_is_event(const struct sdp_codec *);

#endif
