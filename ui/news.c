#include "news.h"

#include "news_session.h"

/* --- accounts -------------------------------------------------------------*/

static bool is_trouble(enum account_state state)
{
	return state == ACCOUNT_FAILED || state == ACCOUNT_BLOCKED;
}

static void forward_news(struct notices *n, const struct account *a)
{
	char text[300];

	account_forwards(a, text, sizeof text);
	if (*text)
		notice_add(n, NOTICE_INFO, "%s: calls are forwarded %s",
			a->name, text);
	else
		notice_add(n, NOTICE_INFO, "%s: calls ring here", a->name);
}

/* Of certificates the engine warns itself. */
static void account_news(struct notices *n, const struct change *c)
{
	const struct account *a = c->account;
	char trouble[400];

	if (c->forward_changed)
		forward_news(n, a);
	account_trouble(a, trouble, sizeof trouble);
	if (is_trouble(a->state) && !is_trouble(c->account_was))
		notice_add(n, NOTICE_ERROR, "%s: not registered (%s)", a->name,
			*trouble ? trouble : "no reason given");
	else if (a->state == ACCOUNT_OK && is_trouble(c->account_was))
		notice_add(n, NOTICE_INFO, "%s: registered", a->name);
	else if (a->state != c->account_was && a->state == ACCOUNT_OK)
		notice_log(n, NOTICE_INFO, "%s: registered", a->name);
}

/* Inside a call: a MESSAGE, or the text of an INFO.  Of many lines the first
 * ones; the log cuts it as all that is shown in one line. */
static void said(struct notices *n, const struct change *c)
{
	notice_add(n, NOTICE_INFO, "call %d %s%s: %s", c->session->number,
		session_party(c->session), c->is_info ? " (info)" : "",
		c->text);
}

bool news_tell(struct notices *n, const struct change *c)
{
	if (c->kind == CHANGE_SESSION)
		return news_session(n, c);
	if (c->kind == CHANGE_ACCOUNT)
		account_news(n, c);
	if (c->kind == CHANGE_MESSAGE && c->text)
		said(n, c);
	if (c->kind == CHANGE_WARNING && c->text)
		notice_add(n, NOTICE_WARNING, "%s%s%s", c->text,
			c->advice && *c->advice ? ": " : "",
			c->advice ? c->advice : "");
	return false;
}
