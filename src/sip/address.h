/* address.h - names, and which of our addresses faces a peer.  Engine thread.
 *
 * /etc/hosts is read first, since Sofia's resolver does not (sofia-sip.md 5.5);
 * then Sofia's resolver (SRV, A, AAAA).  Our address is that of an unsent UDP
 * socket connected to the peer.
 */
#ifndef SIP_ADDRESS_H
#define SIP_ADDRESS_H

#include <stdbool.h>

#include "loop/loop.h"

#define ADDRESS_TEXT 64

struct address_probe;

struct address_answer {
	int error;			/* 0, or -errno: -ENOENT no such name,
					 * -ENETUNREACH no way, -ETIMEDOUT,
					 * -EMFILE no descriptor to ask with */
	char local[ADDRESS_TEXT];	/* IP literal */
	char remote[ADDRESS_TEXT];	/* the peer's first address */
	bool from_hosts;		/* the stack cannot resolve it: send to
					 * remote by an explicit next hop */
};

typedef void address_fn(void *arg, const struct address_answer *);

/* host: IP literal (brackets allowed) or a name.  The handler runs once, from
 * the loop, never from inside this call; the probe is gone after it. */
struct address_probe *address_probe(struct loop *, const char *resolv_conf,
	const char *host, address_fn *, void *arg);
/* For TLS: what _sips._tcp says, and no other SRV. */
struct address_probe *address_probe_tls(struct loop *, const char *resolv_conf,
	const char *host, address_fn *, void *arg);
/* Of any other server: no SRV at all. */
struct address_probe *address_probe_host(struct loop *, const char *resolv_conf,
	const char *host, address_fn *, void *arg);
void address_probe_cancel(struct address_probe *);	/* NULL may be given */

/* Now, for an IP literal: false when there is no way there. */
bool address_towards(const char *remote_ip, char local[ADDRESS_TEXT]);

/* Whether this is an address of ours, now. */
bool address_is_here(const char *ip);

/* Our address on the default route; false when there is none.
 * family: AF_INET, AF_INET6. */
bool address_default(int family, char local[ADDRESS_TEXT]);

/* Of a network without a way from outside (RFC 1918, 3927, 4193, 6598), or of
 * this host alone. */
bool address_is_private(const char *ip);

/* "192.0.2.0/24", "2001:db8::/32" or one address. */
bool address_in(const char *ip, const char *network);

#endif
