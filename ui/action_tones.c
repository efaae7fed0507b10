/* Tones: the pad, and what is sent by name. */
#include "action.h"

#include "request.h"
#include "tones.h"
#include "ui.h"

static bool can_pad(const struct ui *ui)
{
	return ui->focus != PANE_PAD || ui->typing;
}

static bool on_pad(const struct ui *ui)
{
	return ui->focus == PANE_PAD && !ui->typing;
}

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

static bool can_tones(const struct ui *ui)
{
	return ui_can_send_tones(ui);
}

static void on_sent(void *arg, int session, const json_t *result,
	const char *error)
{
	struct ui *ui = arg;
	const struct session *s = model_session(ui->model, session);

	(void)result;
	if (error || !s)
		notice_add(ui->notices, NOTICE_ERROR, "tones: %s",
			error ? error : "the call is over");
	else
		notice_add(ui->notices, NOTICE_KEY, "call %d %s: tones sent",
			s->number, session_party(s));
}

static void do_tones(struct ui *ui, const char *argument)
{
	struct link_reply reply = { on_sent, ui, ui->selected };

	if (argument && *argument)
		request_tones(ui->link, argument, false, &reply);
	else
		notice_add(ui->notices, NOTICE_KEY, "which? :tones 1234");
}

/* What is sent already was not secret. */
static bool can_hide(const struct ui *ui)
{
	return on_pad(ui) && ui->tones_session;
}

static void do_secret(struct ui *ui, const char *argument)
{
	(void)argument;
	ui->secret = !ui->secret;
	ui->tones[0] = '\0';
}

static const char *secret_hint(const struct ui *ui)
{
	return ui->secret ? "show digits" : "secret";
}

static bool waits(const struct ui *ui)
{
	const struct session *s = ui_selected(ui);

	return ui->connected && s && session_lives(s) && s->tones_waiting;
}

static void do_go_on(struct ui *ui, const char *argument)
{
	struct link_reply reply = ui_reply(ui, ui->selected);

	(void)argument;
	request_tones_go_on(ui->link, &reply);
}

static bool some_left(const struct ui *ui)
{
	return tones_left(ui) > 0;
}

static void do_stop(struct ui *ui, const char *argument)
{
	(void)argument;
	tones_stop(ui);
}

const struct action tone_actions[] = {
	{ .name = "tones go on", .keys = { "Space" }, .contexts = IN_COMMAND,
	  .help = "send the tones that wait behind a w",
	  .applies = waits, .run = do_go_on, .hint = "send waiting tones",
	  .flags = ACTION_ON_SELECTED | ACTION_CHANGES },
	{ .name = "pad", .keys = { "p", "F8", "g p" }, .contexts = IN_COMMAND,
	  .help = "the pad: digits are sent as tones",
	  .applies = can_pad, .run = do_pad, .hint_now = pad_hint,
	  .flags = ACTION_ON_SCREEN },
	{ .name = "tones stop", .keys = { "Esc" }, .contexts = IN_PAD,
	  .help = "send no more of the tones that were pasted",
	  .applies = some_left, .run = do_stop, .hint = "stop",
	  .flags = ACTION_ON_SCREEN },
	{ .name = "pad leave", .keys = { "Esc" }, .contexts = IN_PAD,
	  .help = "leave the pad",
	  .applies = on_pad, .run = do_pad_leave, .hint = "done",
	  .flags = ACTION_ON_SCREEN },
	{ .name = "secret digits", .keys = { "x" }, .contexts = IN_PAD,
	  .help = "digits of the pad are not shown, logged or traced, and back",
	  .applies = can_hide, .run = do_secret, .hint_now = secret_hint,
	  .flags = ACTION_CHANGES | ACTION_ON_SCREEN },
	{ .name = "tones", .also = { "dtmf" },
	  .help = "send tones: 0-9 * # A-D, a comma pauses, a w waits",
	  .applies = can_tones, .run = do_tones, .argument = "TONES",
	  .flags = ACTION_CHANGES },
	{ .name = NULL }
};
