/* session_keying.c - whether a call is encrypted, and what if it is not.
 * Engine thread. */
#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/private.h"

/* Without an account nobody has said what is wanted.  Of the way only the next
 * hop is known. */
struct call_security account_security(const struct account *a,
	const struct endpoint *p)
{
	static const enum sdp_srtp means[] = {
		[CONFIG_SRTP_OFF] = SDP_SRTP_OFF,
		[CONFIG_SRTP_OPTIONAL] = SDP_SRTP_OPTIONAL,
		[CONFIG_SRTP_REQUIRED] = SDP_SRTP_REQUIRED,
	};
	bool may_show = p && p->tls;

	if (!a)
		return (struct call_security){ .srtp = SDP_SRTP_OFF,
			.sdes = may_show };
	return (struct call_security){
		.srtp = means[a->config->srtp],
		.sdes = a->config->keying != KEYING_DTLS &&
			(may_show || a->config->srtp_clear_keys),
		.sdes_unwanted = a->config->keying == KEYING_DTLS,
		.dtls = a->config->keying != KEYING_SDES,
	};
}

static bool must_encrypt(const struct session *s)
{
	return s->account && s->account->config->srtp == CONFIG_SRTP_REQUIRED;
}

/* While it rings another answer may still bring what this one did not. */
static bool is_up(const struct session *s)
{
	return s->state == SESSION_ESTABLISHED || s->state == SESSION_ANSWERING;
}

/* What a phone that can do only one thing may have missed in our offer. */
static const char *other_way(const struct call_security *c)
{
	if (c->srtp == SDP_SRTP_OFF)
		return "where they insist on encryption, it takes an account "
			"with srtp = required";
	if (c->srtp == SDP_SRTP_OPTIONAL)
		return "where they insist on encryption, it takes srtp = "
			"required for the account";
	if (c->sdes && c->dtls)
		return "where they have keys by DTLS alone, it takes keying = "
			"dtls for the account";
	return "where they do not encrypt, it takes srtp = optional for the "
		"account";
}

void session_keying_refused(struct session *s, const struct dialog_end *end)
{
	const struct call_security c = account_security(s->account,
		s->endpoint);
	char *to;

	if (!s->outgoing || s->established || s->asked_end ||
	    end->by != DIALOG_BY_REMOTE ||
	    (end->status != 488 && end->status != 606))
		return;
	to = text_clean(s->target, 100);
	engine_warn(s->engine, "refused", other_way(&c), "the call to %s was "
		"refused for how its sound was offered: %d %s", to,
		end->status, end->reason ? end->reason : "");
	free(to);
}

void session_keying_changed(void *arg)
{
	struct session *s = arg;
	const char *problem = call_media_keying_problem(s->media);

	if (problem)
		engine_warn(s->engine, "media", call_media_suite(s->media) ?
			"the former keys go on" : "nothing is sent or played "
			"before there are keys", "call %d: encryption: %s",
			s->number, problem);
	else if (call_media_suite(s->media))
		log_info("session", "%d: encrypted with %s", s->id,
			call_media_suite(s->media));
	if (call_media_keying_failed(s->media) && must_encrypt(s) && is_up(s)) {
		session_give_up(s, 488, mem_format("the call could not be "
			"encrypted, and srtp is required: %s", problem));
		return;
	}
	session_changed(s);
}
