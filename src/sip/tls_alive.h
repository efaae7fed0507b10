/* tls_alive.h - whether who is at the other end of a TLS connection is still
 * there.  Engine thread.
 *
 *	idle --> CRLF CRLF --> a byte in time: alive
 *	                  \--> none: on_dead      (RFC 5626 4.4.1)
 */
#ifndef SIP_TLS_ALIVE_H
#define SIP_TLS_ALIVE_H

#include <stdbool.h>

#include <openssl/ssl.h>

struct loop;
struct tls_alive;

/* Of a connection whose handshake is done; it asks nothing yet.  on_dead may
 * free it. */
struct tls_alive *tls_alive_new(struct loop *, SSL *, void (*on_dead)(void *),
	void *arg);
void tls_alive_free(struct tls_alive *);	/* NULL may be given */

/* After so long (ms), 0: never; and an answer within pong_ms, 0: none is due. */
void tls_alive_set(struct tls_alive *, int idle_ms, int pong_ms);

/* A message of the stack's stays half written: nothing may come between. */
void tls_alive_stuck(struct tls_alive *, bool stuck);

#endif
