/* A ua goes on at another address, with all that lives on it: dialogs and
 * registrations stay, and what they send from now on leaves from there.
 *
 * NUA knows no such thing.  Its agent takes more transports at any time, by a
 * public call, but neither lets go of one nor prefers the newest; and it hands
 * itself out to nobody.  The functions below are exported and called by name, so
 * that ours take their place: one tells which agent was made, another picks the
 * transport at the address where the ua is now.  The former ones stay until the
 * ua goes: requests that began there still point to them, and the address may
 * come back.
 *
 * With a new transport the agent writes all its Via headers anew and frees the
 * former ones, to which connections still point: the third function keeps them.
 * They go with the agent, a few hundred bytes for each address there was.
 */
#include "sip/agent.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/msg_header.h>
#include <sofia-sip/nta.h>
#include <sofia-sip/nta_tport.h>
#include <sofia-sip/su_tagarg.h>
#include <sofia-sip/tport.h>
#include <sofia-sip/tport_tag.h>

#include "base/log.h"
#include "sip/stack.h"
#include "sip/tap.h"

static nta_agent_t *last_made;

struct nta_agent_s *agent_last_made(void)
{
	return last_made;
}

/* The library's own name and form. */
nta_agent_t *nta_agent_create(su_root_t *root, url_string_t const *name,
	nta_message_f *callback, nta_agent_magic_t *magic, tag_type_t tag,
	tag_value_t value, ...)
{
	static nta_agent_t *(*theirs)(su_root_t *, url_string_t const *,
		nta_message_f *, nta_agent_magic_t *, tag_type_t, tag_value_t,
		...);
	ta_list ta;

	if (!theirs)
		*(void **)&theirs = dlsym(RTLD_NEXT, "nta_agent_create");
	ta_start(ta, tag, value);
	last_made = theirs(root, name, callback, magic, ta_tags(ta));
	(void)ta_end(ta);
	return last_made;
}

/* The stack ends it as soon as its shutdown is over, before anybody is told. */
void nta_agent_destroy(nta_agent_t *agent)
{
	static void (*theirs)(nta_agent_t *);

	if (!theirs)
		*(void **)&theirs = dlsym(RTLD_NEXT, "nta_agent_destroy");
	tap_forget_agent(agent);
	theirs(agent);
}

bool agent_owns(const struct ua *ua, const struct tport_s *tport)
{
	return ua->agent && tport_primaries(tport) ==
		tport_primaries(nta_agent_tports(ua->agent));
}

/* --- which one is used ------------------------------------------------------*/

static bool is_at(const tp_name_t *name, const struct ua *ua)
{
	const char *host = name->tpn_host;
	size_t n = strlen(ua->address);
	char port[8];

	snprintf(port, sizeof port, "%d", ua->port);
	if (!host || !name->tpn_port || strcmp(name->tpn_port, port) != 0)
		return false;
	host += host[0] == '[';
	return !strncasecmp(host, ua->address, n) &&
		(host[n] == '\0' || host[n] == ']');
}

static tport_t *now_at(const struct ua *ua, tport_t *former)
{
	const tp_name_t *was = tport_name(former);

	for (tport_t *t = tport_primaries(former); t; t = tport_next(t)) {
		const tp_name_t *is = tport_name(t);

		if (is->tpn_proto && was->tpn_proto &&
		    !strcasecmp(is->tpn_proto, was->tpn_proto) && is_at(is, ua))
			return t;
	}
	return former;
}

tport_t *tport_primary_by_name(tport_t const *self, tp_name_t const *name)
{
	static tport_t *(*theirs)(tport_t const *, tp_name_t const *);
	struct ua *ua;
	tport_t *found;

	if (!theirs)
		*(void **)&theirs = dlsym(RTLD_NEXT, "tport_primary_by_name");
	found = theirs(self, name);
	ua = found ? tap_ua(found) : NULL;
	return ua && ua->moved ? now_at(ua, found) : found;
}

/* --- what is kept -----------------------------------------------------------*/

static bool keeping;

void msg_header_free(su_home_t *home, msg_header_t *header)
{
	static void (*theirs)(su_home_t *, msg_header_t *);

	if (keeping)
		return;
	if (!theirs)
		*(void **)&theirs = dlsym(RTLD_NEXT, "msg_header_free");
	theirs(home, header);
}

static int add_transports(struct ua *ua)
{
	char text[UA_URL], *url = text;
	int error;

	ua_url(ua, text);
	keeping = true;
	error = nta_agent_add_tport(ua->agent, URL_STRING_MAKE(url),
		TPTAG_LOG(1), TPTAG_TOS(ua->dscp << 2),
		TPTAG_CERTIFICATE(NO_CERTIFICATES), TAG_END()) == 0 ?
		0 : -EADDRNOTAVAIL;
	keeping = false;
	return error;
}

/* --- another address --------------------------------------------------------*/

static bool has_primary(const struct ua *ua)
{
	tport_t *t = tport_primaries(nta_agent_tports(ua->agent));

	for (; t; t = tport_next(t))
		if (is_at(tport_name(t), ua))
			return true;
	return false;
}

int ua_move(struct ua *ua, const char *address)
{
	struct ua was = *ua;
	int port;

	if (!strcmp(ua->address, address))
		return 0;
	if (!ua->agent)
		return -ESHUTDOWN;
	if ((strchr(address, ':') == NULL) != (strchr(ua->address, ':') == NULL))
		return -EAFNOSUPPORT;
	snprintf(ua->address, sizeof ua->address, "%s", address);
	if (ua->public_port)	/* seen through the NAT of another network */
		ua_appear(ua, NULL, 0);
	ua->moved = true;
	if (has_primary(ua))	/* it was here before */
		return 0;
	port = ua_free_port(ua, ua->port);
	if (port == -EADDRINUSE)
		port = ua_free_port(ua, 0);
	ua->port = port;
	if (port >= 0)
		port = add_transports(ua);
	if (port >= 0)
		return 0;
	memcpy(ua->address, was.address, sizeof ua->address);
	ua->port = was.port;
	return port;
}
