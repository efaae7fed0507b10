/* agreement.h - offer/answer as pure functions (RFC 3264, 4566).  Any thread.
 *
 *	what we can do + where  --offer_make-->  text
 *	... + their offer       --answer_make--> text and the agreement
 *	... + their answer      --answer_read--> the agreement
 *
 * No socket and no clock in here: the same in gives the same out.
 */
#ifndef SDP_AGREEMENT_H
#define SDP_AGREEMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "sdp/candidate.h"
#include "sdp/crypto.h"
#include "sdp/fingerprint.h"

#define SDP_CODECS 16		/* of one capability, one agreement */
#define SDP_NAME 24
#define SDP_FMTP 256
#define SDP_EVENTS 3		/* clocks of telephone-event */
#define SDP_ADDRESS 64
#define SDP_TOKEN 32
#define SDP_OWN_TLS_ID 40	/* of ours, a short one */

enum sdp_direction { SDP_INACTIVE, SDP_RECVONLY, SDP_SENDONLY, SDP_SENDRECV };

struct sdp_codec {
	char name[SDP_NAME];		/* "PCMU", as in rtpmap; any case */
	int rate_hz;			/* RTP clock */
	int channels;
	int payload_type;		/* -1 in a capability: dynamic */
	char fmtp[SDP_FMTP];		/* "" none */
};

/* telephone-event (RFC 4733) of one clock. */
struct sdp_event {
	int payload_type;		/* -1: none */
	int rate_hz;
};

/* How RTCP goes with RTP: what one offers, and what both do. */
struct sdp_rtcp {
	bool mux;			/* both by RTP's port (RFC 5761) */
	bool reduced;			/* not always with a report (5506) */
	bool receiver_time;		/* XR: the round trip of who only
					 * listens (RFC 3611) */
	bool voip_metrics;		/* XR: how one hears the other */
};

/* What we can do, best first.  telephone-event and CN are not in codecs. */
struct capability {
	struct sdp_codec codecs[SDP_CODECS];
	int n;
	int ptime_ms;			/* what we would like to receive */
	int maxptime_ms;		/* the most; 0: not said */
	bool telephone_event;		/* 0-16, at the clock of each codec */
	/* Comfort noise (RFC 3389) is offered, and sent to those who take it;
	 * what they offer of it is taken in any case. */
	bool comfort_noise;
	struct sdp_rtcp rtcp;
};

enum sdp_srtp { SDP_SRTP_OFF, SDP_SRTP_OPTIONAL, SDP_SRTP_REQUIRED };

/* What may and what must be encrypted.  Optional is offered as RTP/AVP with
 * keys beside it (RFC 8643), which who knows nothing of it overlooks. */
struct sdp_security {
	enum sdp_srtp srtp;
	bool sdes;			/* keys may stand in descriptions */
	bool sdes_unwanted;		/* and if not: nobody wants them
					 * there */
	/* Ours, of each suite, tag and all; the same in all of a dialog. */
	struct sdp_crypto ours[SDP_SUITES];

	/* DTLS is preferred where both can be had. */
	bool dtls;			/* keys may be agreed on by DTLS */
	struct sdp_fingerprint fingerprint;	/* of our certificate */
	/* Ours (RFC 8842); "": not said.  An answer that begins another
	 * association than there is has the next one. */
	char tls_id[SDP_OWN_TLS_ID], next_tls_id[SDP_OWN_TLS_ID];
	bool joined;			/* there is an association: */
	bool client;			/* whether we began it */
	struct sdp_dtls theirs;		/* as they described their end */
};

/* Our side of one description. */
struct sdp_local {
	const struct capability *capability;
	const char *address;		/* IP literal for o= and c= */
	/* That of the first description: o= stays the same when we have moved
	 * (RFC 3264 8).  NULL: address. */
	const char *origin;
	int port;			/* RTP; RTCP is port + 1 */
	unsigned long long session_id;	/* o=, fixed for a dialog */
	unsigned version;		/* o=, one more for each changed text */
	enum sdp_direction direction;	/* what we want */
	/* For an offer inside a dialog, and for reading its answer: our last
	 * description there, whose m= lines and payload types must stay
	 * (RFC 3264 8).  NULL: the first one. */
	const char *former;
	const struct sdp_security *security;	/* NULL: in the clear */
	/* Where we may be reached; address and port are one of those, the
	 * default.  NULL: no ICE. */
	const struct sdp_ice *ice;
	int rtcp_port;			/* 0: port + 1 */
	const char *rtcp_address;	/* NULL: address */
};

/* What both ends do from now on. */
struct agreement {
	enum sdp_direction direction;	/* ours: SENDONLY: we send */
	/* As the remote description said it, from their side: SENDONLY,
	 * INACTIVE: held. */
	enum sdp_direction theirs;
	struct sdp_codec send;		/* payload type as they expect it */
	struct sdp_codec receive[SDP_CODECS];	/* as they may send it to us */
	int n_receive;
	/* What keys are sent as: at the clock of send, where they have that. */
	struct sdp_event send_event;
	struct sdp_event receive_events[SDP_EVENTS];	/* what they may send */
	int n_receive_events;
	/* CN at 8000 Hz, beside a codec of that clock; -1 none */
	int send_noise_type, receive_noise_type;
	int ptime_ms;			/* of what we send */
	int max_ptime_ms;		/* the most that they take; 0: not said */
	/* IP literal of our family; "0.0.0.0" or "::" when they hold the old
	 * way: then we do not send, RTCP neither. */
	char remote_address[SDP_ADDRESS];
	int remote_port;		/* 1-65535 */
	int remote_rtcp_port;		/* 0: none; with mux RTP's */
	struct sdp_rtcp rtcp;
	/* Of SRTP; SDP_CLEAR: none. */
	enum sdp_suite suite;
	uint8_t send_key[SDP_KEY_MAX], receive_key[SDP_KEY_MAX];
	/* Keys come by DTLS: suite is SDP_CLEAR, and yet nothing may be sent or
	 * played until they are there. */
	bool dtls;
	bool client;			/* we send the ClientHello */
	bool held;			/* nobody does for now (holdconn) */
	bool kept;			/* the association that there is */
	struct sdp_dtls their_dtls;
	/* Both do ICE: remote_address is a mere default, and may be "". */
	bool ice;
	bool ice_mismatch;		/* they would, but see sdp_ice */
	bool ice_missed;		/* they would, but we have none now */
	struct sdp_ice their_ice;
};

#define SDP_WHY 128

/* The text of an offer; the caller frees it. */
char *offer_make(const struct sdp_local *);

/* 0, and *text (the caller frees it) and *a; or the SIP status that the offer
 * deserves (400 malformed, 488 nothing in common) and the cause in why. */
int answer_make(const struct sdp_local *, const char *offer, size_t n,
	char **text, struct agreement *a, char why[SDP_WHY]);

/* Their answer to the offer that this same sdp_local made: 0 and *a, or 400 /
 * 488 as above. */
int answer_read(const struct sdp_local *, const char *answer, size_t n,
	struct agreement *a, char why[SDP_WHY]);

/* Whether its audio has ICE, and what; mux: and RTCP by RTP's port (NULL:
 * nobody asks). */
bool offer_ice(const char *offer, size_t n, struct sdp_ice *theirs, bool *mux);

const char *sdp_direction_name(enum sdp_direction);	/* "sendrecv" ... */

#endif
