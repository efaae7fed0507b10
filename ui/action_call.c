/* What is done to calls. */
#include "action.h"

#include <stdlib.h>

#include "base/clock.h"
#include "calling.h"
#include "request.h"
#include "ui.h"

#define VOLUME_STEP 5

/* --- when -----------------------------------------------------------------*/

static bool is_connected(const struct ui *ui)
{
	return ui->connected;
}

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

static bool is_talking(const struct session *s)
{
	return s->state == SESSION_ACTIVE || s->state == SESSION_HELD ||
		s->state == SESSION_HELD_BY_THEM;
}

static bool selected_talks(const struct ui *ui)
{
	const struct session *s = ui_selected(ui);

	return ui->connected && s && is_talking(s);
}

/* The other one of two: a held call beside one that is heard, or the first
 * held one where none is. */
static struct session *to_swap(const struct ui *ui)
{
	struct session *found = NULL;

	for (int i = 0; i < ui->model->n_sessions; i++) {
		struct session *s = ui->model->sessions[i];

		if (is_talking(s) && !s->focused && !found)
			found = s;
		if (is_talking(s) && !s->focused && s->id == ui->selected)
			return s;
	}
	return found;
}

static bool can_swap(const struct ui *ui)
{
	return ui->connected && model_focused(ui->model) && to_swap(ui);
}

static bool can_pad(const struct ui *ui)
{
	return ui->focus != PANE_PAD || ui->typing;
}

static bool on_pad(const struct ui *ui)
{
	return ui->focus == PANE_PAD && !ui->typing;
}

/* --- on their way ---------------------------------------------------------*/

static void ask(struct ui *ui, struct session *s, enum pending pending,
	const char *verb)
{
	struct link_reply reply = ui_reply(ui, s->id);

	s->pending = pending;
	request_session(ui->link, verb, &reply);
}

static void show_pending(struct session *s, enum pending pending, bool on)
{
	if (s && session_lives(s))
		s->pending = on ? pending : PENDING_NOTHING;
}

static void pending_bye(struct ui *ui, bool on)
{
	show_pending(ui_selected(ui), PENDING_BYE, on);
}

static void pending_reject(struct ui *ui, bool on)
{
	show_pending(ui_target(ui), PENDING_REJECT_SOON, on);
}

/* --- ringing --------------------------------------------------------------*/

static void do_answer(struct ui *ui, const char *argument)
{
	struct session *s = ui_target(ui);

	(void)argument;
	ask(ui, s, PENDING_ANSWER, "answer");
	ui_select(ui, s->id);
	ui->target_guard = clock_ms() + UI_GUARD_MS;
}

static void do_end_and_answer(struct ui *ui, const char *argument)
{
	ask(ui, ui_selected(ui), PENDING_BYE, "hangup");
	do_answer(ui, argument);
}

static void do_reject(struct ui *ui, const char *argument)
{
	(void)argument;
	ask(ui, ui_target(ui), PENDING_REJECT, "decline");
	ui->target_guard = clock_ms() + UI_GUARD_MS;
}

static void do_quiet(struct ui *ui, const char *argument)
{
	struct link_reply reply = ui_reply(ui, ui_target(ui)->id);

	(void)argument;
	request_session(ui->link, "silence", &reply);
}

/* --- the selected call ----------------------------------------------------*/

static void do_bye(struct ui *ui, const char *argument)
{
	struct session *s = ui_selected(ui);

	(void)argument;
	if (!session_lives(s))
		model_clear_session(ui->model, s->id);
	else if (s->state == SESSION_RINGING)
		ask(ui, s, PENDING_REJECT, "decline");
	else
		ask(ui, s, PENDING_BYE, "hangup");
}

/* Back from hold it also has the microphone: that is what is meant. */
static void do_hold(struct ui *ui, const char *argument)
{
	struct session *s = ui_selected(ui);

	(void)argument;
	if (!s->held_by_us)
		ask(ui, s, PENDING_HOLD, "hold");
	else
		ask(ui, s, PENDING_RESUME, s->focused ? "unhold" : "focus");
}

