/* incoming.c - an INVITE at the door: whose is it, may it ring.  Engine
 * thread.
 *
 *	endpoint's account, or the one that the request names
 *	  -> accept_from -> Replaces: a session, answered at once
 *	  -> forward_always -> can it be answered
 *	  -> max_calls, call waiting, do not disturb: forward_busy, or 486
 *	  -> a session
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/private.h"

static bool user_is(const struct account *a, const struct invite_info *info)
{
	const char *user = info->request_user ? info->request_user :
		info->to_user;

	return user && !strcmp(user, a->aor.user);
}

static bool host_is(const struct engine *e, const struct account *a,
	const struct invite_info *info)
{
	return !a->config->registers || !info->request_host ||
		!strcasecmp(info->request_host, a->aor.host) ||
		endpoint_is_ours(e, info->request_host);
}

/* Decisions: Request-URI's user (else To's), the uri's domain or ours. */
static struct account *account_for(struct endpoint *p,
	const struct invite_info *info)
{
	if (p->account)
		return p->account;
	list_each(struct account, a, &p->engine->accounts, link)
		if (!a->removed && a->config->enabled &&
			!a->config->disabled_reason && user_is(a, info) &&
			(!a->config->by_tls || p->tls) &&
			host_is(p->engine, a, info))
			return a;
	return NULL;
}

static bool has_accounts(const struct engine *e)
{
	list_each(struct account, a, &e->accounts, link)
		if (!a->removed && a->config->enabled)
			return true;
	return false;
}

/* For nobody's account: who listens and has no accounts is called there by
 * whoever likes, who has some is called by their names; a port that we only
 * call from is nobody's to call. */
static int judge_nobody(const struct endpoint *p, const char *source)
{
	const struct engine *e = p->engine;

	if (!account_none_accepts(e->config, source))
		return 403;
	if (e->config->accept_from != ACCEPT_AUTO)
		return 0;
	return p->kind != ENDPOINT_LISTEN ? 403 : has_accounts(e) ? 404 : 0;
}

/* 0: welcome; else the status for a stranger. */
static int judge_caller(const struct endpoint *p,
	const struct account *account, const char *source)
{
	if (!account)
		return judge_nobody(p, source);
	return account_accepts(account, source) ? 0 : 403;
}

/* Who takes the place of a call of nobody's account needs no account either. */
static int judge_replacer(const struct endpoint *p, const struct session *old,
	const struct account *account, const char *source)
{
	if (old && !account)
		return account_none_accepts(p->engine->config, source) ?
			0 : 403;
	return judge_caller(p, account, source);
}

static void refuse_stranger(struct engine *e, struct dialog *dialog,
	const struct invite_info *info, int status)
{
	char *from = text_clean(info->from_uri, 100);

	e->refused_strangers++;
	log_warn("engine", "a call from %s claiming to be %s was refused "
		"with %d (accept_from)", info->source, from ? from : "nobody",
		status);
	free(from);
	dialog_refuse(dialog, status, NULL);
}

/* What cannot be answered does not ring. */
static int judge_offer(struct endpoint *p, const struct invite_info *info,
	const struct account *account, char why[SDP_WHY])
{
	struct engine *e = p->engine;
	struct capability capability;
	char local[ADDRESS_TEXT];

	if (!info->sdp)
		return 0;
	if (!address_towards(info->source, local))
		strcpy(local, ua_address(p->ua));
	engine_capability(e->config, account ? &account->config->codecs : NULL,
		&capability);
	return call_media_judge(&(struct call_media_judged){
		.capability = &capability, .address = local,
		.security = account_security(account, p),
		.ice = !account || account->config->ice.mode != CONFIG_ICE_OFF,
		}, info->sdp, info->sdp_n, why);
}

/* What is no description at all is nobody's call. */
static void refuse_offer(struct engine *e, const struct account *account,
	struct dialog *dialog, const struct invite_info *info,
	const struct turned_away *how)
{
	char *from = text_clean(info->from_uri, 100);

	if (how->status == 488) {
		engine_warn(e, "refused", "their phone and this one have no "
			"way in common: see offhook.conf(5) for what it takes",
			"a call from %s was refused: %s", from, how->reason);
		call_history_turned_away(e, account, info, how);
	} else {
		log_info("engine", "a call from %s is refused with %d: %s",
			from, how->status, how->reason);
	}
	free(from);
	dialog_explain(dialog, how->reason);
	dialog_refuse(dialog, how->status, NULL);
}

