/* handshake.h - DTLS on its way between a stream's sockets and the engine's
 * thread, which agrees on the keys (RFC 7983 tells it from RTP).
 *
 *	socket --stream--> ring up  --> on_handshake      media thread -> engine
 *	socket <--stream-- command  <-- media_handshake
 *
 * What finds no room on the way up is lost, as on the network: DTLS says it
 * again.  So a flood costs a copy each, at most HANDSHAKE_PER_TICK of a stream,
 * and has no room that is theirs.
 */
#ifndef MEDIA_HANDSHAKE_H
#define MEDIA_HANDSHAKE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "media/command.h"
#include "media/dtls.h"
#include "media/transport.h"

#define HANDSHAKE_PER_TICK 8

struct handshake {
	struct stream *stream;
	enum transport_half half;
	/* From whom, or to; family 0: to whom the stream sends. */
	struct sockaddr_storage peer;
	size_t n;
	uint8_t bytes[DTLS_DATAGRAM];
};

/* One on its way down. */
struct letter {
	struct parcel parcel;
	struct handshake handshake;
};

/* Where those go that come up; false: no room. */
struct handshake_sink {
	bool (*put)(void *arg, const struct handshake *);
	void *arg;
};

#endif