static const char *hold_hint(const struct ui *ui)
{
	return ui_selected(ui)->held_by_us ? "resume" : "hold";
}

static void do_mute(struct ui *ui, const char *argument)
{
	struct session *s = ui_selected(ui);

	(void)argument;
	ask(ui, s, s->muted ? PENDING_UNMUTE : PENDING_MUTE,
		s->muted ? "unmute" : "mute");
}

static const char *mute_hint(const struct ui *ui)
{
	return ui_selected(ui)->muted ? "unmute" : "mute";
}

static void do_swap(struct ui *ui, const char *argument)
{
	struct session *s = to_swap(ui);

	(void)argument;
	ask(ui, s, PENDING_FOCUS, "focus");
	ui_select(ui, s->id);
}

/* One that is on its way need not be sent again. */
static bool can_transfer(const struct ui *ui)
{
	return selected_talks(ui) && !ui_selected(ui)->transferring;
}

static void do_transfer(struct ui *ui, const char *argument)
{
	struct link_reply reply = ui_reply(ui, ui->selected);

	if (argument && *argument) {
		request_transfer(ui->link, argument, &reply);
		return;
	}
	ui->to_transfer = ui->selected;
	ui_type(ui, LINE_TRANSFER);
}

/* --- the other side wants us elsewhere -------------------------------------*/

static bool has_wish(const struct ui *ui)
{
	const struct session *s = ui_selected(ui);

	return ui->connected && s && s->wish;
}

static void do_yes(struct ui *ui, const char *argument)
{
	(void)argument;
	ask(ui, ui_selected(ui), PENDING_NOTHING, "accept");
}

static void do_no(struct ui *ui, const char *argument)
{
	(void)argument;
	ask(ui, ui_selected(ui), PENDING_NOTHING, "refuse");
}

/* --- Enter in the list of calls -------------------------------------------*/

static bool can_open(const struct ui *ui)
{
	const struct session *s = ui_selected(ui);

	return ui->connected && s && (s->state == SESSION_RINGING ||
		(is_talking(s) && (!s->focused || s->held_by_us)));
}

static void do_open(struct ui *ui, const char *argument)
{
	struct session *s = ui_selected(ui);

	if (s->state == SESSION_RINGING)
		do_answer(ui, argument);
	else
		ask(ui, s, s->held_by_us ? PENDING_RESUME : PENDING_FOCUS,
			"focus");
}

static const char *open_hint(const struct ui *ui)
{
	const struct session *s = ui_selected(ui);

	return s->state == SESSION_RINGING ? "answer" :
		s->held_by_us ? "resume" : "talk";
}

/* --- tones ----------------------------------------------------------------*/

/* As a way to dial it is known well enough. */
static const char *pad_hint(const struct ui *ui)
{
	return ui_can_send_tones(ui) ? "pad" : NULL;
}

static void do_pad(struct ui *ui, const char *argument)
{
	(void)argument;
	ui_focus(ui, PANE_PAD);
}

static void do_pad_leave(struct ui *ui, const char *argument)
{
	(void)argument;
	ui_focus(ui, PANE_CALLS);
}

static void do_tones(struct ui *ui, const char *argument)
{
	struct link_reply reply = ui_reply(ui, ui->selected);

	if (argument && *argument)
		request_tones(ui->link, argument, &reply);
}

static bool can_tones(const struct ui *ui)
{
	return ui_can_send_tones(ui);
}

/* --- calling --------------------------------------------------------------*/

static void do_call(struct ui *ui, const char *argument)
{
	const struct account *account = ui->account < 0 ? NULL : ui_account(ui);

	calling_start(ui, argument, account ? account->name : NULL, argument);
}

static const struct record *last_dialled(const struct ui *ui)
{
	for (int i = 0; i < ui->model->n_history; i++)
		if (ui->model->history[i]->outgoing)
			return ui->model->history[i];
	return NULL;
}

