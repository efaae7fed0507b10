#include "sip/q850.h"

#include <stddef.h>

static const char *const words[128] = {
	[1] = "number not in use",
	[2] = "no route to that network",
	[3] = "no route to the destination",
	[4] = "special information tone",
	[5] = "wrong trunk prefix",
	[6] = "channel unacceptable",
	[7] = "call delivered in an established channel",
	[8] = "pre-empted by a more important call",
	[14] = "number moved to another network",
	[16] = "normal end of the call",
	[17] = "user busy",
	[18] = "no user responding",
	[19] = "ringing, but no answer",
	[20] = "subscriber absent",
	[21] = "call rejected",
	[22] = "number changed",
	[23] = "redirected to a new destination",
	[24] = "rejected by a feature at the destination",
	[25] = "routing error at an exchange",
	[26] = "answered by another user",
	[27] = "destination out of order",
	[28] = "number incomplete or invalid",
	[29] = "facility rejected",
	[30] = "answer to a status enquiry",
	[31] = "normal, unspecified",
	[34] = "no line available",
	[38] = "network out of order",
	[41] = "temporary failure of the network",
	[42] = "network congested",
	[43] = "access information discarded",
	[44] = "requested line not available",
	[46] = "blocked by more important calls",
	[47] = "no resources available",
	[49] = "quality of service not available",
	[50] = "facility not subscribed",
	[53] = "outgoing calls barred",
	[55] = "incoming calls barred",
	[57] = "bearer capability not authorized",
	[58] = "bearer capability not available now",
	[63] = "service not available",
	[65] = "bearer capability not implemented",
	[66] = "channel type not implemented",
	[69] = "facility not implemented",
	[70] = "only restricted digital service",
	[79] = "service not implemented",
	[81] = "unknown call reference",
	[87] = "user not in the closed group",
	[88] = "incompatible destination",
	[90] = "no such closed user group",
	[91] = "invalid transit network",
	[95] = "invalid message",
	[96] = "mandatory information missing",
	[97] = "message type unknown",
	[98] = "message does not fit the state of the call",
	[99] = "parameter unknown",
	[100] = "invalid information",
	[101] = "message does not fit the state of the call",
	[102] = "a timer ran out",
	[103] = "parameter unknown, passed on",
	[110] = "message with an unknown parameter discarded",
	[111] = "protocol error",
	[127] = "interworking, unspecified",
};

/* Bits 7-5 of a cause. */
static const char *const classes[8] = {
	"normal event", "normal event", "no resources available",
	"service or option not available", "service or option not implemented",
	"invalid message", "protocol error", "interworking",
};

const char *q850_words(int cause)
{
	if (cause < 1 || cause > 127)
		return NULL;
	return words[cause] ? words[cause] : classes[cause >> 4];
}
