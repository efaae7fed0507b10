/* agent.h - the transports of a ua: more of them, and which one is used.
 * Engine thread.
 *
 *	nua_t --> agent --> primary transports: udp and tcp of one address
 *		                              udp and tcp of the next one ...
 */
#ifndef SIP_AGENT_H
#define SIP_AGENT_H

#include <stdbool.h>

struct ua;
struct tport_s;
struct nta_agent_s;

/* That of the nua_t which was just made. */
struct nta_agent_s *agent_last_made(void);

/* Whether this transport is one of the ua's. */
bool agent_owns(const struct ua *, const struct tport_s *);

#endif
