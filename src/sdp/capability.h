/* capability.h - codecs by name and by number.  Pure. */
#ifndef SDP_CAPABILITY_H
#define SDP_CAPABILITY_H

#include <stdbool.h>

#include "sdp/agreement.h"

#define SDP_EVENT "telephone-event"
#define SDP_EVENT_TYPE 101	/* the number that everybody uses */
#define SDP_EVENT_RATE 8000	/* Hz, the clock of that number */
#define SDP_NOISE "CN"
#define SDP_NOISE_TYPE 13	/* RFC 3551 */
#define SDP_NOISE_RATE 8000

/* What RFC 3551 says of a payload type; name "" when it says nothing. */
void capability_static(int payload_type, struct sdp_codec *);

/* Of one name (ignoring case), clock and number of channels. */
bool capability_same(const struct sdp_codec *, const struct sdp_codec *);

/* Ours of that kind, or NULL. */
const struct sdp_codec *capability_find(const struct capability *,
	const struct sdp_codec *);

/* A telephone-event of any clock. */
bool capability_is_event(const struct sdp_codec *);

/* Comfort noise of the one clock that we do. */
bool capability_is_noise(const struct sdp_codec *);

/* Whether pauses in this codec are told by CN: not those of G.729, which has
 * its own way. */
bool capability_takes_noise(const struct sdp_codec *);

/* One of those has this clock. */
bool capability_has_clock(const struct sdp_codec *codecs, int n, int rate_hz);

#endif
