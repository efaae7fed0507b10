/* unread.h - headers that the stack could not read, or had one too many of.
 *
 * Both stand in sip->sip_error: the first kind as a sip_error_t, the second as
 * what it is, a sip_max_forwards_t say, which has no er_name.
 */
#ifndef SIP_UNREAD_H
#define SIP_UNREAD_H

#include <stdbool.h>

#include <sofia-sip/sip.h>

/* "Replaces", as it came or in full; NULL: it had none. */
const char *unread_name(const sip_error_t *);
bool unread_has(const sip_t *, const char *name);

#endif
