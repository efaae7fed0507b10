/* ice_uri.h - stun:HOST, turn:HOST, turns:HOST (RFC 7064, 7065).  Pure.
 *
 *	turn:turn.example.net:3478?transport=tcp
 */
#ifndef STORE_ICE_URI_H
#define STORE_ICE_URI_H

#include <stdbool.h>

struct ice_uri {
	enum ice_scheme { ICE_URI_STUN, ICE_URI_TURN_UDP, ICE_URI_TURN_TCP,
		ICE_URI_TURN_TLS } scheme;
	char host[256];			/* without brackets */
	int port;			/* 1-65535 */
};

bool ice_uri_read(const char *text, struct ice_uri *);	/* false: it is none */

#endif
