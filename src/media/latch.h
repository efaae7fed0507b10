/* latch.h - to whom we send: symmetric RTP.  Media thread.
 *
 * A NAT between us makes the address in their description wrong, so packets
 * go to where packets come from.  But not to whoever sends one.  Whoever sends
 * has a standing:
 *
 *	PLANNED		the very address that signalling named
 *	HOST		the host of that, or the one whose signalling we hear
 *	STRANGER	anybody else: a NAT, or a thief
 *
 * - Until something is heard, we send to the address of the plan.
 * - Who has the better standing takes over at once; from an equal, when that
 *   has been silent for LATCH_SILENCE_MS; from a better one after
 *   LATCH_LONG_MS.
 *   What does not come from whom we listen to is dropped.
 * - A stranger must first show LATCH_PROOF packets in sequence.
 * - Who was silenced so and speaks again has its place back: a pause in speech
 *   gives a thief nothing to keep.
 * - Where packets are sealed (SRTP) only they can have made them: the next ones
 *   of their source, wherever they come from, are followed at once, as when a
 *   NAT has restarted.
 * - A plan with another address starts anew.
 */
#ifndef MEDIA_LATCH_H
#define MEDIA_LATCH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "media/rtp.h"

#define LATCH_SILENCE_MS 2000
#define LATCH_LONG_MS 30000
#define LATCH_PROOF 3		/* packets */

struct latch {
	struct sockaddr_storage plan;
	struct sockaddr_storage signalling;	/* host; family 0: not known */
	struct sockaddr_storage heard;
	bool has_heard;
	bool sealed;			/* whatever comes has been
					 * authenticated */
	int64_t heard_ns;		/* when last */
	/* whose place it is: heard, or who had it and may have it back */
	struct sockaddr_storage owner;
	uint32_t owner_ssrc;
	uint16_t newest;		/* sequence of that, of what was
					 * heard */
	int64_t owner_ns;
	/* who is about to be proven */
	struct sockaddr_storage next;
	uint32_t next_ssrc;
	uint16_t next_sequence;
	int proof;
};

/* Of a new or changed plan; where the address is the former nothing changes.
 * signalling: the host that their signalling comes from, or NULL. */
void latch_plan(struct latch *, const struct sockaddr_storage *plan,
	const struct sockaddr_storage *signalling);

/* Whether a valid packet from there, of a type that was agreed on, is to be
 * listened to. */
bool latch_packet(struct latch *, const struct sockaddr_storage *from,
	const struct rtp_packet *, int64_t now_ns);

/* Where to send; NULL: nowhere (no address, or port 0). */
const struct sockaddr_storage *latch_target(const struct latch *);

bool address_same(const struct sockaddr_storage *,
	const struct sockaddr_storage *);	/* family, host and port */
bool address_same_host(const struct sockaddr_storage *,
	const struct sockaddr_storage *);
/* A host and a port that something can be sent to. */
bool address_usable(const struct sockaddr_storage *);
void address_next_port(struct sockaddr_storage *);	/* one above */
socklen_t address_length(const struct sockaddr_storage *);

#endif
