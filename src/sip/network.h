/* network.h - IP literals as the socket calls want them.  Pure. */
#ifndef SIP_NETWORK_H
#define SIP_NETWORK_H

#include <netinet/in.h>
#include <sys/socket.h>

/* Its length, or 0 where ip (without brackets) is no IP literal. */
socklen_t address_sockaddr(const char *ip, int port, struct sockaddr_storage *);

#endif
