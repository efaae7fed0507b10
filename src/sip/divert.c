/* The caller is sent to somebody else: 302 (RFC 3261 21.3.3), with a Diversion
 * header (RFC 5806), so that whoever is called knows whose call it was. */
#include <stdlib.h>

#include "base/mem.h"
#include "sip/dialog_private.h"
#include "sip/header.h"

/* Whose call it was, without parameters and passwords; NULL: nobody knows. */
static char *diversion_header(const struct diversion *to)
{
	struct uri_parts from;
	char uri[URI_TEXT], *address, *header;

	if (!to->from || !uri_parse(to->from, &from))
		return NULL;
	uri_address_of_record(&from, uri);
	address = header_name_address(NULL, uri);
	header = mem_format("Diversion: %s;reason=%s", address, to->reason);
	free(address);
	return header;
}

void dialog_divert(struct dialog *d, const struct diversion *to)
{
	char *contact, *header;

	if (d->state != DIALOG_OFFERED || !d->owner.handle)
		return;
	contact = header_name_address(NULL, to->contact);
	header = diversion_header(to);
	nua_respond(d->owner.handle, SIP_302_MOVED_TEMPORARILY,
		SIPTAG_CONTACT_STR(contact),
		TAG_IF(header, SIPTAG_HEADER_STR(header)), TAG_END());
	free(contact);
	free(header);
	dialog_note_end(d, DIALOG_BY_LOCAL, SIP_302_MOVED_TEMPORARILY, NULL);
	dialog_ending(d);
}
