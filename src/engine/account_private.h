/* account_private.h - struct account, and what the files about one tell each
 * other; of this folder only.  Engine thread.
 *
 *	guard --> secret --> way --> endpoint --> REGISTER --> ping, transport
 */
#ifndef ENGINE_ACCOUNT_PRIVATE_H
#define ENGINE_ACCOUNT_PRIVATE_H

#include "base/list.h"
#include "engine/engine.h"
#include "engine/stun_query.h"
#include "sdp/agreement.h"
#include "sip/address.h"
#include "sip/registration.h"
#include "sip/tls_policy.h"
#include "sip/ua.h"
#include "sip/uri.h"

#define TRANSPORT_PEER 80		/* "[address]:port" */

struct stun_watch;

struct account {
	struct list link;
	struct engine *engine;
	int id;
	struct account_config *config;	/* of engine->config, or owned */
	bool owns_config;		/* added at run time */
	struct uri_parts aor;
	char domain[URI_TEXT];		/* host[:port] for bare users */
	char next_hop[URI_TEXT];	/* "" as the stack resolves */
	bool removed;			/* waits for its sessions to end */
	int sessions;
	char *secret;			/* what password_command said; owned */
	bool secret_refused;		/* by the registrar: ask again */
	struct child *secret_child;
	struct loop_timer *retry;
	struct address_probe *probe;
	struct endpoint *endpoint;	/* NULL until the next hop is known */
	struct registration *registration;	/* owned */
	struct account_status {
		const char *state;	/* registration.state */
		int status;
		char *reason, *contact;	/* owned, clean */
		int64_t expires_at_ms, next_attempt_ms;	/* clock_ms */
		int64_t since;		/* wall */
	} status;
	char *forward[FORWARDS];	/* set at run time; "" none, NULL: as
					 * configured; owned */
	char (*peers)[ADDRESS_TEXT];	/* who answered REGISTER; owned */
	int n_peers;
	struct texts realms;		/* that may ask for the password */
	struct texts servers;		/* hosts of its own, as last told */
	char hop[ADDRESS_TEXT];		/* of the first hop; "" not known yet */
	bool offline;			/* there is no network to it */
	struct {			/* the way to the registrar; transport.c */
		const char *state;	/* NULL: none is wanted */
		char *reason;		/* why it is so; owned */
		char peer[TRANSPORT_PEER];	/* who answers on it */
		bool stream;		/* it is a connection */
		const char *lost;	/* to be told from the loop; NULL */
		bool tries, answers;	/* the same */
		int64_t up_ms;		/* since then; 0: it is not */
		int in_vain;		/* so often in a row it soon ended */
		struct loop_timer *timer;
	} transport;
	struct {			/* the last handshake; account_tls.c */
		char *version, *cipher, *peer, *pin, *problem;	/* owned */
		int64_t expires;	/* wall ms */
		bool warned;		/* that nothing is verified */
		int64_t own_expires;	/* our certificate; wall ms */
		int64_t warned_of, own_warned_of;	/* of these ends */
		struct loop_timer *timer;	/* owned; tells it */
	} tls;
	struct backoff *backoff;	/* owned; of the config's two waits */
	struct child *guard;		/* register_guard at work */
	bool asked;			/* by a person: what was refused, too */
	bool refused;			/* the password: not to be sent again */
	bool way_lost;			/* to be found again before it registers */
	bool service_route;		/* the registrar's, for calls */
	int flow_timer_s;		/* keep alive at least so often; 0: as
					 * we like (RFC 5626 4.4.1) */
	struct list bindings_asks;
	struct {			/* ping.c */
		struct ping *out;	/* owned; NULL: none is on its way */
		struct loop_timer *timer, *keepalive;	/* owned */
		const char *state;	/* NULL: none was answered, or not */
		int failures;		/* in a row */
		int rtt_ms;		/* of the last answer; -1 none */
	} ping;
	struct stun_watch *stun;	/* owned; NULL: no servers, or not
					 * wanted */
	struct {			/* account_nat.c */
		struct seen seen;	/* by the registrar; "": not yet */
		int64_t changed_ms;	/* the Contact, since then; clock ms */
		int changes;		/* in short order */
	} nat;
	bool same_binding;		/* register once more, do not begin anew */
};

/* account.c */
struct account *account_new(struct engine *, struct account_config *, bool owned);
void account_start(struct account *);		/* from the guard on */
void account_go_on(struct account *);		/* past the guard */
/* Another section: its calls keep their ua, it registers anew. */
void account_reconfigure(struct account *, struct account_config *);
void account_remove(struct account *);		/* freed after its last session */
void account_release(struct account *);		/* a session less */
void account_free(struct account *);
bool account_done(const struct account *);	/* nothing bound any more */
void account_leave(struct account *);		/* un-REGISTER, at the end */
void account_set_status(struct account *, const char *state, int status,
	const char *reason);		/* tells the observers */
