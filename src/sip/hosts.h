/* hosts.h - /etc/hosts, which Sofia's resolver does not read.  Engine thread;
 * a small local file. */
#ifndef SIP_HOSTS_H
#define SIP_HOSTS_H

#include <stdbool.h>

#include "sip/address.h"

/* The first address of the name, IPv4 before IPv6 as the stack prefers it;
 * false: the file does not have it.  localhost needs no file.  file NULL:
 * /etc/hosts. */
bool hosts_find(const char *file, const char *name, char ip[ADDRESS_TEXT]);

#endif
