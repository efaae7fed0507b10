/* What is done to calls. */
#include "action.h"

#include <stdio.h>

#include "base/clock.h"
#include "prompts.h"
#include "request.h"
#include "ui.h"

#define BYE_ASKED_MS 3000

/* --- when -----------------------------------------------------------------*/

static bool something_rings(const struct ui *ui)
{
	return ui->connected && ui_target(ui);
}

static bool can_answer(const struct ui *ui)
{
	return something_rings(ui);
}

/* A selected call that goes on beside the one that rings. */
static bool can_end_and_answer(const struct ui *ui)
{
	const struct session *s = ui_selected(ui);

	return something_rings(ui) && s && s != ui_target(ui) &&
		session_lives(s);
}

static bool can_quiet(const struct ui *ui)
{
	return something_rings(ui) && !ui_target(ui)->silenced;
}

static bool has_selected(const struct ui *ui)
{
	const struct session *s = ui_selected(ui);

	return s && (ui->connected || !session_lives(s));
}

static bool selected_talks(const struct ui *ui)
{
	const struct session *s = ui_selected(ui);

	return ui->connected && s && session_talks(s);
}

/* --- on their way ---------------------------------------------------------*/

static void show_pending(struct session *s, enum pending pending, bool on)
{
	if (s && session_lives(s))
		s->pending = on ? pending : PENDING_NOTHING;
}

static void pending_bye(struct ui *ui, bool on)
{
	show_pending(ui_selected(ui), PENDING_BYE, on);
}

/* --- ringing --------------------------------------------------------------*/

static void do_answer(struct ui *ui, const char *argument)
{
	struct session *s = ui_target(ui);

	(void)argument;
	ui_ask(ui, s, PENDING_ANSWER, "answer");
	ui_select(ui, s->id);
	ui->target_guard = clock_ms() + UI_GUARD_MS;
}

static void do_quiet(struct ui *ui, const char *argument)
{
	struct link_reply reply = ui_reply(ui, ui_target(ui)->id);

	(void)argument;
	request_session(ui->link, "silence", &reply);
}

/* --- the selected call ----------------------------------------------------*/

/* The engine takes the one that waited back off hold: it is meant next, but not
 * by the same key once more. */
static void hang_up(struct ui *ui, struct session *s)
{
	const struct session *waiting = model_session(ui->model, s->consults);

	ui_ask(ui, s, PENDING_BYE, "hangup");
	if (!waiting || !session_lives(waiting))
		return;
	ui_select(ui, waiting->id);
	ui->selected_guard = clock_ms() + UI_GUARD_MS;
}

/* false: it was the first of the two that the person wants, and that is said. */
static bool is_confirmed(struct ui *ui, const struct session *s)
{
	int setting = ui->settings.confirm_bye;
	int64_t now = clock_ms();

	if (setting == CONFIRM_OFF ||
			(setting == CONFIRM_CONFERENCE && !s->conference) ||
			(ui->bye_asked == s->id && now < ui->bye_asked_until))
		return true;
	ui->bye_asked = s->id;
	ui->bye_asked_until = now + BYE_ASKED_MS;
	notice_add(ui->notices, NOTICE_KEY, "once more hangs up call %d %s",
		s->number, session_party(s));
	return false;
}

static void do_bye(struct ui *ui, const char *argument)
{
	struct session *s = ui_selected(ui);

	(void)argument;
	if (!session_lives(s))
		model_clear_session(ui->model, s->id);
	else if (s->state == SESSION_RINGING)
		reject_usually(ui, s->id);
	else if (is_confirmed(ui, s))
		hang_up(ui, s);
}

static void do_end_and_answer(struct ui *ui, const char *argument)
{
	struct session *s = ui_selected(ui);

	if (!is_confirmed(ui, s))
		return;
	ui_ask(ui, s, PENDING_BYE, "hangup");
	do_answer(ui, argument);
}

/* A consultation that is dropped is about the call that waited for it. */
static const char *bye_hint(const struct ui *ui)
{
	static char text[32];
	const struct session *s = ui_selected(ui);
	const struct session *waiting = session_lives(s) ?
		model_session(ui->model, s->consults) : NULL;

	if (!waiting || !session_lives(waiting) || ui_target(ui))
		return "bye";
	snprintf(text, sizeof text, "drop %d, back to %d", s->number,
		waiting->number);
	return text;
}

static bool is_active(const struct session *s)
{
	return session_talks(s) && !session_is_to_hold(s);
}

static bool can_hold_all(const struct ui *ui)
{
	for (int i = 0; ui->connected && i < ui->model->n_sessions; i++)
		if (is_active(ui->model->sessions[i]))
			return true;
	return false;
}

