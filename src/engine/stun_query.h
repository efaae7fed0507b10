/* stun_query.h - where servers see our sockets (RFC 8489).  Engine thread.
 *
 *	socket 0, 1  x  server 0 .. n-1:  a request each, all at once
 *	0 ms, 100, 300, 700 ...           again to those that have not answered
 *	the first answer for each socket, or the limit --> told, once
 *
 * RFC 8489 6.2.1 would have the first repetition after 500 ms: a person waits
 * here, and it is one small packet for a call.
 */
#ifndef ENGINE_STUN_QUERY_H
#define ENGINE_STUN_QUERY_H

#include <stdbool.h>
#include <sys/socket.h>

#include "loop/loop.h"

#define STUN_SERVERS 4
#define STUN_SOCKETS 2

struct stun_query;

struct stun_found {
	/* By socket and server; family 0: no answer. */
	struct sockaddr_storage mapped[STUN_SOCKETS][STUN_SERVERS];
	int rtt_ms;			/* of the first answer; -1: none came */
};

typedef void stun_fn(void *arg, const struct stun_found *);

struct stun_query_params {
	struct loop *loop;
	int fds[STUN_SOCKETS];		/* UDP, not blocking; the caller's.
					 * What else comes there meanwhile is
					 * lost */
	int n_fds;
	struct sockaddr_storage servers[STUN_SERVERS];
	int n_servers;
	bool all;			/* every server is waited for */
	int limit_ms;
	stun_fn *fn;			/* from the loop; the query is gone
					 * then */
	void *arg;
};

struct stun_query *stun_query_new(const struct stun_query_params *);
void stun_query_free(struct stun_query *);	/* untold; NULL may be given */

/* Of that socket the first one that a server has told; NULL: none did. */
const struct sockaddr_storage *stun_first(const struct stun_found *,
	int socket);

#endif
