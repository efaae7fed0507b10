/* stun.h - where a socket is seen from outside: one binding request of RFC
 * 8489, and its answer.  Pure.
 *
 * Whoever answers need not be who was asked: only what repeats the transaction,
 * which nobody else has seen, counts.
 */
#ifndef MEDIA_STUN_H
#define MEDIA_STUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#define STUN_TRANSACTION 12		/* random bytes */
#define STUN_HEADER 20
#define STUN_ANSWER 548			/* longer ones are read in part, and so
					 * not taken (RFC 8489 6.1) */

/* It says nothing, and nobody answers it; but a NAT has seen it. */
void stun_indication(uint8_t bytes[STUN_HEADER]);

enum stun_answer {
	STUN_NONE,			/* no answer to that, or a damaged
					 * one */
	STUN_MAPPED,
	STUN_REFUSED			/* it does not want to say */
};

void stun_request(uint8_t request[STUN_HEADER],
	const uint8_t transaction[STUN_TRANSACTION]);

/* mapped: a host and a port that something can be sent to, of STUN_MAPPED. */
enum stun_answer stun_read(const uint8_t *answer, size_t n,
	const uint8_t transaction[STUN_TRANSACTION],
	struct sockaddr_storage *mapped);

/* RFC 7983: it may be STUN, and is neither RTP nor DTLS. */
bool stun_is(const uint8_t *bytes, size_t n);

#endif
