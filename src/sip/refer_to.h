/* refer_to.h - what a Refer-To asks for, judged.  Pure.
 *
 * Of the headers that may hide in its URI only Replaces is ever read: who
 * refers us does not write our INVITE.
 */
#ifndef SIP_REFER_TO_H
#define SIP_REFER_TO_H

#include <sofia-sip/sip.h>
#include <sofia-sip/su_alloc.h>

#include "sip/referred.h"

/* NULL: there is none.  0: to and replaces are filled in, of home; else the
 * status that is due. */
int refer_to_read(su_home_t *home, const sip_refer_to_t *,
	struct refer_request *);

/* The URI of a Referred-By (RFC 3892), of home; NULL: none, or no URI. */
const char *refer_to_referrer(su_home_t *home, const sip_referred_by_t *);

/* "id;local-tag=a;remote-tag=b" of a Target-Dialog, as Replaces would say it:
 * "id;to-tag=a;from-tag=b", of home.  NULL: it is no such thing. */
char *refer_to_rename_tags(su_home_t *home, const char *target_dialog);

#endif
