/* tap.h - every message of a ua, as it goes out or comes in.  Engine thread.
 *
 * This Sofia has no callback for messages that it sends; see tap.c for where
 * they are seen.
 */
#ifndef SIP_TAP_H
#define SIP_TAP_H

struct ua;
struct tport_s;

#define TAP_PEER 80		/* "[address]:port" */

/* A ua that started, with its port; one that goes. */
void tap_add(struct ua *);
void tap_remove(struct ua *);

/* Whose this transport of the stack is; NULL: nobody's. */
struct ua *tap_ua(const struct tport_s *);

#endif
