/* early.h - what came encrypted before its keys: whose handshake ended first
 * speaks first.  Made by the engine's thread, used by the media thread.
 *
 *	[ 3 4 5 6 ]  the last EARLY_PACKETS, until there are keys
 */
#ifndef MEDIA_EARLY_H
#define MEDIA_EARLY_H

#include <stdbool.h>

#include "media/transport.h"

#define EARLY_PACKETS 16
#define EARLY_BYTES 1500

struct early;

struct early *early_new(void);
void early_free(struct early *);	/* NULL may be given */

/* false: it is too long; or another one had to go for it. */
bool early_put(struct early *, const struct datagram *);
/* The oldest, until the next early_put; false: there is none. */
bool early_take(struct early *, struct datagram *);

#endif
