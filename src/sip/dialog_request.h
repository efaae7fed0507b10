/* dialog_request.h - a request in a dialog that leaves the call as it is: INFO,
 * MESSAGE, OPTIONS, REFER.  Engine thread.
 *
 *	dialog_request --> queue --> sent --> final status --> fn
 *	                                 the dialog ends --> fn, status 0
 *
 * One at a time goes out, in order; who is challenged (401, 407) is answered.
 * A status that says that the other side is gone (RFC 5057) ends the dialog.
 */
#ifndef SIP_DIALOG_REQUEST_H
#define SIP_DIALOG_REQUEST_H

#include "sip/dialog.h"

#define DIALOG_REQUESTS_MAX 32		/* that wait in one dialog */

enum dialog_method { DIALOG_INFO, DIALOG_MESSAGE, DIALOG_OPTIONS,
	DIALOG_REFER };

struct dialog_request {
	enum dialog_method method;
	const char *content_type, *body;	/* NULL: no body */
	const char *to, *by;		/* of a REFER, bare URIs; by NULL: none */
};

/* reason: clean; NULL with status 0.  Not to free the dialog. */
typedef void dialog_request_fn(void *arg, int status, const char *reason);

/* false: the dialog is not confirmed, or too many wait. */
bool dialog_request(struct dialog *, const struct dialog_request *,
	dialog_request_fn *, void *arg);

#endif
