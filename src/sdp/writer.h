/* writer.h - our side of a description as text.  Pure.
 *
 *	writer_session, then writer_audio and writer_refused in the order of the
 *	m= lines; text is then the caller's to free.
 */
#ifndef SDP_WRITER_H
#define SDP_WRITER_H

#include "sdp/description.h"

struct writer {
	char *text;
	size_t n;
};

/* Our m=audio line. */
struct writer_audio {
	const char *protocol;		/* "RTP/AVP" */
	int port;
	const struct sdp_codec *codecs;	/* best first */
	int n_codecs;
	const struct sdp_event *events;
	int n_events;
	int noise_type;			/* CN; -1 none */
	int ptime_ms, maxptime_ms;	/* 0: not said */
	enum sdp_direction direction;
	struct sdp_rtcp rtcp;
	const struct sdp_crypto *keys;	/* best first */
	int n_keys;
	const struct sdp_fingerprint *fingerprint;	/* NULL: no DTLS */
	enum sdp_setup setup;
	const char *tls_id;		/* "": none */
	const char *mid;		/* "": none */
	int rtcp_port;			/* 0: not said */
	const char *rtcp_address;	/* NULL: that of c= */
	const struct sdp_ice *ice;	/* NULL: no ICE */
	int components;			/* of that: 1, or 2 with RTCP's */
	bool mismatch;			/* their ICE is of no use */
};

/* bundle: the one mid of the group; "": there is none. */
void writer_session(struct writer *, const struct sdp_local *,
	const char *bundle);
void writer_audio(struct writer *, const struct writer_audio *);

/* A line of theirs that we do not want: port 0 (RFC 3264 6). */
void writer_refused(struct writer *, const struct description_media *);

#endif
