/* transport.h - the UDP port pair of one m=audio line (RFC 3550 11).
 *
 * Bound by the engine thread (the offer needs the port), then the media
 * thread's from attach to detached.
 */
#ifndef MEDIA_TRANSPORT_H
#define MEDIA_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

struct transport;

enum transport_half { TRANSPORT_RTP, TRANSPORT_RTCP };

struct transport_params {
	const char *address;		/* our IP literal */
	int first_port, last_port;	/* RTP takes the even ones */
	int dscp;			/* RFC 2474, 0-63; 0 none */
};

/* 0; -EADDRINUSE: no free pair in the range; -EINVAL: no IP literal, or no pair
 * in the range; or -errno.  Starts where the last call left off, so that ports
 * are not reused at once. */
int transport_open(struct transport **, const struct transport_params *);
void transport_close(struct transport *);	/* NULL may be given */
int transport_port(const struct transport *);	/* of RTP; RTCP is one more */
/* Another pair takes the place of this one, at another address of the same
 * family, while the media thread goes on: it sees nothing but its packets
 * leaving from there.  0, or -errno as above and all is as it was.  Engine
 * thread. */
int transport_move(struct transport *, const struct transport_params *);

/* Others take the place of its sockets in the same way, and stay the caller's
 * (-1: the former stays): UDP, or, paired, our ends of AF_UNIX pairs, at whose
 * other ends somebody knows the way.  All that comes by a pair is from
 * transport_peer(), and what is sent goes there, wherever it should.  0 or
 * -errno.  Engine thread. */
int transport_take(struct transport *, const int fds[2], bool paired);

/* To ask somebody where it is seen, before the media thread has it. */
int transport_socket(const struct transport *, enum transport_half);

/* --- media thread -------------------------------------------------------- */

/* Of a pair: an address that is nobody's (RFC 7600).  Any thread. */
void transport_peer(struct sockaddr_storage *, enum transport_half);

/* What came in one datagram. */
struct datagram {
	uint8_t *bytes;			/* may be decrypted in place */
	size_t n;
	struct sockaddr_storage from;
	int64_t arrival_ns;		/* base/clock; the kernel's stamp */
};

#define BATCH_SIZE 16

/* Room to receive into, for any number of transports one after the other. */
struct batch;
struct batch *batch_new(void);
void batch_free(struct batch *);
struct datagram *batch_at(struct batch *, int i);

/* What waits at the socket, at most BATCH_SIZE datagrams; how many.  Too long
 * ones come with n 0.  Never waits. */
int transport_receive(struct transport *, enum transport_half, struct batch *);

/* Of what others than theirs and this SSRC send, a sample is received from now
 * on (sieve.h); theirs NULL: all of it. */
void transport_sift(struct transport *, const struct sockaddr_storage *theirs,
	uint32_t ssrc);

/* Never waits: what the kernel has no room for is lost, as on the way.  Returns
 * whether it was sent. */
bool transport_send(struct transport *, enum transport_half,
	const struct sockaddr_storage *to, const uint8_t *bytes, size_t n);

#endif
