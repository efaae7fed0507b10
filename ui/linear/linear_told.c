/* What happens, as lines. */
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "linear/linear_private.h"
#include "outward.h"
#include "screen.h"
#include "spoken.h"

/* --- what is told ----------------------------------------------------------*/

/* advice: what can be typed about it. */
void linear_write_told(struct linear *l, const char *advice)
{
	char *text;

	if (!l->told)
		return;
	text = mem_format("%s%s", l->told, advice);
	teller_event(l->teller, l->told_at, text);
	free(text);
	mem_set(&l->told, NULL);
}

/* What it is about, and so the advice, is known when on_news follows. */
void linear_on_notice(void *arg, const struct notice *n)
{
	struct linear *l = arg;

	linear_write_told(l, "");
	l->errors |= n->level == NOTICE_ERROR;
	if (n->level == NOTICE_KEY) {
		teller_say(l->teller, "%s", n->text);
		return;
	}
	mem_set(&l->told, n->text);
	l->told_at = n->wall;
}

static const char *advice_on(const struct change *c)
{
	const struct session *s = c->kind == CHANGE_SESSION ? c->session : NULL;

	if (!s)
		return "";
	if (c->session_is_new && s->state == SESSION_RINGING)
		return ". Type answer or reject";
	if (s->wish && !(c->session_before && c->session_before->wish))
		return ". Type yes or no";
	return "";
}

static void greet(struct linear *l)
{
	char line[SPOKEN_LINE], why[160];

	l->first_until = -1;
	if (l->is_script)
		return;
	if (isatty(STDOUT_FILENO) &&
			!screen_can_draw(STDOUT_FILENO, why, sizeof why))
		teller_say(l->teller, "lines, and no screen: %s", why);
	spoken_status(&l->ui, line);
	teller_say(l->teller, "%s", line);
	teller_say(l->teller, "help lists the commands, quit leaves");
}

/* The selection went elsewhere by itself: commands are about that one now. */
void linear_tell_selected(struct linear *l, bool is_news)
{
	const struct session *s = ui_selected(&l->ui);
	char line[SPOKEN_LINE];

	if (s)
		l->ui.trace_session = s->id;
	if (is_news && s && l->known_selected && s->id != l->known_selected) {
		spoken_session(&l->ui, s, line);
		teller_event(l->teller, clock_wall_ms(), line);
	}
	l->known_selected = l->ui.selected;
}

/* --- the engine ------------------------------------------------------------*/

static void announce(struct linear *l, const struct session *s)
{
	const char *command = l->options->command;

	if (l->ui.settings.notify != NOTIFY_OFF)
		teller_bell(l->teller);
	outward_command(&l->ui, s, command ? command : "offhook");
}

static void on_event(struct linear *l, const struct change *change, bool rings)
{
	linear_write_told(l, advice_on(change));
	script_change(l->script, change);
	linear_tell_selected(l, true);
	if (rings)
		announce(l, change->session);
}

static void on_lost(struct linear *l)
{
	linear_write_told(l, ". Its calls may go on; it is tried again, start "
		"engine starts a new one");
	if (!l->is_script || l->first_until >= 0)
		return;
	script_lost(l->script);
	l->ui.quit = true;
}

void linear_on_news(void *arg, enum feed_news news, const struct change *change,
	bool rings)
{
	struct linear *l = arg;

	if (news == FEED_EVENT)
		on_event(l, change, rings);
	else if (news == FEED_LOST)
		on_lost(l);
	linear_write_told(l, "");
	if (news == FEED_SNAPSHOT && l->first_until >= 0)
		greet(l);
	if (news == FEED_ANSWER) {
		linear_tell_selected(l, false);
		if (l->errors)
			script_error(l->script);
	}
	l->errors = false;
}
