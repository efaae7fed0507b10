#include "sip/large.h"

#include <string.h>
#include <strings.h>

#include <sofia-sip/nta.h>
#include <sofia-sip/nta_tag.h>
#include <sofia-sip/su_tagarg.h>

#include "base/log.h"
#include "sip/stack.h"

#define LARGE 1300		/* bytes; the library's own */
#define NEVER_TCP 65535

/* Answers go where they were asked for, whatever their size. */
static bool is_request(const char *text)
{
	return strncmp(text, "SIP/2.0", 7) != 0;
}

void large_sent(struct ua *ua, const char *transport, const char *text,
	size_t n)
{
	if (!ua || !ua->agent || ua->large_by_udp || n <= LARGE ||
	    strcasecmp(transport, "udp") != 0 || !is_request(text))
		return;
	ua->large_by_udp = true;
	nta_agent_set_params(ua->agent, NTATAG_UDP_MTU(NEVER_TCP), TAG_END());
	log_info("sip", "%zu bytes went by UDP, since nobody takes them by TCP; "
		"so will others", n);
}
