/* connection.h - TCP connections of a ua that are gone.  Engine thread.
 *
 * NUA tells nothing of a connection that ends: not of one closed by the peer,
 * and not of one that no longer answers.
 */
#ifndef SIP_CONNECTION_H
#define SIP_CONNECTION_H

#include <stdbool.h>

struct ua;

/* Ends the connection to that peer ("192.0.2.1:5060") as if it had closed it:
 * the stack sees its end from the loop.  false: there is none.  peer NULL: all
 * that begin at the ua's address. */
bool connection_end(const struct ua *, const char *peer);

#endif
