/* registration.h - one binding at a registrar (RFC 3261 10).  Engine thread.
 *
 *	start -> registering -> registered <-> (refresh by the stack)
 *	              |  ^
 *	              v  | back-off with jitter, or Retry-After
 *	            failed          stop -> unregistering -> unregistered
 */
#ifndef SIP_REGISTRATION_H
#define SIP_REGISTRATION_H

#include <stdint.h>

#include "sip/dialog.h"
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
};

struct registration_params {
	const char *aor;		/* sip:user@domain */
	const char *display_name;	/* NULL none */
	const char *registrar;		/* sip:domain */
	const char *next_hop;		/* bare URI; NULL: as it resolves */
	const char *const *routes;
	int n_routes;
	int expires_s;
	int retry_s, retry_max_s;	/* first and longest wait */
	struct credentials credentials;	/* copied */
};

struct registration_handlers {
	void (*on_changed)(void *arg, const struct registration_status *);
	/* A final answer came from this peer (for accept_from = registrar). */
	void (*on_peer)(void *arg, const char *ip);
};

struct registration *registration_new(struct ua *,
	const struct registration_params *,
	const struct registration_handlers *, void *arg);
void registration_start(struct registration *);	/* now, whatever was planned */
void registration_stop(struct registration *);	/* un-REGISTER */
void registration_free(struct registration *);	/* NULL may be given */

#endif
