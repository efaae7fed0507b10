/* Calls that hear each other: who joins, who is heard, who leaves.
 *
 *	Space Space c	those that are marked	C	the selected one is out
 *	c		the selected one joins	L	the person is out
 */
#include "action.h"

#include <stdio.h>
#include <stdlib.h>

#include "conference.h"
#include "request.h"
#include "ui.h"

#define GAIN_MAX 20

static struct session *selected(const struct ui *ui)
{
	struct session *s = ui->connected ? ui_selected(ui) : NULL;

	return s && session_talks(s) ? s : NULL;
}

/* --- marks ----------------------------------------------------------------*/

static int count_talking(const struct ui *ui)
{
	int n = 0;

	for (int i = 0; i < ui->model->n_sessions; i++)
		n += session_talks(ui->model->sessions[i]);
	return n;
}

/* The only two need none. */
static bool can_mark(const struct ui *ui)
{
	return selected(ui) && count_talking(ui) > 2;
}

static void do_mark(struct ui *ui, const char *argument)
{
	struct session *s = selected(ui);

	(void)argument;
	s->marked = !s->marked;
	if (ui->linear || ui->settings.reader)
		notice_add(ui->notices, NOTICE_KEY, "call %d %s: %s", s->number,
			session_party(s), s->marked ? "marked: conference "
			"joins it" : "not marked");
}

static const char *mark_hint(const struct ui *ui)
{
	return selected(ui)->marked ? "unmark" : "mark";
}

static bool is_marked(const struct session *s)
{
	return s->marked && session_talks(s);
}

/* --- join -----------------------------------------------------------------*/

struct those {
	int ids[REQUEST_SESSIONS];
	int n;
};

static void add(struct those *t, const struct session *s)
{
	if (t->n < REQUEST_SESSIONS)
		t->ids[t->n++] = s->id;
}

static void add_if(const struct ui *ui, struct those *t,
	bool (*fits)(const struct session *))
{
	for (int i = 0; i < ui->model->n_sessions; i++)
		if (fits(ui->model->sessions[i]))
			add(t, ui->model->sessions[i]);
}

/* Those that are marked; else the two of a consultation, or the only two; else
 * the selected one, which joins what the person has. */
static struct those to_join(const struct ui *ui)
{
	const struct session *s = selected(ui), *waiting;
	struct those t = { .n = 0 };

	add_if(ui, &t, is_marked);
	if (t.n || !s)
		return t;
	waiting = model_session(ui->model, s->consults);
	if (waiting && session_talks(waiting)) {
		add(&t, waiting);
		add(&t, s);
		return t;
	}
	add_if(ui, &t, session_talks);
	if (t.n == 2)
		return t;
	t.n = 0;
	add(&t, s);
	return t;
}

/* They are one conference already, with the person in it. */
static bool are_joined(const struct ui *ui, const struct those *t)
{
	const struct session *focused = model_focused(ui->model);

	for (int i = 0; i < t->n; i++) {
		const struct session *s = model_session(ui->model, t->ids[i]);

		if (!s->conference || s->held_by_us || !focused ||
		    focused->conference != s->conference)
			return false;
	}
	return true;
}

static bool can_join(const struct ui *ui)
{
	const struct session *focused = model_focused(ui->model);
	struct those t = to_join(ui);

	if (!ui->connected || !t.n || are_joined(ui, &t))
		return false;
	return t.n > 1 || (focused && focused->id != t.ids[0]);
}

static void do_join(struct ui *ui, const char *argument)
{
	struct link_reply reply = ui_reply(ui, ui->selected);
	struct those t = to_join(ui);

	(void)argument;
	request_join(ui->link, t.ids, t.n, &reply);
	for (int i = 0; i < ui->model->n_sessions; i++)
		ui->model->sessions[i]->marked = false;
}

static const char *join_hint(const struct ui *ui)
{
	static char text[32];
	struct those t = to_join(ui);

	if (t.n < 2)
		return "join";
	snprintf(text, sizeof text, "join %d", t.n);
	return text;
}

/* --- leave ----------------------------------------------------------------*/

static const struct session *member(const struct ui *ui)
{
	const struct session *s = selected(ui);

	return s && s->conference ? s : NULL;
}

static bool can_split(const struct ui *ui)
{
	return member(ui);
}

static void do_split(struct ui *ui, const char *argument)
{
	struct link_reply reply = ui_reply(ui, ui->selected);

	(void)argument;
	request_split(ui->link, ui->selected, &reply);
}

