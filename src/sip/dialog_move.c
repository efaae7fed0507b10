/* Our end of a dialog is somewhere else from now on. */
#include <string.h>

#include "base/mem.h"
#include "sip/dialog_private.h"

/* A Contact that does not tell who we are goes on not telling. */
static bool is_anonymous(const struct dialog *d)
{
	const char *gruu = d->owner.ua->temp_gruu;

	return !strchr(d->contact, '@') || (gruu && strstr(d->contact, gruu));
}

void dialog_moved(struct dialog *d)
{
	char contact[CONTACT_TEXT];

	if (!d->contact)
		return;
	ua_dialog_contact(d->owner.ua, d->public_address,
		contact_by(d->contact), is_anonymous(d), contact);
	mem_set(&d->contact, contact);
}

void dialog_appear(struct dialog *d, const char *address)
{
	mem_set(&d->public_address, address);
	dialog_moved(d);
}
