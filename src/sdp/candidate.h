/* candidate.h - ICE in a description: where one may be reached (RFC 8839).
 * Pure.
 *
 *	a=ice-ufrag:8hhY            a=ice-pwd:asd88fgpdd777uzjYhagZg
 *	a=candidate:1 1 UDP 2130706431 192.0.2.1 4000 typ host
 *	            |  |       |                       | related: raddr, rport
 *	  foundation  component  priority             type
 *
 * Of theirs, candidates that we could not send to (TCP, names, multicast) and
 * those beyond SDP_CANDIDATES are left out; credentials that RFC 8839 5.4 does
 * not allow are none.
 */
#ifndef SDP_CANDIDATE_H
#define SDP_CANDIDATE_H

#include <stdbool.h>
#include <stddef.h>

#include "sdp/span.h"

#define SDP_CANDIDATES 24
#define SDP_CANDIDATE_ADDRESS 46	/* an IP literal */
#define SDP_FOUNDATION 33
#define SDP_ICE_WORD 257		/* ufrag, pwd: 256 characters */

enum sdp_candidate_type { SDP_HOST, SDP_SRFLX, SDP_PRFLX, SDP_RELAY };

struct sdp_candidate {
	char foundation[SDP_FOUNDATION];
	int component;			/* 1 RTP, 2 RTCP */
	unsigned priority;
	enum sdp_candidate_type type;
	char address[SDP_CANDIDATE_ADDRESS];	/* IP literal */
	int port;			/* 1-65535 */
	/* What it is the outside of; "": not said. */
	char related[SDP_CANDIDATE_ADDRESS];
	int related_port;
};

/* What one end says of itself. */
struct sdp_ice {
	char ufrag[SDP_ICE_WORD], pwd[SDP_ICE_WORD];	/* "": no ICE */
	bool lite;			/* it answers checks and makes none */
	/* ice-options: RFC 8445, or 8838, which expects no new offer when a
	 * pair is chosen. */
	bool modern;
	/* The other's c= was none of its candidates: somebody on the way
	 * changed it, and ICE is off (RFC 8839 4.2.5). */
	bool mismatch;
	struct sdp_candidate candidates[SDP_CANDIDATES];
	int n;
	bool others;			/* some were left out */
	/* Of an offer once a pair is chosen: their ends, by component - 1
	 * (a=remote-candidates); port 0: none. */
	struct {
		char address[SDP_CANDIDATE_ADDRESS];
		int port;
	} chosen[2];
};

/* One attribute, whatever it is; what is not of ICE is ignored. */
void candidate_attribute(struct sdp_ice *, struct span name, struct span value);

bool candidate_usable(const struct sdp_ice *);	/* there are credentials */

/* One that is there, of that component. */
bool candidate_has(const struct sdp_ice *, int component, const char *address,
	int port);

const char *candidate_type_name(enum sdp_candidate_type);	/* "host" */

#define SDP_CANDIDATE_TEXT 256
/* "1 1 UDP 2130706431 192.0.2.1 4000 typ host" */
void candidate_write(const struct sdp_candidate *,
	char text[SDP_CANDIDATE_TEXT]);

#endif
