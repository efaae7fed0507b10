/* contacts.h - the Contacts of a 3xx (RFC 3261 8.1.3.4).  Pure. */
#ifndef SIP_CONTACTS_H
#define SIP_CONTACTS_H

#include "sip/stack.h"

#define CONTACTS_MAX 8

/* sip:, sips: and tel: URIs, best first (q, then as they stand), without the
 * headers that such a URI may carry.  Both the array and its texts are the
 * caller's; NULL and *n 0: none that can be called. */
char **contacts_best_first(const sip_contact_t *, int *n);
void contacts_free(char **contacts, int n);	/* NULL may be given */

#endif
