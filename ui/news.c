#include "news.h"

#include <stdio.h>
#include <string.h>

#include "times.h"

/* --- calls ----------------------------------------------------------------*/

static void ended_established(struct notices *n, const struct session *s)
{
	char time[TIMES_TEXT], words[160];

	session_end_words(s, words, sizeof words);
	times_duration(s->ended - s->established, time);
	if (s->ended_by_us)
		notice_log(n, NOTICE_INFO, "call %d %s: hung up after %s",
			s->number, session_party(s), time);
	else
		notice_add(n, NOTICE_INFO, "call %d %s: ended by the other "
			"side after %s%s%s", s->number, session_party(s), time,
			*words ? ": " : "", words);
}

static void ended_unanswered(struct notices *n, const struct session *s)
{
	char words[160];

	session_end_words(s, words, sizeof words);
	if (s->ended_by_us)
		notice_log(n, NOTICE_INFO, "call %d %s: %s", s->number,
			session_party(s), words);
	else if (s->outgoing)
		notice_add(n, NOTICE_WARNING, "call %d %s: %s", s->number,
			session_party(s), *words ? words : "failed");
	else if (s->missed)
		notice_add(n, NOTICE_INFO, "missed: %s (call %d)",
			session_party(s), s->number);
	else
		notice_add(n, NOTICE_INFO, "answered elsewhere: %s (call %d)",
			session_party(s), s->number);
}

static void ended(struct notices *n, const struct session *s)
{
	if (s->established)
		ended_established(n, s);
	else
		ended_unanswered(n, s);
}

static void became(struct notices *n, const struct session *s)
{
	switch (s->state) {
	case SESSION_ACTIVE:
		notice_log(n, NOTICE_INFO, "call %d %s: connected%s%s",
			s->number, session_party(s), s->codec ? ", " : "",
			s->codec ? s->codec : "");
		break;
	case SESSION_HELD_BY_THEM:
		notice_log(n, NOTICE_INFO, "call %d %s: held by the other side",
			s->number, session_party(s));
		break;
	case SESSION_HELD:
		notice_log(n, NOTICE_INFO, "call %d %s: on hold", s->number,
			session_party(s));
		break;
	default:
		break;
	}
}

static bool session_news(struct notices *n, const struct change *c)
{
	const struct session *s = c->session;

	if (c->session_is_new && s->state == SESSION_RINGING) {
		notice_log(n, NOTICE_INFO, "call %d rings: %s%s%s", s->number,
			session_party(s), s->account ? ", to " : "",
			s->account ? s->account : "");
		return !s->silenced;
	}
	if (s->wish && !c->session_wished)
		notice_log(n, NOTICE_WARNING, "call %d %s wants us to call %s",
			s->number, session_party(s), s->wish);
	if (c->session_is_new || s->state == c->session_was)
		return false;
	if (s->state == SESSION_ENDED)
		ended(n, s);
	else
		became(n, s);
	return false;
}

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

static void account_news(struct notices *n, const struct change *c)
{
	const struct account *a = c->account;
	char trouble[200];

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
		return session_news(n, c);
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
