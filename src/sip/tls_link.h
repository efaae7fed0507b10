/* tls_link.h - one TLS connection of a ua, beside the stack's own object of it:
 * how it is made, what came of it, whether it is alive.  Engine thread.
 *
 *	tport registered --> handshake --up--> keep-alive ... closed
 *	        |                |
 *	        `---- limit -----+--> why, in words --> requests fail at once
 *
 * mend_tls.c calls this; it is the one that knows which of OpenSSL's objects
 * are the stack's.
 */
#ifndef SIP_TLS_LINK_H
#define SIP_TLS_LINK_H

#include <stdbool.h>

#include <openssl/ssl.h>

struct ua;
struct tport_s;
struct tls_link;

/* A connection that begins; nothing where it is not TLS, or nobody's. */
void tls_link_new(struct tport_s *);
/* NULL: it has none. */
struct tls_link *tls_link_of(const struct tport_s *);
/* Freed at once: the stack is through with it. */
void tls_link_gone(struct tport_s *);

/* Before each step of the handshake; what the policy says is set the first
 * time.  false: there is no point in going on. */
bool tls_link_prepare(struct tls_link *, SSL *, bool accepts);
/* After it; `result` is that of SSL_connect() or SSL_accept(). */
void tls_link_stepped(struct tls_link *, int result);
/* A message came on it. */
void tls_link_heard(struct tport_s *);
/* It is about to be closed by the stack, maybe for an error (errno; 0: none).
 * true: it never came to be of use, so that what waits on it waits in vain; why
 * has been told, once. */
bool tls_link_failed(struct tls_link *, int error);
/* OpenSSL's object is about to be freed. */
void tls_link_released(SSL *);

/* Those of a ua to this peer, NULL: to anybody, end as if the peer had closed
 * them.  false: there was none. */
bool tls_links_end(const struct ua *, const char *peer);
/* Those that a ua has made itself do so: it wants others than it did. */
void tls_links_distrust(const struct ua *);

/* One of the stack's is behind it. */
bool tls_link_has(const SSL *);
/* The stack wrote to it; whole: else a part waits for room. */
void tls_link_wrote(const SSL *, bool whole);

/* A request to this host (of a URI) may go by it: it was shown to be that
 * one's, as far as the policy wants to see that. */
bool tls_link_serves(const struct tls_link *, const char *host);

/* All of a ua: CRLF CRLF after so long (ms), 0: never, and with a pong_ms at
 * least a byte in answer (RFC 5626 4.4.1); those to come as well. */
void tls_links_keepalive(struct ua *, int idle_ms, int pong_ms);

#endif
