/* large.h - requests of over 1,300 bytes, by TCP or by UDP (RFC 3261 18.1.1).
 * Engine thread.
 *
 * The library tries TCP first, and UDP where TCP is refused, or when nobody has
 * answered for five seconds.  An INVITE that offers keys and says who calls is
 * often as large; so what was found out once holds for the ua: the next one
 * goes by UDP at once.
 */
#ifndef SIP_LARGE_H
#define SIP_LARGE_H

#include <stddef.h>

struct ua;

/* A message has left by that transport ("udp"); ua NULL: of none of ours. */
void large_sent(struct ua *, const char *transport, const char *text, size_t n);

#endif
