/* tap.h - every message of a ua, as it goes out or comes in.  Engine thread.
 *
 * This Sofia has no callback for messages that it sends; see tap.c for where
 * they are seen.
 */
#ifndef SIP_TAP_H
#define SIP_TAP_H

#include "base/list.h"

struct ua;
struct tport_s;

#define TAP_PEER 80		/* "[address]:port" */

/* A ua that started, with its port; one that goes. */
void tap_add(struct ua *);
void tap_remove(struct ua *);

/* That of a ua is about to go. */
struct nta_agent_s;
void tap_forget_agent(const struct nta_agent_s *);

/* Whose this transport of the stack is; NULL: nobody's. */
struct ua *tap_ua(const struct tport_s *);
/* A call whose INFOs are seen without their bodies from now on: a person has
 * said that they are secret.  Embedded by its owner, link first NULL. */
struct tap_hidden {
	struct list link;
	const char *call_id;		/* the owner's; NULL: nothing hidden */
};
void tap_hide(struct tap_hidden *, const char *call_id);
void tap_show(struct tap_hidden *);	/* harmless where nothing is hidden */

#endif
