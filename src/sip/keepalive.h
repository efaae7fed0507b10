/* keepalive.h - what holds a way open through NATs (RFC 5626 4.4).  Engine
 * thread.
 */
#ifndef SIP_KEEPALIVE_H
#define SIP_KEEPALIVE_H

#include <stdbool.h>

struct ua;

/* Streams: CRLF CRLF after so long (ms) without a word, 0: never.  With a pong_ms
 * a connection on which no CRLF comes back in that time is closed: only for
 * peers that have promised it. */
void keepalive_streams(struct ua *, int idle_ms, int pong_ms);

/* UDP: the same four bytes, from the ua's own port, to this peer
 * ("192.0.2.1:5060").  false: they could not be sent. */
bool keepalive_datagram(const struct ua *, const char *peer);

#endif
