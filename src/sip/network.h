/* network.h - IP literals as the socket calls want them.  Pure. */
#ifndef SIP_NETWORK_H
#define SIP_NETWORK_H

#include <netinet/in.h>
#include <sys/socket.h>

#include "sip/address.h"

/* Its length, or 0 where ip (without brackets) is no IP literal. */
socklen_t address_sockaddr(const char *ip, int port, struct sockaddr_storage *);

/* Without its port; and that. */
void address_of(const struct sockaddr_storage *, char text[ADDRESS_TEXT]);
int address_port(const struct sockaddr_storage *);

#endif