void account_failed(struct account *, const char *reason);	/* tried again */
void account_failed_for(struct account *, int status, const char *reason,
	int64_t ms);
void account_stop_trying(struct account *);

/* account_edit.c */
void account_read_stored(struct engine *);

/* account_secret.c */
bool account_fetch_secret(struct account *);	/* true: it goes on later */
void account_secret_refused(struct account *, int status);
void account_secret_taken(struct account *);
void account_credentials(const struct account *, struct credentials *);

/* account_realms.c */
void account_realms_take(struct account *);	/* its configuration is new */
void account_realms_learn(struct account *, const char *realm);
/* What is sent to that URI goes by a server of its own first. */
bool account_is_way_to(const struct account *, const char *uri);
bool account_is_called_from(const struct account *, const char *source);
/* home: a server of its own is on the way. */
void account_call_credentials(struct account *, bool home,
	struct credentials *);

/* register_guard.c */
bool register_guard_ask(struct account *);	/* true: it goes on later */

/* account_way.c */
void account_find_way(struct account *);	/* and register */
const char *account_first_hop(const struct account *);	/* a URI */
const char *account_call_hop(const struct account *);	/* NULL: it resolves */

/* account_tls.c */
/* Lent. */
void tls_policy_of(const struct tls_config *, struct tls_policy *);
void account_tls_came(struct account *, const struct ua_tls *);
void account_tls_check(struct account *);	/* warns of what ends soon */
void account_tls_forget(struct account *);	/* its ua goes */
void account_tls_view(const struct account *, struct account_view *);
void account_tls_renew(struct account *);	/* if its files are other
						 * ones */

/* account_nat.c */
void account_nat_begin(struct account *);	/* its endpoint is a new one */
/* The registrar sees us there; true: what is registered is no longer right. */
bool account_nat_seen(struct account *, const struct seen *);
/* And does it. */
void account_nat_heard(struct account *, const struct seen *);
bool account_is_behind_nat(const struct account *);	/* as far as is known */
/* What nat = static says; NULL: another nat, or no account. */
const char *account_public_address(const struct account *);
void account_nat_view(const struct account *, struct account_view *);

/* account_stun.c */
void account_stun_begin(struct account *);	/* anew, as it is configured */
void account_stun_end(struct account *);
/* Those that answered lately; how many. */
int account_stun_servers(const struct account *,
	struct sockaddr_storage servers[STUN_SERVERS]);
bool account_stun_answers(const struct account *, const char *address,
	int port);				/* it is one of these */
void account_stun_failed(struct account *);	/* they do not any more */
struct stun_view {
	const char *state;		/* "ok", "silent"; NULL: not known
					 * yet */
	int rtt_ms;			/* of the first answer; -1 none */
	const char *address;		/* where they see us; "" not known */
	bool symmetric, same;		/* two of them see one socket at two
					 * places; at one */
};
void account_stun_view(const struct account *, struct stun_view *);
/* NULL: unknown. */
const char *account_stun_address(const struct account *);

/* account_register.c */
void account_register_on(struct account *);	/* its endpoint is there */
bool account_can_register(const struct account *, struct fault *);

/* account_bindings.c */
void account_bindings_give_up(struct account *);	/* its ua goes */

/* account_accept.c */
void account_add_peer(struct account *, const char *ip);	/* a registrar's */
bool account_accepts(const struct account *, const char *source);
bool account_none_accepts(const struct config *, const char *source);
/* A registrar or proxy of its own, or of accept_list: what it asserts of
 * callers is true, and it may ask for an automatic answer. */
bool account_trusts(const struct account *, const char *source);
bool account_none_trusts(const struct config *, const char *source);

/* ping.c */
void ping_start(struct account *);	/* registered; nothing if it runs */
void ping_stop(struct account *);
void ping_free(struct account *);

/* transport.c */
void transport_heard(struct account *, const struct ua_message *);
void transport_closed(struct account *, const char *peer);
void transport_registration(struct account *,
	const struct registration_status *);	/* after it was told */
void transport_lost(struct account *, const char *reason);	/* a literal */
/* Nobody is there: connected and registered anew. */
void transport_dead(struct account *, const char *reason);
void transport_unwanted(struct account *);	/* nothing is to be reached */
void transport_free(struct account *);

/* session_keying.c: what its calls have to be encrypted, and how, by way of
 * that endpoint; NULL, NULL: not at all. */
struct call_security account_security(const struct account *,
	const struct endpoint *);

#endif