static bool can_redial(const struct ui *ui)
{
	return ui->connected && (ui->n_lines || last_dialled(ui));
}

static void do_redial(struct ui *ui, const char *argument)
{
	(void)argument;
	ui_type(ui, LINE_DIAL);
	line_edit_set(&ui->dial, ui->n_lines ? ui->lines[0] :
		last_dialled(ui)->target);
	ui_line_changed(ui);
}

static void do_dial(struct ui *ui, const char *argument)
{
	if (argument && *argument) {
		do_call(ui, argument);
		return;
	}
	ui_type(ui, LINE_DIAL);
}

/* --- volume ---------------------------------------------------------------*/

static void change_volume(struct ui *ui, struct audio_end *end,
	const char *device, int by)
{
	struct link_reply reply = ui_reply(ui, 0);
	int percent = end->volume_percent + by;

	percent = percent < 0 ? 0 : percent > 100 ? 100 : percent;
	if (end->volume_percent < 0 || percent == end->volume_percent)
		return;
	end->volume_percent = percent;	/* shown at once; the engine confirms */
	request_volume(ui->link, device, percent, &reply);
	notice_add(ui->notices, NOTICE_KEY, "%s volume %d%%", end ==
		&ui->model->playback ? "speaker" : "microphone", percent);
}

static void do_louder(struct ui *ui, const char *argument)
{
	(void)argument;
	change_volume(ui, &ui->model->playback, "playback", VOLUME_STEP);
}

static void do_softer(struct ui *ui, const char *argument)
{
	(void)argument;
	change_volume(ui, &ui->model->playback, "playback", -VOLUME_STEP);
}

static void do_mic_louder(struct ui *ui, const char *argument)
{
	(void)argument;
	change_volume(ui, &ui->model->capture, "capture", VOLUME_STEP);
}

static void do_mic_softer(struct ui *ui, const char *argument)
{
	(void)argument;
	change_volume(ui, &ui->model->capture, "capture", -VOLUME_STEP);
}

static void do_volume(struct ui *ui, const char *argument)
{
	if (argument && *argument)
		change_volume(ui, &ui->model->playback, "playback",
			atoi(argument) - ui->model->playback.volume_percent);
}

/* ---------------------------------------------------------------------------*/

