/* forward.c - callers are sent on because a rule says so.  Engine thread.
 *
 *	always      at the door, whatever goes on here
 *	busy        at the door, in place of a 486: max_calls are up, or one is
 *	            and call_waiting is off, or do not disturb
 *	no answer   after no_answer_timeout, in place of a 480
 */
#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/private.h"

static const char *const reasons[FORWARDS] = {	/* RFC 5806 */
	[FORWARD_ALWAYS] = "unconditional", [FORWARD_BUSY] = "user-busy",
	[FORWARD_NO_ANSWER] = "no-answer",
};

static const char *const words[FORWARDS] = {
	[FORWARD_ALWAYS] = "always", [FORWARD_BUSY] = "when busy",
	[FORWARD_NO_ANSWER] = "no answer",
};

static char *how(enum config_forward rule, const char *uri)
{
	return mem_format("forwarded to %s (%s)", uri, words[rule]);
}

/* A rule that leads nowhere, or back, is as none; somebody should know. */
static bool applies(const struct account *a, enum config_forward rule,
	bool came_back, char uri[URI_TEXT])
{
	const char *target = a ? forward_now(a, rule) : NULL;
	const char *why = "it has been there and came back";

	if (!target)
		return false;
	if (!came_back && forward_find(a, target, uri, &why))
		return true;
	engine_warn(a->engine, "forward", "the call is treated as without that "
		"rule; mend it with offhook forward, or in offhook.conf",
		"a call to %s cannot be forwarded to %s: %s", a->config->name,
		target, why);
	return false;
}

bool forward_at_door(struct account *a, struct dialog *dialog,
	const struct invite_info *info, enum config_forward rule)
{
	struct diversion to = { .from = a->config->uri,
		.reason = reasons[rule] };
	struct turned_away away = { .status = 302 };
	char uri[URI_TEXT], *text, *from;

	if (!applies(a, rule, forward_came_back(a, info), uri))
		return false;
	from = text_clean(info->from_uri, 100);
	text = how(rule, uri);
	log_info("account", "%s: a call from %s is %s", a->config->name,
		from ? from : "nobody", text);
	to.contact = uri;
	dialog_divert(dialog, &to);
	dialog_free(dialog);
	away.reason = text;
	call_history_turned_away(a->engine, a, info, &away);
	free(from);
	free(text);
	return true;
}

bool forward_unanswered(struct session *s)
{
	char uri[URI_TEXT], *text;

	if (!applies(s->account, FORWARD_NO_ANSWER, s->came_back, uri))
		return false;
	text = how(FORWARD_NO_ANSWER, uri);
	session_send_on(s, uri, reasons[FORWARD_NO_ANSWER], text);
	free(text);
	return true;
}
