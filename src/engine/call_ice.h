/* call_ice.h - the ICE of one call (RFC 8445, 8839): where it may be reached,
 * and by which pair it is.  Engine thread.
 *
 *	call_ice_new --> on_gathered: descriptions may name what is there
 *	agreement --call_ice_agree--> checks --> on_changed: state and pairs
 *
 * Another generation of it, with other addresses, is another call_ice.
 */
#ifndef ENGINE_CALL_ICE_H
#define ENGINE_CALL_ICE_H

#include "engine/ice_hub.h"
#include "sdp/agreement.h"
#include "store/config.h"

struct call_ice;

struct call_ice_params {
	struct ice_hub *hub;		/* outlives it */
	const char *address;		/* ours, towards them; IP literal */
	const char *public_address;	/* of a router that passes our ports
					 * on to it; NULL: none; copied */
	bool controlling;		/* the offer will be ours */
	int components;			/* 1: they will share RTP's port */
	bool hides;			/* host addresses are not named */
	bool host_first;		/* who does no ICE is to send there */
	int first_port, last_port;
	int dscp;
	enum ice_wait wait;
	int wait_ms;
	const struct tls_config *tls;	/* of turns: */
	const struct ice_server *servers;
	int n_servers;
	/* Gathering is over; or there is nothing to be had. */
	void (*on_gathered)(void *arg);
	void (*on_changed)(void *arg);
	/* With a server, in words. */
	void (*on_problem)(void *arg, const char *text);
	void *arg;
};

/* NULL: there is none to be had. */
struct call_ice *call_ice_new(const struct call_ice_params *);
void call_ice_free(struct call_ice *);	/* NULL may be given */

bool call_ice_gathers(const struct call_ice *);		/* still */
bool call_ice_has(const struct call_ice *);	/* something that is named */
/* What a description of ours says; NULL: nothing was gathered. */
const struct sdp_ice *call_ice_local(struct call_ice *);

/* The default, for c= and m=. */
struct call_ice_default {
	const char *address;
	int port;
	const char *rtcp_address;	/* that of RTP, unless it alone was
					 * seen from outside */
	int rtcp_port;			/* 0: none */
};
void call_ice_default(const struct call_ice *, struct call_ice_default *);

/* An offer of theirs has these: where it is a restart, our names change too. */
void call_ice_meet(struct call_ice *, const struct sdp_ice *theirs);
/* This holds from now on: of an agreement with ICE. */
void call_ice_agree(struct call_ice *, const struct sdp_ice *theirs,
	bool we_offered);

/* For media: its ends of the pairs; sockets that serve without ICE (-1:
 * none). */
const int *call_ice_pipes(const struct call_ice *);
const int *call_ice_sockets(const struct call_ice *);

const char *call_ice_state(const struct call_ice *);	/* "checking" ... */
bool call_ice_is(const struct call_ice *, enum ice_state);
/* Descriptions name the pair in use: not if it ends where nobody is told. */
bool call_ice_names_pair(const struct call_ice *);
bool call_ice_controls(const struct call_ice *);
/* RTP's pair; NULL: none yet. */
const struct ice_pair *call_ice_pair(const struct call_ice *);

#endif
