/* tls_alive.h - whether who is at the other end of a TLS connection is still
 * there.  Engine thread.
 *
 *	idle --> CRLF CRLF --> a byte in time: alive
 *	                  \--> none: on_dead      (RFC 5626 4.4.1)
 *	half a message --> the rest in time: alive
 *	              \--> it takes nothing: on_dead
 */
#ifndef SIP_TLS_ALIVE_H
#define SIP_TLS_ALIVE_H

#include <stdbool.h>

#include <openssl/ssl.h>

struct loop;
struct tls_alive;

struct tls_alive_params {
	struct loop *loop;
	SSL *ssl;
	int stuck_ms;			/* for the rest of a message */
	void (*on_dead)(void *arg, const char *why);	/* may free it */
	void *arg;
};

/* From its beginning: what was written has to be acknowledged in time. */
void tls_alive_watch(const SSL *);

/* Of a connection whose handshake is done; it asks nothing yet. */
struct tls_alive *tls_alive_new(const struct tls_alive_params *);
void tls_alive_free(struct tls_alive *);	/* NULL may be given */

/* After so long (ms), 0: never; and an answer within pong_ms, 0: none is
 * due. */
void tls_alive_set(struct tls_alive *, int idle_ms, int pong_ms);

/* A message of the stack's stays half written; nothing comes between. */
void tls_alive_stuck(struct tls_alive *, bool stuck);

#endif
