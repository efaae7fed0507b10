/* Sofia-SIP hangs up when a re-INVITE is refused with 500, 503 or 603 and the
 * like: it takes all it does not know for a wish to end "gracefully" (RFC 5057
 * leaves that to us), and un-REGISTERs likewise when a refresh meets a busy
 * registrar.  A hold that failed shall not end a call.  And after 408 or 481 to a
 * re-INVITE or UPDATE it forgets the call without the BYE of RFC 3261 12.2.1.2,
 * which a peer that was only slow needs: that is for dialog_lost() to send.
 *
 * The library calls this function of its own through the dynamic linker, which
 * finds ours first.  To be dropped with the first library that asks.
 */
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_util.h>

enum { NO_EFFECT = 0, ENDS_USAGE = 1, ENDS_DIALOG = -1 };

static int ends_usage(int status, sip_method_t method)
{
	switch (status) {
	case 405:
		return method == sip_method_invite ||
			method == sip_method_notify ||
			method == sip_method_subscribe;
	case 489:
		return method == sip_method_notify;
	case 408: case 481:
		return method != sip_method_invite &&
			method != sip_method_update;
	case 480:
		return ENDS_USAGE;
	}
	return NO_EFFECT;
}

/* RFC 5057 5.1, RFC 3261 12.2.1.2 */
int sip_response_terminates_dialog(int status, sip_method_t method,
	int *graceful)
{
	if (graceful)
		*graceful = 0;
	/* It speaks of the target as often as of the dialog. */
	if (method == sip_method_refer)
		return ends_usage(status, method);
	/* One branch of a fork may know no more of it. */
	if (method == sip_method_prack)
		return NO_EFFECT;
	switch (status) {
	case 404: case 410: case 416: case 482: case 484: case 485: case 502:
	case 604:
		return ENDS_DIALOG;
	}
	return ends_usage(status, method);
}
