/* connection.h - TCP connections of a ua that are gone.  Engine thread.
 *
 * NUA tells nothing of a connection that ends: not of one closed by the peer,
 * and not of one that no longer answers.
 */
#ifndef SIP_CONNECTION_H
#define SIP_CONNECTION_H

#include <stdbool.h>

struct ua;
struct tport_s;

/* Ends the connection to that peer ("192.0.2.1:5060") as if it had closed it:
 * the stack sees its end from the loop.  false: there is none.  peer NULL: all
 * that begin at the ua's address. */
bool connection_end(const struct ua *, const char *peer);

/* One begins; a message came on it, or it is over.  false: none had come so
 * far. */
void connection_began(const struct tport_s *);
bool connection_heard(const struct tport_s *);
/* It ends, for this error, 0 or -1: for none.  What those who wait on it are to
 * be told; 0 nothing, as it was of use. */
int connection_failed(struct tport_s *, int error);

#endif
