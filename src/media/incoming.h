/* incoming.h - datagrams in, sound and keys out: the half of a stream that
 * receives.  Media thread.
 *
 *	datagram -> rtp -> type known? -> latch -> source -+-> playout -> frames
 *	              |          |          |         |    +-> keys
 *	              `----------+---- refused, and counted by why
 */
#ifndef MEDIA_INCOMING_H
#define MEDIA_INCOMING_H

#include <stdint.h>

#include "media/burst.h"
#include "media/latch.h"
#include "media/media.h"
#include "media/playout.h"
#include "media/source.h"
#include "media/telephone_event.h"

struct setup;

/* Packets that were not taken, by why. */
struct refusals {
	uint64_t strangers;		/* nobody that we listen to */
	uint64_t types;			/* not agreed on */
	uint64_t garbage;		/* no RTP, or not what its type says */
	uint64_t forged, replayed;	/* of SRTP */
	uint64_t early;			/* before there were keys */
	uint64_t crowd;			/* DTLS and what keeps a way open:
					 * more than there was room for */
	struct sockaddr_storage stranger;	/* the last; family 0: none */
	int type;			/* the last; -1: none */
};

struct incoming {
	struct latch latch;
	struct source source;
	struct key_receiver keys;
	struct playout *playout;	/* owned */
	uint64_t packets, bytes;	/* valid ones; of payload */
	int64_t heard_ns;		/* the last valid one; 0 none */
	struct refusals refused;
	struct burst burst;
	/* of what comes now; NULL and 0: not known yet */
	const struct codec *codec;
	int packet_ms;
	uint32_t last_timestamp;
	uint16_t last_sequence;
	int64_t sounded_ms;		/* that it lasted, in all */
};

void incoming_init(struct incoming *);
void incoming_close(struct incoming *);

void incoming_plan(struct incoming *, const struct setup *);
void incoming_packet(struct incoming *, const struct setup *,
	const struct datagram *);

/* Whether a payload type was agreed on. */
bool incoming_knows(const struct setup *, int type);

uint64_t incoming_refused(const struct incoming *);	/* in all */

#endif
