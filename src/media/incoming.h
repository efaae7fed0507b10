/* incoming.h - datagrams in, sound and keys out: the half of a stream that
 * receives.  Media thread.
 *
 *	datagram -> rtp -> type known? -> latch -> source -+-> playout -> frames
 *	                                                   +-> keys
 *
 * What fails on the way is dropped and counted as undecodable.
 */
#ifndef MEDIA_INCOMING_H
#define MEDIA_INCOMING_H

#include <stdint.h>

#include "media/latch.h"
#include "media/media.h"
#include "media/playout.h"
#include "media/source.h"
#include "media/telephone_event.h"

struct setup;

struct incoming {
	struct latch latch;
	struct source source;
	struct key_receiver keys;
	struct playout *playout;	/* owned */
	uint64_t packets, bytes;	/* valid ones; of payload */
	uint64_t undecodable;
	int64_t heard_ns;		/* the last valid one; 0 none */
};

void incoming_init(struct incoming *);
void incoming_close(struct incoming *);

void incoming_plan(struct incoming *, const struct setup *);
void incoming_packet(struct incoming *, const struct setup *,
	const struct datagram *);

#endif
