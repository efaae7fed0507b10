/* referred.h - REFER from the peer: we are to call somebody (RFC 3515).  Engine
 * thread.
 *
 *	REFER -> on_refer -> dialog_referred_reject
 *	                 `-> dialog_referred_accept -> dialog_referred_tell*
 *
 * One at a time: another one meanwhile gets 491.  It comes in the dialog, or
 * outside of it with a Target-Dialog that names it (RFC 4538).  Who does not
 * want to be told (RFC 4488) is not.
 */
#ifndef SIP_REFERRED_H
#define SIP_REFERRED_H

#include "sip/dialog.h"

/* Texts are valid during the call only, as received (not cleaned), but of the
 * form that is said. */
struct refer_request {
	const char *to;		/* sip:, sips: or tel: as uri_parse() takes it;
				 * without headers, method */
	const char *by;		/* URI of Referred-By; NULL none */
	const char *replaces;	/* value for a Replaces header, whole; NULL */
};

/* Inside on_refer, one of the two. */
void dialog_referred_accept(struct dialog *, bool pending);	/* 202, and 100;
				 * pending: nobody has said yes yet */
void dialog_referred_reject(struct dialog *, int status);	/* 300-699 */

/* How it goes: 100-199 so far, else the end of it.  What is no news is not
 * sent.  reason NULL: the usual one. */
void dialog_referred_tell(struct dialog *, int status, const char *reason);

#endif
