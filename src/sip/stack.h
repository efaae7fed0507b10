/* stack.h - what the files of sip/ share about NUA.  Only they include it.
 *
 *	nua -> dispatch -> ua / dialog / registration
 *
 * A nua_handle_t carries its owner as magic: a dialog or a registration; an
 * incoming request outside a dialog has none yet, what was abandoned none any
 * more.  Once a handle is destroyed the stack drops what it still had to say
 * about it, so nothing comes late.
 */
#ifndef SIP_STACK_H
#define SIP_STACK_H

struct ua;
struct handle_owner;
struct identity;

#define NUA_MAGIC_T struct ua
#define NUA_HMAGIC_T struct handle_owner
#include <sofia-sip/nua.h>
#include <sofia-sip/nua_tag.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>

#include "base/list.h"
#include "sip/address.h"
#include "sip/tls_policy.h"
#include "sip/ua.h"
#include "sip/uri.h"

/* Only what is built: a peer takes us at our word. */
#define ALLOWED "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO, NOTIFY, " \
	"PRACK, REFER"
#define ALLOWED_IN_DIALOG ALLOWED ", MESSAGE"

enum owner_kind { OWNER_DIALOG, OWNER_REGISTRATION, OWNER_REFERRED,
	OWNER_BINDINGS, OWNER_PING };

/* First member of everything that owns a handle. */
struct handle_owner {
	enum owner_kind kind;
	struct ua *ua;
	struct list link;		/* in the ua's owners */
	nua_handle_t *handle;		/* owned; NULL: none (any more) */
};

/* Where the stack looks for certificates of its own: nowhere.  tls_files.h
 * reads ours. */
#define NO_CERTIFICATES "/dev/null"

struct sip_event {
	nua_event_t event;
	int status;			/* of the response, or of what it did */
	const char *phrase;
	struct ua *ua;
	nua_handle_t *handle;
	const sip_t *sip;		/* NULL: no message */
	const tagi_t *tags;
};

struct ua {
	struct loop *loop;
	nua_t *nua;			/* owned */
	char address[ADDRESS_TEXT];
	int port, transports, t1x64_ms, dscp;
	int session_timer_s, min_se_s;	/* 0: none */
	char *user;			/* owned; NULL none */
	const struct ua_handlers *handlers;	/* NULL: the owner was told */
	void *arg;
	struct list owners;
	struct list tapped;		/* see tap.c */
	struct loop_timer *timer;	/* owned; of the shutdown */
	bool down;			/* nua_r_shutdown >= 200 came */
	enum rel100 rel100;
	char *pub_gruu, *temp_gruu;	/* owned; NULL: not granted */
	bool outbound;			/* the registrar took our flow */
	struct nta_agent_s *agent;	/* of nua; see agent.c */
	bool moved;			/* it has transports at several addresses */
	bool large_by_udp;		/* see large.h */
	char public_address[ADDRESS_TEXT];	/* "": its own; see ua_appear */
	int public_port;		/* 0: its own */
	bool sips;			/* our own address is a sips: URI */
	struct tls_policy tls;		/* owned */
	char *tls_problem;		/* why the last handshake failed since a
					 * request began; owned; NULL: none
					 * did */
	uint64_t tls_stamp;		/* of the files when it last connected */
	uint64_t tls_broken;		/* of those that who comes was turned
					 * away for */
	int keep_idle_ms, keep_pong_ms;	/* see tls_link.h */
};

void owner_init(struct handle_owner *, enum owner_kind, struct ua *);
/* Destroys the handle, if any: the stack ends what lives on it, with one
 * message and without a second try. */
void owner_drop_handle(struct handle_owner *);
void owner_leave(struct handle_owner *);	/* that, and the ua's list */
/* A BYE or un-REGISTER is on its way: the stack sees to its end, repeats and
 * authorizes it as needed, and keeps the ua's shutdown waiting for it. */
void owner_abandon(struct handle_owner *);

/* The shutdown of the stack goes on; see ua.c. */
void ua_on_shutdown(struct ua *, int status);

/* How what has our Contact goes: by TCP (of a ua that has both); by TLS on each
 * hop, and then the Contact is a sips: URI as well (RFC 3261 12.1.1). */
enum { BY_TCP = 1, BY_SIPS = 2 };
int contact_by(const char *contact);	/* of one that is written already */
/* Our Contact, "<sip:user@address:port>". */
#define CONTACT_TEXT (URI_TEXT + 24)
void ua_contact(const struct ua *, int by, char contact[CONTACT_TEXT]);

/* What the registrar gave us with the binding; NULL: no more. */
struct ua_grant {
	const char *pub_gruu, *temp_gruu;	/* copied; NULL none */
	bool outbound;			/* RFC 5626: it knows our flow */
};
void ua_take_grant(struct ua *, const struct ua_grant *);

/* The Contact of a dialog: the GRUU, if one was granted (RFC 5627), else host,
 * or where the ua is found.  anonymous: none that tells who we are. */
void ua_dialog_contact(const struct ua *, const char *host, int by,
	bool anonymous, char contact[CONTACT_TEXT]);
/* The port, or -errno: it is taken for one of the transports.  wanted 0: any. */
int ua_free_port(const struct ua *, int wanted);
/* Where it listens, for the stack. */
#define UA_URL (ADDRESS_TEXT + 48)
void ua_url(const struct ua *, char url[UA_URL]);

int uri_by(const char *uri);		/* BY_TCP: ";transport=tcp" ... */

/* Where the message in hand came from; port 0: unknown. */
void event_source(const struct sip_event *, char ip[ADDRESS_TEXT], int *port);
/* Its last hop used TCP; it asks for a sips: URI. */
int event_by(const struct sip_event *);
/* What the stack made up, in words: of TLS what is known, else its phrase. */
const char *event_phrase(const struct sip_event *);
/* Made up by our own stack: a time-out, a refused connection, no such name. */
bool event_is_internal(const struct sip_event *);
/* The SDP in the body of the message in hand; NULL: none.  *n its length. */
const char *event_sdp(const struct sip_event *, size_t *n);
/* A body that is no SDP: 415 is due. */
bool event_has_strange_body(const struct sip_event *);

/* What it says about who is there beyond From; the caller's.  There is a
 * message in hand. */
struct identity *event_identity(const struct sip_event *);

/* Of one Reason: words, clean, the caller's; its Q.850 cause, 0 none; it says,
 * in a CANCEL, that somebody else answered or refused for all. */
char *reason_words(const sip_reason_t *);
int reason_q850(const sip_reason_t *);
bool reason_is_elsewhere(const sip_reason_t *);

/* "OK" for 200 ...: a literal, as nua_respond() needs. */
const char *usual_phrase(int status);
/* The reason, cleaned, or the usual phrase; lives as long as the handle. */
const char *lasting_phrase(nua_handle_t *, const char *reason, int status);

#endif
