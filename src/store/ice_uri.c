#include "store/ice_uri.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "store/config_value.h"

#define PORT 3478
#define TLS_PORT 5349

static const char *after(const char *text, const char *scheme)
{
	size_t n = strlen(scheme);

	return strncasecmp(text, scheme, n) ? NULL : text + n;
}

/* What it asks for behind the host: nothing, or how to get there. */
static bool read_query(const char *query, struct ice_uri *uri, bool turns)
{
	bool udp = !strcasecmp(query, "?transport=udp");
	bool tcp = !strcasecmp(query, "?transport=tcp");

	if (*query && (uri->scheme == ICE_URI_STUN || (!udp && !tcp) ||
	    (turns && udp)))
		return false;
	if (tcp && !turns)
		uri->scheme = ICE_URI_TURN_TCP;
	return true;
}

static bool read_place(const char *place, size_t n, struct ice_uri *uri)
{
	char text[300];
	size_t host;

	if (n >= sizeof text)
		return false;
	snprintf(text, sizeof text, "%.*s", (int)n, place);
	host = value_host_length(text);
	if (!host || host >= sizeof uri->host)
		return false;
	snprintf(uri->host, sizeof uri->host, "%.*s",
		(int)host - (*text == '[' ? 2 : 0),
		text + (*text == '[' ? 1 : 0));
	return !text[host] || (text[host] == ':' &&
		value_number(text + host + 1, 1, 65535, &uri->port));
}

bool ice_uri_read(const char *text, struct ice_uri *uri)
{
	const char *stun = after(text, "stun:"), *turn = after(text, "turn:");
	const char *turns = after(text, "turns:");
	const char *place = stun ? stun : turn ? turn : turns;
	size_t n = place ? strcspn(place, "?") : 0;

	if (!n)
		return false;
	*uri = (struct ice_uri){ .port = turns ? TLS_PORT : PORT,
		.scheme = stun ? ICE_URI_STUN : turn ? ICE_URI_TURN_UDP :
			ICE_URI_TURN_TLS };
	return read_place(place, n, uri) &&
		read_query(place + n, uri, turns != NULL);
}