static void begin(struct endpoint *p, struct dialog *dialog,
	const struct invite_info *info, struct account *account,
	const struct session *replaced)
{
	struct session *s = session_new(p->engine, account, false);

	s->replaces = replaced ? replaced->id : 0;
	s->remote_uri = text_clean(info->from_uri, URI_TEXT);
	s->remote_name = text_clean(info->from_display, TEXT_CHARACTERS);
	s->local_uri = text_clean(info->to_uri, URI_TEXT);
	s->came_back = account && forward_came_back(account, info);
	session_identified(s, info->identity, info->source);
	s->referred_by = text_clean(info->referred_by, URI_TEXT);
	session_come(s, p, dialog, info);
}

/* NULL: it may ring. */
static const char *why_busy(const struct engine *e)
{
	if (e->live >= e->config->max_calls)
		return "as many calls were up as max_calls allows";
	if (e->live && !e->config->call_waiting)
		return "another call was up, and call_waiting is off";
	return e->dnd ? "do not disturb" : NULL;
}

static void refuse_busy(struct engine *e, struct account *account,
	struct dialog *dialog, const struct invite_info *info, const char *why)
{
	struct turned_away busy = { 486, why, true };

	if (account && forward_at_door(account, dialog, info, FORWARD_BUSY))
		return;
	call_history_turned_away(e, account, info, &busy);
	dialog_refuse(dialog, 486, NULL);
}

static void refuse_automatic(struct engine *e, const struct account *account,
	struct dialog *dialog, const struct invite_info *info)
{
	struct turned_away how = { 403, "the caller insisted on an automatic "
		"answer", true };

	call_history_turned_away(e, account, info, &how);
	dialog_refuse(dialog, 403, NULL);
}

/* It goes on in place of another session: no rule for callers applies. */
static void replace(struct endpoint *p, struct dialog *dialog,
	const struct invite_info *info, struct session *old)
{
	struct turned_away how = { .missed = true };
	int status = session_judge_replaced(old, info->replaces_early_only);
	char why[SDP_WHY];

	if (status) {
		dialog_refuse(dialog, status, NULL);
		return;
	}
	how.reason = why;
	how.status = judge_offer(p, info, old->account, why);
	if (how.status)
		refuse_offer(p->engine, old->account, dialog, info, &how);
	else
		begin(p, dialog, info, old->account, old);
}

int incoming_status(struct endpoint *p, const struct invite_info *info,
	struct account **account)
{
	struct engine *e = p->engine;
	int stranger;

	*account = account_for(p, info);
	if (e->stop >= STOP_ENDING || p->leaving)
		return 503;
	stranger = judge_caller(p, *account, info->source);
	return stranger ? stranger : why_busy(e) ? 486 : 200;
}

void incoming_call(struct endpoint *p, struct dialog *dialog,
	const struct invite_info *info)
{
	struct engine *e = p->engine;
	struct session *replaced = session_named(p, info->replaces);
	struct account *account = replaced ? replaced->account :
		account_for(p, info);
	char flaw[SDP_WHY];
	const char *why;
	int status;

	thrift_wait(e);
	if (e->stop >= STOP_ENDING || p->leaving) {
		dialog_refuse(dialog, 503, NULL);
	} else if ((status = judge_replacer(p, replaced, account,
		info->source))) {
		refuse_stranger(e, dialog, info, status);
	} else if (info->replaces) {
		replace(p, dialog, info, replaced);
	} else if (account && forward_at_door(account, dialog, info,
		FORWARD_ALWAYS)) {
		/* it has gone where the person is */
	} else if ((status = judge_offer(p, info, account, flaw))) {
		refuse_offer(e, account, dialog, info,
			&(struct turned_away){ status, flaw, true });
	} else if (auto_answer_denied(account, info)) {
		refuse_automatic(e, account, dialog, info);
	} else if ((why = why_busy(e))) {
		refuse_busy(e, account, dialog, info, why);
	} else {
		begin(p, dialog, info, account, NULL);
	}
}
