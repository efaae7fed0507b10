/* latch.h - to whom we send: symmetric RTP.  Media thread.
 *
 * A NAT between us makes the address in their description wrong, so packets
 * go to where packets come from.  But not to whoever sends one:
 *
 * - Until something is heard, we send to the address of the plan.
 * - The first valid packet of a payload type the plan knows decides: its source
 *   is the one we listen to and answer.
 * - Another source takes over only when it is the plan's own address (which
 *   signalling vouches for), or when the one we listen to has been silent for
 *   LATCH_SILENCE_MS.  Until then its packets are dropped.
 * - A plan with another address starts anew.
 */
#ifndef MEDIA_LATCH_H
#define MEDIA_LATCH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#define LATCH_SILENCE_MS 2000

struct latch {
	struct sockaddr_storage plan, heard;
	bool has_heard;
	int64_t heard_ns;		/* when last */
};

/* Of a new or changed plan; where the address is the former nothing changes. */
void latch_plan(struct latch *, const struct sockaddr_storage *);

/* Whether a valid packet from there is to be listened to. */
bool latch_packet(struct latch *, const struct sockaddr_storage *from,
	int64_t now_ns);

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
