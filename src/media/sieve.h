/* sieve.h - while somebody floods our port, the kernel lets through whom we
 * listen to, and of all others a few.  Media thread.
 *
 *	flood ----> | kernel: theirs? | --one in SIEVE_SAMPLE--> socket
 *	their sound |       yes ------+------------------------> socket
 *
 * Without it the flood fills the socket's buffer, and theirs is lost with it;
 * the few that pass still tell that there is a flood, and from whom.
 */
#ifndef MEDIA_SIEVE_H
#define MEDIA_SIEVE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#define SIEVE_SAMPLE 64
#define SIEVE_FLOOD 100		/* refused in 100 ms: a flood */
#define SIEVE_CALM_MS 5000	/* without one: it is over */

struct sieve {
	bool set;
	uint64_t refused;	/* at the last look */
	int64_t flood_ns;	/* when it was last seen */
};

enum sieve_turn { SIEVE_STAYS, SIEVE_SET, SIEVE_OFF };

/* Every 100 ms; refused: packets so far.  What is to be done. */
enum sieve_turn sieve_look(struct sieve *, uint64_t refused, int64_t now_ns);

/* From this address come this SSRC, and RTCP.  Never waits; false: the kernel
 * would not. */
bool sieve_set(int fd, const struct sockaddr_storage *theirs, uint32_t ssrc);
void sieve_off(int fd);

#endif