static void do_hold_all(struct ui *ui, const char *argument)
{
	(void)argument;
	for (int i = 0; i < ui->model->n_sessions; i++)
		if (is_active(ui->model->sessions[i]))
			ui_ask(ui, ui->model->sessions[i], PENDING_HOLD,
				"hold");
}

/* Back from hold it also has the microphone: that is what is meant. */
static void do_hold(struct ui *ui, const char *argument)
{
	struct session *s = ui_selected(ui);

	(void)argument;
	if (!session_is_to_hold(s))
		ui_ask(ui, s, PENDING_HOLD, "hold");
	else
		ui_ask(ui, s, PENDING_RESUME, s->focused ? "unhold" : "focus");
}

static const char *hold_hint(const struct ui *ui)
{
	return session_is_to_hold(ui_selected(ui)) ? "resume" : "hold";
}

static void do_mute(struct ui *ui, const char *argument)
{
	struct session *s = ui_selected(ui);

	(void)argument;
	ui_ask(ui, s, s->muted ? PENDING_UNMUTE : PENDING_MUTE,
		s->muted ? "unmute" : "mute");
}

static const char *mute_hint(const struct ui *ui)
{
	return ui_selected(ui)->muted ? "unmute" : "mute";
}

/* --- Enter in the list of calls -------------------------------------------*/

static bool can_open(const struct ui *ui)
{
	const struct session *s = ui_selected(ui);

	return ui->connected && s && (ui_rings(s) ||
		(session_talks(s) && (!s->focused || session_is_to_hold(s))));
}

static void do_open(struct ui *ui, const char *argument)
{
	struct session *s = ui_selected(ui);

	if (s->state == SESSION_RINGING)
		do_answer(ui, argument);
	else
		ui_ask(ui, s, session_is_to_hold(s) ? PENDING_RESUME :
			PENDING_FOCUS, "focus");
}

static const char *open_hint(const struct ui *ui)
{
	const struct session *s = ui_selected(ui);

	return s->state == SESSION_RINGING ? "answer" :
		session_is_to_hold(s) ? "resume" : "talk";
}

/* ---------------------------------------------------------------------------*/

const struct action call_actions[] = {
	{ .name = "answer", .keys = { "a", "F2" }, .contexts = IN_COMMAND,
	  .help = "answer the ringing call; the active one goes on hold",
	  .applies = can_answer, .run = do_answer, .hint = "answer",
	  .number = NUMBER_TARGET, .flags = ACTION_ON_TARGET | ACTION_CHANGES },
	{ .name = "end and answer", .keys = { "A" }, .contexts = IN_COMMAND,
	  .help = "end the selected call and answer the ringing one",
	  .applies = can_end_and_answer, .run = do_end_and_answer,
	  .hint = "end+answer", .number = NUMBER_TARGET, .pending = pending_bye,
	  .flags = ACTION_ON_TARGET | ACTION_ON_SELECTED | ACTION_DELAYED |
		ACTION_CHANGES },
	{ .name = "quiet", .keys = { "," }, .contexts = IN_COMMAND,
	  .help = "silence the ringer; the call keeps ringing",
	  .applies = can_quiet, .run = do_quiet, .hint = "quiet",
	  .flags = ACTION_CHANGES },
	{ .name = "open call", .keys = { "Enter" }, .contexts = IN_CALLS,
	  .help = "answer, resume or talk to the selected call",
	  .applies = can_open, .run = do_open, .hint_now = open_hint,
	  .number = NUMBER_SELECTED,
	  .flags = ACTION_ON_SELECTED | ACTION_CHANGES | ACTION_ON_SCREEN },
	{ .name = "hold", .keys = { "h", "F4" }, .contexts = IN_COMMAND,
	  .help = "hold or resume the selected call",
	  .applies = selected_talks, .run = do_hold, .hint_now = hold_hint,
	  .number = NUMBER_SELECTED,
	  .flags = ACTION_ON_SELECTED | ACTION_CHANGES },
	{ .name = "hold all", .help = "hold every active call",
	  .applies = can_hold_all, .run = do_hold_all,
	  .flags = ACTION_CHANGES },
	{ .name = "mute", .keys = { "m", "F5" }, .contexts = IN_COMMAND,
	  .help = "mute or unmute the microphone for the selected call",
	  .applies = selected_talks, .run = do_mute, .hint_now = mute_hint,
	  .number = NUMBER_SELECTED,
	  .flags = ACTION_ON_SELECTED | ACTION_CHANGES },
	{ .name = "bye", .keys = { "b", "F3" }, .contexts = IN_COMMAND,
	  .also = { "hangup" },
	  .help = "hang up the selected call, reject it, clear its ENDED row",
	  .applies = has_selected, .run = do_bye, .hint_now = bye_hint,
	  .number = NUMBER_SELECTED, .pending = pending_bye,
	  .flags = ACTION_ON_SELECTED | ACTION_DELAYED | ACTION_CHANGES },
	{ .name = NULL }
};
