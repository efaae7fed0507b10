/* Our Contact: as it is registered, and as dialogs give it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sip/stack.h"

/* In a sips: URI transport=tls is deprecated, and says nothing new (RFC 3261
 * 26.2.2); a sip: URI would be looked for by UDP without it. */
static const char *transport_of(const struct ua *ua, int by)
{
	if (ua->transports == UA_TLS)
		return by & BY_SIPS ? "" : ";transport=tls";
	return by & BY_TCP || ua->transports == UA_TCP ? ";transport=tcp" : "";
}

bool ua_appear(struct ua *ua, const char *address, int port)
{
	bool same = !strcmp(ua->public_address, address ? address : "") &&
		ua->public_port == port;

	snprintf(ua->public_address, sizeof ua->public_address, "%s",
		address ? address : "");
	ua->public_port = port;
	return !same;
}

/* host NULL: where the ua is, as others see it. */
static void write_contact(const struct ua *ua, const char *host, int by,
	const char *user, const char *parameters, char contact[CONTACT_TEXT])
{
	struct uri_parts parts = { .scheme = "sip",
		.port = ua->public_port ? ua->public_port : ua->port };
	char uri[URI_TEXT];

	by |= ua->sips ? BY_SIPS : 0;
	if (by & BY_SIPS && ua->transports == UA_TLS)
		strcpy(parts.scheme, "sips");

	snprintf(parts.user, sizeof parts.user, "%s", user);
	snprintf(parts.host, sizeof parts.host, "%s", host ? host :
		*ua->public_address ? ua->public_address : ua->address);
	uri_address_of_record(&parts, uri);
	snprintf(contact, CONTACT_TEXT, "<%s%s%s>", uri, transport_of(ua, by),
		parameters);
}

int contact_by(const char *contact)
{
	return (strstr(contact, ";transport=tcp") ? BY_TCP : 0) |
		(!strncmp(contact, "<sips:", 6) ? BY_SIPS : 0);
}

void ua_contact(const struct ua *ua, int by, char contact[CONTACT_TEXT])
{
	write_contact(ua, NULL, by, ua->user ? ua->user : "", "", contact);
}

void ua_take_grant(struct ua *ua, const struct ua_grant *grant)
{
	mem_set(&ua->pub_gruu, grant ? grant->pub_gruu : NULL);
	mem_set(&ua->temp_gruu, grant ? grant->temp_gruu : NULL);
	ua->outbound = grant && grant->outbound;
}

/* RFC 5627 4.3: who wants to stay unknown gives the GRUU that names nobody;
 * without one an address, still, has no user part. */
void ua_dialog_contact(const struct ua *ua, const char *host, int by,
	bool anonymous, char contact[CONTACT_TEXT])
{
	const char *gruu = anonymous ? ua->temp_gruu : ua->pub_gruu;

	if (gruu)
		snprintf(contact, CONTACT_TEXT, "<%s>", gruu);
	else
		write_contact(ua, host, by,
			anonymous || !ua->user ? "" : ua->user,
			ua->outbound ? ";ob" : "", contact);
}
