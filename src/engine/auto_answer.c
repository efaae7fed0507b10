/* auto_answer.c - calls that are answered without a person, and how one is
 * warned.  Engine thread.
 *
 *	all		whoever calls
 *	list		these, told by whom we trust: anybody can write a name
 *	header		whom we trust and who asks for it (alert.h)
 *
 *	answer --> beep --> microphone	a live microphone is never a surprise
 *	             `----> muted	where the beep could not be heard
 */
#include <strings.h>

#include "base/log.h"
#include "engine/private.h"

#define S INT64_C(1000)		/* ms */

static bool is_listed(const struct account_config *c, const char *uri)
{
	for (int i = 0; uri && i < c->auto_answer_from.n; i++)
		if (!strcasecmp(c->auto_answer_from.items[i], uri))
			return true;
	return false;
}

static bool may(const struct account *a, const char *from_uri,
	const struct invite_info *info)
{
	switch (a->config->auto_answer) {
	case AUTO_ANSWER_OFF:
		return false;
	case AUTO_ANSWER_ALL:
		return true;
	case AUTO_ANSWER_LIST:
		return is_listed(a->config, from_uri) &&
			account_trusts(a, info->source);
	case AUTO_ANSWER_HEADER:
		break;
	}
	return info->alert.automatic && account_trusts(a, info->source);
}

/* Who asks for a person gets one, or nobody. */
bool auto_answer_may(const struct account *a, const char *from_uri,
	const struct invite_info *info)
{
	return a && !info->alert.manual && may(a, from_uri, info);
}

/* RFC 5373 4.3: whoever insists is not rung instead. */
bool auto_answer_denied(const struct account *a, const struct invite_info *info)
{
	return info->alert.insists && !info->alert.manual &&
		!auto_answer_may(a, info->from_uri, info);
}

int64_t auto_answer_delay(const struct account *a,
	const struct invite_info *info)
{
	int64_t ours = a->config->auto_answer_delay;
	int64_t theirs = a->config->auto_answer == AUTO_ANSWER_HEADER ?
		info->alert.after_s * S : 0;

	return theirs > ours ? theirs : ours;
}

/* --- the beep ----------------------------------------------------------------*/

void auto_answer_beep(struct session *s)
{
	s->beeping = true;
	sound_beep(s->engine->sound);
}

static void unheard(struct session *s)
{
	s->muted = true;
	engine_warn(s->engine, "beep", "unmute it when you are ready; choose "
		"another loudspeaker with audio select",
		"call %d was answered by itself, and is muted since no beep "
		"could be heard", s->number);
}

void auto_answer_beeped(struct engine *e, bool heard)
{
	list_each(struct session, s, &e->sessions, link) {
		if (!s->beeping)
			continue;
		s->beeping = false;
		if (!session_is_live(s))
			continue;
		if (!heard)
			unheard(s);
		session_apply(s);
		session_changed(s);
	}
}
