#include "sip/unread.h"

#include <strings.h>

#include <sofia-sip/sip_header.h>

const char *unread_name(const sip_error_t *e)
{
	const msg_hclass_t *kind = e->er_common->h_class;

	return kind == sip_error_class ? e->er_name : kind->hc_name;
}

bool unread_has(const sip_t *sip, const char *name)
{
	for (const sip_error_t *e = sip->sip_error; e; e = e->er_next) {
		const char *its = unread_name(e);

		if (its && !strcasecmp(its, name))
			return true;
	}
	return false;
}
