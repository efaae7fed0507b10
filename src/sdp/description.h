/* description.h - SDP text -> plain struct (RFC 4566, 3605).  Pure.
 *
 * Only what a phone needs, of bounded size whatever comes: v=, c=, m=, and the
 * attributes of attribute.c; every other line is skipped.  LF alone ends a line
 * too, and o=, s= and t= may be missing.  What breaks the structure (a line
 * that is none, a port that is no number) is an error; an attribute not
 * understood only loses itself.
 */
#ifndef SDP_DESCRIPTION_H
#define SDP_DESCRIPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "sdp/agreement.h"

#define SDP_TEXT_MAX 65535	/* bytes of a description */
#define SDP_MEDIA_MAX 32	/* m= lines of a description */
#define SDP_FORMATS 32		/* kept of an m= line; others are ignored */
#define SDP_BUNDLE 128

/* One m= line, with what it inherits from the session level. */
struct description_media {
	char kind[SDP_TOKEN];		/* "audio" */
	char protocol[SDP_TOKEN];	/* "RTP/AVP" */
	char format[SDP_TOKEN];		/* the first one, as it stands there */
	int port;			/* 0-65535; 0: refused */
	/* The formats of an RTP line, in order, name "" where neither rtpmap
	 * nor RFC 3551 says what it is. */
	struct sdp_codec codecs[SDP_FORMATS];
	int n_codecs;
	bool has_address;		/* there is a c= line */
	char address[SDP_ADDRESS];	/* IP literal; "": a name, a multicast
					 * group, or not IP at all */
	enum sdp_direction direction;	/* as seen from where it comes from */
	int ptime_ms, maxptime_ms;	/* 0: not said */
	int rtcp_port;			/* 0: not said */
	struct sdp_rtcp rtcp;
	struct sdp_crypto keys[SDP_SUITES];	/* that we can use, in order */
	int n_keys;
	bool encrypts;			/* a=crypto, usable or not */
	const char *key_flaw;		/* of the first that is not; NULL */
	struct sdp_dtls dtls;
	bool own_prints;		/* not those of the session level */
	struct sdp_ice ice;
	char mid[SDP_TOKEN];		/* RFC 5888; "": none */
};

struct description {
	struct description_media *media;	/* owned */
	int n;
	/* The mids of the first a=group:BUNDLE (RFC 8843), a blank between; "":
	 * none, or more than one can want. */
	char bundle[SDP_BUNDLE];
};

/* 0; or 400 (malformed) or 488 (beyond our bounds) and the cause in why. To be
 * cleared in any case. */
int description_parse(struct description *, const char *text, size_t n,
	char why[SDP_WHY]);
/* One of those that go by one port. */
bool description_bundles(const struct description *,
	const struct description_media *);
void description_clear(struct description *);

#endif
