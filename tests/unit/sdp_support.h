/* sdp_support.h - what the tests of offer and answer share. */
#ifndef SDP_SUPPORT_H
#define SDP_SUPPORT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sdp/agreement.h"

#define HEAD "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\n" \
	"c=IN IP4 192.0.2.9\r\nt=0 0\r\n"

static const struct capability g711 = {
	.codecs = {
		{ .name = "PCMU", .rate_hz = 8000, .channels = 1 },
		{ .name = "PCMA", .rate_hz = 8000, .channels = 1,
		  .payload_type = 8 },
	},
	.n = 2, .ptime_ms = 20, .telephone_event = true,
};

static const struct sdp_local here = {
	.capability = &g711, .address = "192.0.2.1", .port = 4000,
	.session_id = 17, .version = 1, .direction = SDP_SENDRECV,
};

static const struct capability wide = {
	.codecs = {
		{ .name = "opus", .rate_hz = 48000, .channels = 2,
		  .payload_type = -1, .fmtp = "useinbandfec=1" },
		{ .name = "G722", .rate_hz = 8000, .channels = 1,
		  .payload_type = 9 },
		{ .name = "G729", .rate_hz = 8000, .channels = 1,
		  .payload_type = 18, .fmtp = "annexb=yes" },
	},
	.n = 3, .ptime_ms = 20, .telephone_event = true, .comfort_noise = true,
};

/* The first line that begins so, without its end; NULL none.  Until the next
 * call. */
static inline const char *line_of(const char *text, const char *start)
{
	static char line[512];
	const char *at = text;

	while (at && strncmp(at, start, strlen(start))) {
		at = strstr(at, "\r\n");
		at = at ? at + 2 : NULL;
	}
	if (!at || !*at)
		return NULL;
	snprintf(line, sizeof line, "%.*s", (int)strcspn(at, "\r\n"), at);
	return line;
}

#endif
