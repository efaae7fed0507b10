/* session_insists.c - the one we call refuses how the sound was offered.  Engine
 * thread.
 *
 *	RTP/AVP, keys beside it --488--> RTP/SAVP --488--> UDP/TLS/RTP/SAVP
 *	(srtp = optional)                (required)        (keying = dtls)
 *
 * It stays one session with one Call-ID, as where it is redirected.
 */
#include <stdlib.h>

#include "base/log.h"
#include "base/text.h"
#include "engine/private.h"

/* There are phones that take nothing but RTP/SAVP, and those that have keys by
 * DTLS alone (UDP/TLS/RTP/SAVP).  false: that was offered. */
static bool insist(struct session *s)
{
	struct call_security c = session_security(s);

	if (c.srtp == SDP_SRTP_OPTIONAL && (c.sdes || c.dtls))
		return s->insists.on_keys = true;
	if (c.srtp == SDP_SRTP_REQUIRED && c.sdes && c.dtls)
		return s->insists.on_dtls = true;
	return false;
}

static bool was_refused(const struct session *s, const struct dialog_end *end)
{
	return s->outgoing && !s->established && !s->asked_end &&
		end->by == DIALOG_BY_REMOTE && end->status == 488;
}

/* Nobody has rung yet, so nobody rings twice. */
bool session_insists(struct session *s, const struct dialog_end *end)
{
	struct target target;
	struct fault fault;

	if (!was_refused(s, end) || s->state != SESSION_CALLING ||
	    s->delayed || !insist(s) ||
	    !target_referred(s->account, s->target, &target, &fault))
		return false;
	log_info("session", "%d: refused with 488: called once more, %s", s->id,
		s->insists.on_dtls ? "with keys by DTLS alone" : "encrypted");
	session_call_over(s);
	call_begin(s, &target);
	return true;
}

void session_insists_in_vain(struct session *s, const struct dialog_end *end)
{
	enum config_srtp srtp = s->account ? s->account->config->srtp :
		CONFIG_SRTP_OPTIONAL;
	char *to;

	if (!was_refused(s, end) || srtp == CONFIG_SRTP_OPTIONAL)
		return;
	to = text_clean(s->target, 100);
	engine_warn(s->engine, "refused", srtp == CONFIG_SRTP_OFF ?
		"where they insist on encryption, it takes an account with "
		"srtp = optional" : "where they do not encrypt, it takes "
		"srtp = optional for the account", "the call to %s was "
		"refused for how its sound was offered: 488 %s", to,
		end->reason ? end->reason : "");
	free(to);
}
