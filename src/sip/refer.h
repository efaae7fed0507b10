/* refer.h - REFER in a dialog: the peer is sent on (RFC 3515).  Engine thread.
 *
 *	REFER -> 2xx -> NOTIFY* -> final status		on_referred each time
 *	   \--> refusal
 *
 * One at a time.
 */
#ifndef SIP_REFER_H
#define SIP_REFER_H

#include "sip/dialog.h"

/* Bare URIs; by goes into Referred-By (RFC 3892), NULL: none.  false: there is
 * no confirmed dialog, or a REFER of ours is not over. */
bool dialog_refer(struct dialog *, const char *to, const char *by);

/* Nobody waits for the outcome any more: what is still to come is dropped. */
void dialog_refer_forget(struct dialog *);

#endif
