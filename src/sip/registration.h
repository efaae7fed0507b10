/* registration.h - one binding at a registrar (RFC 3261 10, outbound of RFC
 * 5626, GRUU of RFC 5627).  Engine thread.
 *
 *	start -> registering -> registered <-> (refresh by the stack)
 *	              |  ^
 *	              v  | back-off with jitter, or Retry-After
 *	            failed          stop -> unregistering -> unregistered
 *
 * A password that was refused is not tried again: failed, without a next
 * attempt, until the owner starts it.
 */
#ifndef SIP_REGISTRATION_H
#define SIP_REGISTRATION_H

#include <stdint.h>

#include "sip/backoff.h"
#include "sip/binding.h"
#include "sip/dialog.h"
#include "sip/seen.h"
#include "sip/ua.h"

struct registration;

enum registration_state {
	REGISTRATION_UNREGISTERED, REGISTRATION_REGISTERING,
	REGISTRATION_REGISTERED, REGISTRATION_FAILED,
	REGISTRATION_UNREGISTERING
};

struct registration_status {		/* texts are clean */
	enum registration_state state;
	int status;			/* last final SIP status; 0 none yet */
	const char *reason;		/* phrase, or our words; NULL none */
	const char *contact;		/* our binding as it is registered */
	int64_t expires_at_ms;		/* clock_ms; 0: not bound */
	int64_t next_attempt_ms;	/* clock_ms; 0: none planned */
	bool unreached;			/* failed since nobody answered */
	bool refused;			/* user and password are wrong */
	bool listed;			/* our contact is in the 200 */
	bool service_route;		/* calls have a route of the registrar's
					 * (RFC 3608), which the stack adds */
	int flow_timer_s;		/* RFC 5626 4.4.1: keep alive at least so
					 * often; 0: not said */
};

struct registration_params {
	const char *aor;		/* sip:user@domain */
	const char *display_name;	/* NULL none */
	const char *registrar;		/* sip:domain */
	const char *next_hop;		/* bare URI; NULL: as it resolves */
	const char *const *routes;
	int n_routes;
	int expires_s;
	const char *instance;		/* urn:uuid:...; NULL: no outbound */
	int reg_id;			/* from 1; which flow of the instance */
	bool gruu;			/* asked for, and the Contact of calls */
	struct backoff *backoff;	/* of the owner; outlives it */
	struct credentials credentials;	/* copied */
};

struct registration_handlers {
	void (*on_changed)(void *arg, const struct registration_status *);
	/* A final answer came from this peer (for accept_from = registrar). */
	void (*on_peer)(void *arg, const char *ip);
	/* In this realm it asked for the password, and took it; no quotes. */
	void (*on_realm)(void *arg, const char *realm);
	/* Its answers see us there.  true: the ua's Contact is another one
	 * since (ua_appear), and is to be registered.  NULL: not wanted. */
	bool (*on_seen)(void *arg, const struct seen *);
	/* An attempt is due after a failure: the owner calls
	 * registration_start().  NULL: it starts itself. */
	void (*on_due)(void *arg);
};

struct registration *registration_new(struct ua *,
	const struct registration_params *,
	const struct registration_handlers *, void *arg);
void registration_start(struct registration *);	/* now, whatever was planned */
void registration_stop(struct registration *);	/* un-REGISTER */
/* Of all contacts of the address of record, other phones' too. */
void registration_stop_all(struct registration *);
/* No attempt is planned any more, until it is started; NULL may be given. */
void registration_pause(struct registration *);
void registration_free(struct registration *);	/* NULL may be given */

/* What is bound, asked of the registrar.  The handler comes once, later, and
 * then the request is gone; all NULL: status and reason say why. */
struct bindings_request;
typedef void bindings_fn(void *arg, const struct bindings *all, int status,
	const char *reason);
struct bindings_request *registration_fetch(struct registration *, bindings_fn *,
	void *arg);
void bindings_request_forget(struct bindings_request *);  /* no handler then */

#endif
