/* seen.h - where a peer sees us: what its answer adds to our Via (RFC 3581).
 * Engine thread.
 *
 * It is no more than the word of who answered; what is no address is none.
 */
#ifndef SIP_SEEN_H
#define SIP_SEEN_H

#include <stdbool.h>

#include "sip/address.h"

struct sip_event;

struct seen {
	char address[ADDRESS_TEXT];	/* IP literal */
	int port;			/* 0: not said */
};

/* false: the message is no answer from there, or does not say. */
bool seen_in(const struct sip_event *, struct seen *);

#endif
