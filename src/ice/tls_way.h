/* tls_way.h - TLS on the way to a TURN server, which libnice does not know.
 * The module's thread.
 *
 *	libnice --TCP, loopback--> tls_way ==TLS==> turns:HOST
 *
 * The certificate is of the host that was configured.
 */
#ifndef ICE_TLS_WAY_H
#define ICE_TLS_WAY_H

#include "ice/ice.h"

struct tls_way;

struct tls_way_params {
	const struct ice_tls *tls;
	/* What is wrong, in words; may come more than once. */
	void (*told)(void *arg, const char *text);
	void *arg;
};

/* *server becomes the near end.  NULL: no socket could be had. */
struct tls_way *tls_way_new(struct ice_server *server,
	const struct tls_way_params *);
void tls_way_free(struct tls_way *);	/* NULL may be given */

#endif
