/* ua.h - one nua_t on one concrete local address.  Engine thread.
 *
 * A ua carries the calls of one registering account, or those of one entry of
 * sip.listen, or outgoing calls without an account (decisions.md 1).
 */
#ifndef SIP_UA_H
#define SIP_UA_H

#include <stdbool.h>
#include <stddef.h>

#include "loop/loop.h"
#include "sip/alert.h"

struct ua;
struct dialog;
struct identity;
struct tls_policy;

/* TLS stands alone: who wants it sends nothing by any other way. */
enum { UA_UDP = 1, UA_TCP = 2, UA_TLS = 4 };

/* An INVITE outside a dialog.  Texts are valid during the call only, as
 * received (not cleaned). */
struct invite_info {
	const char *request_uri, *from_uri, *to_uri, *contact_uri, *call_id;
	const char *from_display;	/* unquoted; NULL none */
	const char *to_user, *request_user, *request_host;	/* NULL none */
	const char *source;		/* IP literal it came from */
	int source_port;
	const char *sdp;		/* NULL: no offer */
	size_t sdp_n;
	const struct identity *identity;	/* clean; never NULL */
	struct alert alert;
	const char *referred_by;	/* URI of Referred-By; NULL none */
	const char *replaces;		/* dialog_name(); NULL none */
	bool replaces_early_only;
};

/* One on the wire, retransmissions too.  Texts are valid during the call only,
 * as received (not cleaned). */
struct ua_message {
	int64_t time;			/* wall ms */
	bool sent;
	const char *peer;		/* "192.0.2.1:5060" */
	const char *transport;		/* "udp", "tcp" */
	const char *call_id;
	const char *text;		/* ended by a '\0'; without secrets */
	size_t n;
};

/* What came of a TLS handshake that the ua began.  Texts are clean, and valid
 * during the call only. */
struct ua_tls {
	const char *peer;		/* "192.0.2.1:5061" */
	const char *problem;		/* why there is none; NULL: it is up,
					 * and the rest is known */
	const char *version, *cipher;	/* "TLSv1.3",
					 * "TLS_AES_256_GCM_SHA384" */
	const char *name;		/* that its certificate is for,
					 * verified; NULL: not wanted */
	const char *pin;		/* of the key that it showed, as tls_pin
					 * wants it; NULL: it showed none */
	int64_t expires;		/* its certificate; wall ms */
	int64_t own_expires;		/* ours; 0: we have none */
};

struct ua_handlers {
	/* 100 has been sent.  The handler takes the dialog: it adopts it
	 * (dialog_adopt) or refuses it (dialog_refuse). */
	void (*on_invite)(
		void *arg, struct dialog *, const struct invite_info *);
	/* OPTIONS outside a dialog: the status that a call would get now, 200
	 * or why not.  *sdp, the caller's: what we can do; sdp NULL: not
	 * wanted.  No handler: 200. */
	int (*on_options)(void *arg, const struct invite_info *, char **sdp);
	/* After ua_shutdown: all is unregistered and ended, or 2 s are over;
	 * the ua is freed when this returns.  What waits for a silent peer goes
	 * on by itself for up to 30 s, if the loop does. */
	void (*on_down)(void *arg);
	/* Every message that has a Call-ID; NULL: not wanted.  It comes before
	 * what the message does, and from inside it: only note it. */
	void (*on_message)(void *arg, const struct ua_message *);
	/* A connection to or from this peer ("192.0.2.1:5060") has ended.  It
	 * comes from inside the stack: only note it; NULL: not wanted. */
	void (*on_closed)(void *arg, const char *peer);
	/* The same holds for it. */
	void (*on_tls)(void *arg, const struct ua_tls *);
};

/* Reliable provisional responses (RFC 3262). */
enum rel100 { REL100_NO, REL100_SUPPORTED, REL100_REQUIRED };

struct ua_params {
	struct loop *loop;
	const char *address;		/* IP literal without brackets */
	int port;			/* 0: the kernel chooses */
	int dscp;			/* RFC 2474, 0-63, of all it sends */
	int transports;			/* UA_UDP | UA_TCP, or UA_TLS */
	const struct tls_policy *tls;	/* copied; NULL: chain and name, by the
					 * system's trust store */
	bool sips;			/* its own address is a sips: URI */
	const char *user;		/* of our Contact; NULL: none */
	const char *user_agent;
	int t1x64_ms;			/* timers B and F */
	int session_timer_s;		/* RFC 4028; 0: none, nor for peers */
	int min_se_s;			/* 90 and more */
	const char *resolv_conf;	/* NULL: the system's */
	const struct ua_handlers *handlers;	/* outlives the ua */
	void *arg;
	enum rel100 rel100;
};

/* 0 or -errno (-EADDRINUSE ...). */
int ua_new(struct ua **, const struct ua_params *);

/* Dialogs and registrations made on it are ended by the stack without telling
 * their owners, who have freed them before. */
void ua_shutdown(struct ua *);

/* Goes on at this address of ours (IP literal of the same family), with all
 * that lives on it: what is sent from now on leaves from there.  Dialogs tell
 * their peers by dialog_moved, registrations by registering.  0 or -errno, and
 * it stays where it was. */
int ua_move(struct ua *, const char *address);

/* Where others find it: its Contact names this from now on, and not where it is
 * bound; address NULL: no more.  port 0: its own.  Dialogs take it up with
 * dialog_moved, registrations by registering.  Whether that is news. */
bool ua_appear(struct ua *, const char *address, int port);

/* A file of the policy was written since it last connected. */
bool ua_tls_is_renewed(const struct ua *);
/* Whom it believes from now on.  If that is another policy, or its files are
 * new, nothing goes any more by a connection that it made under the former. */
void ua_believe(struct ua *, const struct tls_policy *);

const char *ua_address(const struct ua *);
int ua_port(const struct ua *);		/* bound port (asked of the stack) */

#endif