static bool can_dissolve(const struct ui *ui)
{
	return ui->connected && conference_count(ui->model);
}

static void do_dissolve(struct ui *ui, const char *argument)
{
	struct link_reply reply = ui_reply(ui, ui->selected);

	(void)argument;
	request_split(ui->link, 0, &reply);
}

static const struct session *with_you(const struct ui *ui)
{
	const struct session *s = ui->connected ? model_focused(ui->model) :
		NULL;

	return s && s->conference ? s : NULL;
}

static bool can_leave(const struct ui *ui)
{
	return with_you(ui);
}

static void do_leave(struct ui *ui, const char *argument)
{
	struct link_reply reply = ui_reply(ui, ui->selected);

	(void)argument;
	request_leave(ui->link, false, &reply);
}

static bool can_put_through(const struct ui *ui)
{
	const struct session *s = with_you(ui);

	return s && conference_members(ui->model, s->conference) == 2;
}

static void do_put_through(struct ui *ui, const char *argument)
{
	struct link_reply reply = ui_reply(ui, ui->selected);

	(void)argument;
	request_leave(ui->link, true, &reply);
}

/* --- a member -------------------------------------------------------------*/

static void do_quiet(struct ui *ui, const char *argument)
{
	struct link_reply reply = ui_reply(ui, ui->selected);

	(void)argument;
	request_member_mute(ui->link, !member(ui)->member_muted, &reply);
}

static const char *quiet_hint(const struct ui *ui)
{
	return member(ui)->member_muted ? "let be heard" : "mute member";
}

static void do_gain(struct ui *ui, const char *argument)
{
	struct link_reply reply = ui_reply(ui, ui->selected);
	char *end = NULL;
	long db = argument ? strtol(argument, &end, 10) : 0;

	if (!end || end == argument || *end || labs(db) > GAIN_MAX)
		notice_add(ui->notices, NOTICE_KEY, "gain: -%d to %d dB, as in "
			"gain -6", GAIN_MAX, GAIN_MAX);
	else
		request_member_gain(ui->link, (int)db, &reply);
}

/* ---------------------------------------------------------------------------*/

const struct action conference_actions[] = {
	{ .name = "conference", .keys = { "c" }, .contexts = IN_COMMAND,
	  .help = "join the marked calls, the only two, or the selected one",
	  .applies = can_join, .run = do_join, .hint_now = join_hint,
	  .flags = ACTION_ON_SELECTED | ACTION_CHANGES },
	{ .name = "mark", .keys = { "Space" }, .contexts = IN_CALLS,
	  .help = "mark the selected call for a conference, and back",
	  .applies = can_mark, .run = do_mark, .hint_now = mark_hint,
	  .flags = ACTION_ON_SELECTED | ACTION_CHANGES },
	{ .name = "split", .keys = { "C" }, .contexts = IN_COMMAND,
	  .help = "take the selected call out of its conference, on hold",
	  .applies = can_split, .run = do_split, .hint = "split",
	  .number = NUMBER_SELECTED,
	  .flags = ACTION_ON_SELECTED | ACTION_CHANGES },
	{ .name = "mute member", .keys = { "u" }, .contexts = IN_COMMAND,
	  .help = "whether the others in conference hear the selected call",
	  .applies = can_split, .run = do_quiet, .hint_now = quiet_hint,
	  .number = NUMBER_SELECTED,
	  .flags = ACTION_ON_SELECTED | ACTION_CHANGES },
	{ .name = "leave", .keys = { "L" }, .contexts = IN_COMMAND,
	  .help = "leave the conference; the others stay joined through us",
	  .applies = can_leave, .run = do_leave, .hint = "leave joined",
	  .flags = ACTION_CHANGES },
	{ .name = "leave by transfer",
	  .help = "put the two others through to each other; they leave here",
	  .applies = can_put_through, .run = do_put_through,
	  .flags = ACTION_CHANGES },
	{ .name = "split all",
	  .help = "end the conference: the one talked to stays, others hold",
	  .applies = can_dissolve, .run = do_dissolve,
	  .flags = ACTION_CHANGES },
	{ .name = "gain",
	  .help = "how loud the others in conference hear it, -20 to 20 dB",
	  .applies = can_split, .run = do_gain, .argument = "DB",
	  .flags = ACTION_CHANGES },
	{ .name = NULL }
};
