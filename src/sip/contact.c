/* Our Contact: as it is registered, and as dialogs give it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sip/stack.h"

static void write_contact(const struct ua *ua, bool tcp, const char *user,
	const char *parameters, char contact[CONTACT_TEXT])
{
	struct uri_parts parts = { .scheme = "sip", .port = ua->port };
	char uri[URI_TEXT];

	snprintf(parts.user, sizeof parts.user, "%s", user);
	snprintf(parts.host, sizeof parts.host, "%s", ua->address);
	uri_address_of_record(&parts, uri);
	snprintf(contact, CONTACT_TEXT, "<%s%s%s>", uri,
		tcp || ua->transports == UA_TCP ? ";transport=tcp" : "",
		parameters);
}

void ua_contact(const struct ua *ua, bool tcp, char contact[CONTACT_TEXT])
{
	write_contact(ua, tcp, ua->user ? ua->user : "", "", contact);
}

void ua_take_grant(struct ua *ua, const struct ua_grant *grant)
{
	mem_set(&ua->pub_gruu, grant ? grant->pub_gruu : NULL);
	mem_set(&ua->temp_gruu, grant ? grant->temp_gruu : NULL);
	ua->outbound = grant && grant->outbound;
}

/* RFC 5627 4.3: who wants to stay unknown gives the GRUU that names nobody;
 * without one an address, still, has no user part. */
void ua_dialog_contact(const struct ua *ua, bool tcp, bool anonymous,
	char contact[CONTACT_TEXT])
{
	const char *gruu = anonymous ? ua->temp_gruu : ua->pub_gruu;

	if (gruu)
		snprintf(contact, CONTACT_TEXT, "<%s>", gruu);
	else
		write_contact(ua, tcp, anonymous || !ua->user ? "" : ua->user,
			ua->outbound ? ";ob" : "", contact);
}
