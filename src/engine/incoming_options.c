/* incoming_options.c - OPTIONS at the door: would a call get through, and what
 * could it be made of.  Engine thread. */
#include <string.h>

#include "engine/private.h"
#include "sdp/agreement.h"

/* RFC 3264 9: codecs without a port. */
static char *description(struct endpoint *p, const struct account *account,
	const char *source)
{
	struct capability capability;
	char address[ADDRESS_TEXT];
	const struct sdp_local local = { .capability = &capability,
		.address = address, .session_id = 1, .version = 1,
		.direction = SDP_SENDRECV };

	if (!address_towards(source, address))
		strcpy(address, ua_address(p->ua));
	engine_capability(p->engine->config,
		account ? &account->config->codecs : NULL, &capability);
	return offer_make(&local);
}

int incoming_asked(struct endpoint *p, const struct invite_info *info,
	char **sdp)
{
	struct account *account;
	int status = incoming_status(p, info, &account);

	if (sdp && status == 200)
		*sdp = description(p, account, info->source);
	return status;
}
