/* dscp_sip over IPv6: Sofia-SIP sets the class of traffic of IPv4 sockets only.
 *
 * The library calls its own exported tport_set_tos() for each socket it makes,
 * through the dynamic linker, which finds ours first.  To be dropped with the
 * first library that knows IPV6_TCLASS.
 */
#include "sip/mend_class.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <sofia-sip/su.h>

/* No header has it. */
int tport_set_tos(su_socket_t fd, su_addrinfo_t *ai, int tos);

void mend_class(void)
{
}

int tport_set_tos(su_socket_t fd, su_addrinfo_t *ai, int tos)
{
	if (tos < 0)
		return 0;
	return ai->ai_family == AF_INET6 ?
		setsockopt(fd, IPPROTO_IPV6, IPV6_TCLASS, &tos, sizeof tos) :
		setsockopt(fd, IPPROTO_IP, IP_TOS, &tos, sizeof tos);
}
