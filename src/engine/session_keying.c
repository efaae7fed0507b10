/* session_keying.c - whether a call is encrypted, and what if it is not.
 * Engine thread. */
#include "base/log.h"
#include "base/mem.h"
#include "engine/private.h"

/* Without an account it is as by default in one.  Of the way only the next hop is
 * known. */
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
		return (struct call_security){ .srtp = SDP_SRTP_OPTIONAL,
			.sdes = may_show, .dtls = true };
	return (struct call_security){
		.srtp = means[a->config->srtp],
		.sdes = a->config->keying != KEYING_DTLS &&
			(may_show || a->config->srtp_clear_keys),
		.sdes_unwanted = a->config->keying == KEYING_DTLS,
		.dtls = a->config->keying != KEYING_SDES,
	};
}

struct call_security session_security(const struct session *s)
{
	struct call_security c = account_security(s->account, s->endpoint);

	if (s->insists.on_keys)
		c.srtp = SDP_SRTP_REQUIRED;
	if (s->insists.on_dtls)
		c.sdes = false;
	return c;
}

static bool must_encrypt(const struct session *s)
{
	return session_security(s).srtp == SDP_SRTP_REQUIRED;
}

/* While it rings another answer may still bring what this one did not. */
static bool is_up(const struct session *s)
{
	return s->state == SESSION_ESTABLISHED || s->state == SESSION_ANSWERING;
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
