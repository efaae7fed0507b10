/* servers.h - the STUN and TURN servers that a leg asks.  The module's thread.
 *
 *	servers_new --> libnice knows all but those that are silent
 *	gathering is over: servers_gathered --> why one gave nothing, in words
 *
 * While libnice asks a TURN server it overlooks what a STUN server answers that
 * it asks after it.  It asks that one a little after gathering has begun: TURN
 * servers are told to it later still.
 */
#ifndef ICE_SERVERS_H
#define ICE_SERVERS_H

#include <nice/agent.h>

#include "ice/ice.h"

struct servers;
struct silent;

struct servers_params {
	NiceAgent *agent;		/* outlives them */
	guint stream;
	const struct ice_open *order;
	struct silent *silent;		/* outlives them */
	/* What is wrong with one; may come more than once, also from inside
	 * of servers_new. */
	void (*told)(void *arg, const char *text);
	void *arg;
};

struct servers *servers_new(const struct servers_params *);
/* Nothing is told any more; the ways of relays go on. */
void servers_hush(struct servers *);
void servers_free(struct servers *);

bool servers_stun(const struct servers *);	/* one is asked */
bool servers_relay(const struct servers *);	/* so it is */
bool servers_pending(const struct servers *);	/* some are not told yet */
/* all: so long that one who gave nothing by now is silent. */
void servers_gathered(struct servers *, bool all);

#endif
