/* registration_private.h - struct registration, shared by these files only.
 *
 *	registration.c		an attempt, stop, new, free
 *	registration_bound.c	a 200: what is bound, and what came with it
 *	registration_failed.c	anything else: why, and when again
 *	bindings.c		a REGISTER beside it: who is bound, remove one
 */
#ifndef SIP_REGISTRATION_PRIVATE_H
#define SIP_REGISTRATION_PRIVATE_H

#include "loop/loop.h"
#include "sip/auth.h"
#include "sip/binding_list.h"
#include "sip/registration.h"
#include "sip/registration_events.h"
#include "sip/stack.h"

struct registration {
	struct handle_owner owner;	/* first */
	struct registration_params params;	/* texts owned */
	char *route;			/* owned; NULL none */
	struct auth *auth;		/* owned; NULL none */
	struct registration_handlers handlers;
	void *arg;
	struct loop_timer *timer;	/* owned; the next attempt */
	bool appearing;			/* a Contact that was just learned */
	char *former;			/* that before it; owned; NULL none */
	bool stopping;			/* un-REGISTER follows the REGISTER */
	bool stop_all;			/* and it is for all contacts */
	bool plain;			/* 439: the way there is not for RFC 5626 */
	bool identified;		/* our password was sent in this attempt */
	int denials;			/* 403 to it, in a row */
	struct bindings_request *cleaning;	/* owned; NULL: none */
	struct registration_status status;	/* texts owned */
};

int registration_by(const struct registration *);
const char *registration_target(const struct registration *);
nua_handle_t *registration_handle(struct registration *,
	struct handle_owner *);			/* for a REGISTER of it */
void registration_send(struct registration *);

void registration_set_reason(struct registration *, int status,
	const char *reason);
void registration_forget_binding(struct registration *);
/* The last thing a function does: the handler may free. */
void registration_enter(struct registration *, enum registration_state);
void registration_unbind(struct registration *);	/* un-REGISTER now */

/* The registrar sees us elsewhere than our Contact says: it is to be told. */
bool registration_is_astray(struct registration *, const struct sip_event *);

/* registration_bound.c */
void registration_bound(struct registration *, const struct sip_event *);

/* registration_failed.c */
void registration_failed(struct registration *, const struct sip_event *,
	enum auth_outcome);

#endif