const struct action call_actions[] = {
	{ .name = "answer", .keys = { "a", "F2" }, .contexts = IN_COMMAND,
	  .help = "answer the ringing call; the active one goes on hold",
	  .applies = can_answer, .run = do_answer, .hint = "answer",
	  .number = NUMBER_TARGET, .flags = ACTION_ON_TARGET },
	{ .name = "end and answer", .keys = { "A" }, .contexts = IN_COMMAND,
	  .help = "end the selected call and answer the ringing one",
	  .applies = can_end_and_answer, .run = do_end_and_answer,
	  .hint = "end+answer", .number = NUMBER_TARGET, .pending = pending_bye,
	  .flags = ACTION_ON_TARGET | ACTION_ON_SELECTED | ACTION_DELAYED },
	{ .name = "reject", .keys = { "B" }, .contexts = IN_COMMAND,
	  .help = "reject the ringing call as busy",
	  .applies = something_rings, .run = do_reject, .hint = "reject",
	  .number = NUMBER_TARGET, .pending = pending_reject,
	  .flags = ACTION_ON_TARGET | ACTION_DELAYED },
	{ .name = "quiet", .keys = { "," }, .contexts = IN_COMMAND,
	  .help = "silence the ringer; the call keeps ringing",
	  .applies = can_quiet, .run = do_quiet, .hint = "quiet" },
	{ .name = "open call", .keys = { "Enter" }, .contexts = IN_CALLS,
	  .help = "answer, resume or talk to the selected call",
	  .applies = can_open, .run = do_open, .hint_now = open_hint,
	  .number = NUMBER_SELECTED, .flags = ACTION_ON_SELECTED },
	{ .name = "hold", .keys = { "h", "F4" }, .contexts = IN_COMMAND,
	  .help = "hold or resume the selected call",
	  .applies = selected_talks, .run = do_hold, .hint_now = hold_hint,
	  .number = NUMBER_SELECTED, .flags = ACTION_ON_SELECTED },
	{ .name = "mute", .keys = { "m", "F5" }, .contexts = IN_COMMAND,
	  .help = "mute or unmute the microphone for the selected call",
	  .applies = selected_talks, .run = do_mute, .hint_now = mute_hint,
	  .number = NUMBER_SELECTED, .flags = ACTION_ON_SELECTED },
	{ .name = "bye", .keys = { "b", "F3" }, .contexts = IN_COMMAND,
	  .help = "hang up the selected call, reject it, clear its ENDED row",
	  .applies = has_selected, .run = do_bye, .hint = "bye",
	  .number = NUMBER_SELECTED, .pending = pending_bye,
	  .flags = ACTION_ON_SELECTED | ACTION_DELAYED },
	{ .name = "transfer", .keys = { "t", "F6" }, .contexts = IN_COMMAND,
	  .help = "send the selected call's other side to a number",
	  .applies = can_transfer, .run = do_transfer, .hint = "transfer",
	  .flags = ACTION_ON_SELECTED, .argument = "TARGET" },
	{ .name = "yes", .keys = { "y" }, .contexts = IN_COMMAND,
	  .help = "go where the selected call's other side sends us",
	  .applies = has_wish, .run = do_yes, .hint = "yes, go there",
	  .flags = ACTION_ON_SELECTED },
	{ .name = "no", .keys = { "n" }, .contexts = IN_COMMAND,
	  .help = "stay: the other side shall not send us on",
	  .applies = has_wish, .run = do_no, .hint = "no",
	  .flags = ACTION_ON_SELECTED },
	{ .name = "swap", .keys = { "s" }, .contexts = IN_COMMAND,
	  .help = "talk to the other call, hold this one",
	  .applies = can_swap, .run = do_swap, .hint = "swap" },
	{ .name = "pad", .keys = { "p", "F8", "g p" }, .contexts = IN_COMMAND,
	  .help = "the pad: digits are sent as tones",
	  .applies = can_pad, .run = do_pad, .hint_now = pad_hint },
	{ .name = "pad leave", .keys = { "Esc" }, .contexts = IN_PAD,
	  .help = "leave the pad",
	  .applies = on_pad, .run = do_pad_leave, .hint = "done" },
	{ .name = "tones", .help = "send tones: 0-9 * # A-D, a comma waits",
	  .applies = can_tones, .run = do_tones, .argument = "TONES" },
	{ .name = "dial", .keys = { "d" }, .contexts = IN_COMMAND,
	  .help = "dial: a name, a number, an address",
	  .applies = is_connected, .run = do_dial, .hint = "dial",
	  .argument = "TARGET" },
	{ .name = "redial", .keys = { "r" }, .contexts = IN_COMMAND,
	  .help = "the last number dialled into the line, Enter calls",
	  .applies = can_redial, .run = do_redial, .hint = "redial" },
	{ .name = "louder", .keys = { ">" }, .contexts = IN_COMMAND,
	  .help = "speaker louder", .applies = is_connected, .run = do_louder },
	{ .name = "softer", .keys = { "<" }, .contexts = IN_COMMAND,
	  .help = "speaker softer", .applies = is_connected, .run = do_softer },
	{ .name = "microphone louder", .keys = { ")" }, .contexts = IN_COMMAND,
	  .help = "microphone louder", .applies = is_connected,
	  .run = do_mic_louder },
	{ .name = "microphone softer", .keys = { "(" }, .contexts = IN_COMMAND,
	  .help = "microphone softer", .applies = is_connected,
	  .run = do_mic_softer },
	{ .name = "volume", .help = "speaker volume, 0 to 100",
	  .applies = is_connected, .run = do_volume, .argument = "PERCENT" },
	{ .name = NULL }
};
