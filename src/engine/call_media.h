/* call_media.h - the sound of one call: its port, its SDP, its stream.  Engine
 * thread.
 *
 * The one place where an agreement (sdp) becomes a stream plan (media).
 */
#ifndef ENGINE_CALL_MEDIA_H
#define ENGINE_CALL_MEDIA_H

#include <stdbool.h>

#include "media/media.h"
#include "sdp/agreement.h"
#include "store/config.h"

struct call_ice;
struct call_media;
struct loop;

/* What may and what must be encrypted, and with keys from where. */
struct call_security {
	enum sdp_srtp srtp;
	bool sdes;			/* keys may stand in descriptions */
	bool sdes_unwanted;		/* and if not: nobody wants them
					 * there */
	bool dtls;
};

struct call_media_params {
	struct loop *loop;		/* outlives it */
	struct media *media;		/* outlives it */
	const struct config *config;	/* ports, dscp; used at creation only */
	const char *address;		/* ours, IP literal */
	const char *public_address;	/* what descriptions say; NULL: that */
	bool hides;			/* o= names no address (RFC 8829
					 * 5.2.1) */
	const struct capability *capability;	/* copied */
	/* A key came by RFC 4733; NULL: nobody asks. */
	void (*on_key)(void *arg, char key, int duration_ms, bool by_tone);
	bool hears_tones;		/* keys as sound, whatever is agreed */
	struct call_security security;
	/* What DTLS came to has changed: the stream follows already.  May free
	 * nothing but end the call. */
	void (*on_keying)(void *arg);
	void *arg;
};

/* Binds the ports.  0 or -errno. */
int call_media_new(struct call_media **, const struct call_media_params *);
/* Nothing is told any more; the stream comes back later and is freed then. */
void call_media_free(struct call_media *);	/* NULL may be given */

/* Its ports move to another address of ours, of the same family; the sound goes
 * on, and the next offer says so.  0 or -errno: it stays where it was. */
int call_media_move(struct call_media *, const char *address);

/* Where others find its ports, for the next description: a NAT has mapped them
 * there.  address NULL: as they are.  Whether that is news. */
struct call_place {
	const char *address;		/* IP literal */
	int port, rtcp_port;		/* 0: ours */
};
bool call_media_appear(struct call_media *, const struct call_place *);
/* Its sockets, or those that are to be, which stay its own, to ask somebody
 * where they are seen; false: they are the media thread's already. */
bool call_media_sockets(const struct call_media *, int fds[2]);
/* Other ports, since a NAT has forgotten those that the media thread has: asked
 * about first, then taken; or not.  0 or -errno. */
int call_media_renew(struct call_media *);
void call_media_renewed(struct call_media *, bool taken);

/* Descriptions name what it has gathered, from now on; it becomes the media's.
 * Where one is in force already, it takes that one's place with the next
 * agreement. */
void call_media_ice(struct call_media *, struct call_ice *);
/* That which was given last; NULL: none, or it came to nothing. */
struct call_ice *call_media_ice_given(const struct call_media *);
/* That which an agreement put in force; NULL: none. */
struct call_ice *call_media_ice_now(const struct call_media *);
/* They would, but a branch that does none had us leave ours. */
bool call_media_ice_missed(const struct call_media *);
/* To one who knows only RFC 5245 our next description says another place than
 * the last one did. */
bool call_media_ice_differs(const struct call_media *);
/* It has changed. */
void call_media_ice_changed(struct call_media *);

/* What the next description may name; what is agreed on stays. */
void call_media_can(struct call_media *, const struct capability *);

/* What media reports of a stream; stream_arg is the call_media. */
void call_media_key(void *stream_arg, char key, int duration_ms, bool by_tone);
void call_media_detached(void *stream_arg, struct stream *);
void call_media_handshake(void *stream_arg, const struct handshake *);

/* SDP.  Texts are the caller's to free. */
char *call_media_offer(struct call_media *, enum sdp_direction);
/* Once more what was agreed on, word for word (RFC 4028 7.4); NULL: nothing was
 * yet. */
char *call_media_offer_again(struct call_media *);
/* What our last description named, agreed on or not yet. */
enum sdp_direction call_media_offered(const struct call_media *);
/* The last offer of ours came to nothing: what was agreed before holds. */
void call_media_take_back(struct call_media *);
int call_media_take_offer(struct call_media *, const char *sdp, size_t n,
	enum sdp_direction, char **answer, char why[SDP_WHY]);
int call_media_take_answer(struct call_media *, const char *sdp, size_t n,
	char why[SDP_WHY]);

/* Whether an offer could be answered, before anything rings: 0, or the SIP
 * status it deserves. */
struct call_media_judged {
	const struct capability *capability;
	const char *address;
	struct call_security security;
	bool ice;			/* it may be used */
};
int call_media_judge(const struct call_media_judged *, const char *sdp,
	size_t n, char why[SDP_WHY]);

/* The last agreement; NULL: none yet. */
const struct agreement *call_media_agreed(const struct call_media *);

/* Back to what was agreed at another time; NULL: to nothing, the stream pauses.
 * call_media_run() is due. */
void call_media_agree(struct call_media *, const struct agreement *);

/* The call is answered: no other branch of it counts. */
void call_media_settle(struct call_media *);

/* "none", "sdes", "dtls": as agreed; and the suite, NULL: none yet. */
const char *call_media_security(const struct call_media *);
const char *call_media_suite(const struct call_media *);
/* Of DTLS: what is wrong, in words, NULL: nothing; and whether that is the end
 * of it. */
const char *call_media_keying_problem(const struct call_media *);
bool call_media_keying_failed(const struct call_media *);

/* The host (IP literal) that their signalling comes from; NULL: not known. */
void call_media_signalling(struct call_media *, const char *ip);

/* Where it is heard, and how. */
struct call_seat {
	enum stream_join join;
	int echo_delay_ms;
	int conference;			/* of the media thread's */
	struct stream_member member;
	struct stream_latency latency;
	struct clip *music;		/* of STREAM_MUSIC; NULL: our melody */
};

/* Starts or redirects the stream as agreed. */
void call_media_run(struct call_media *, const struct call_seat *);
/* Of the sound that we send, and of its packets, once something is agreed. */
int call_media_rate_hz(const struct call_media *);
int call_media_ptime_ms(const struct call_media *);
struct stream *call_media_stream(const struct call_media *);	/* NULL none */
const char *call_media_address(const struct call_media *);	/* ours */
const char *call_media_local(const struct call_media *);	/* "ip:port" */
/* As others see that; NULL: the same. */
const char *call_media_public(const struct call_media *);
const char *call_media_remote(const struct call_media *);	/* NULL none */

#endif
