/* A call that rings is not taken: how, or by whom instead. */
#include "action.h"

#include <stdio.h>
#include <strings.h>

#include "base/clock.h"
#include "menus.h"
#include "prompts.h"
#include "request.h"
#include "ui.h"

#define STATUS_DECLINE 603

static bool something_rings(const struct ui *ui)
{
	return ui->connected && ui_target(ui);
}

static void refuse(struct ui *ui, int session, const struct refusal *r)
{
	struct session *s = model_session(ui->model, session);
	struct link_reply reply = ui_reply(ui, session);

	if (s)
		s->pending = r->to ? PENDING_SEND_ON : PENDING_REJECT;
	if (r->to)
		request_redirect(ui->link, r->to, &reply);
	else
		request_decline(ui->link, r->status, r->reason, &reply);
	ui->target_guard = clock_ms() + UI_GUARD_MS;
}

void reject_usually(struct ui *ui, int session)
{
	struct refusal usual = { .status = ui->settings.reject ==
		REJECT_DECLINE ? STATUS_DECLINE : 0 };

	refuse(ui, session, &usual);
}

static void reject_as(struct ui *ui, int session, const char *line)
{
	struct refusal r;

	if (menu_refusal(line, &r))
		refuse(ui, session, &r);
	else
		notice_add(ui->notices, NOTICE_KEY, "reject \"%s\"? busy, "
			"decline, away, 486 TEXT, to TARGET", line);
}

static void pending_reject(struct ui *ui, bool on)
{
	struct session *s = ui_target(ui);

	if (s)
		s->pending = on ? PENDING_REJECT_SOON : PENDING_NOTHING;
}

static void do_reject(struct ui *ui, const char *argument)
{
	if (argument && *argument)
		reject_as(ui, ui_target(ui)->id, argument);
	else
		reject_usually(ui, ui_target(ui)->id);
}

static void do_reject_with(struct ui *ui, const char *argument)
{
	if (argument && *argument)
		reject_as(ui, ui_target(ui)->id, argument);
	else
		ui_type_about(ui, LINE_REJECT, ui_target(ui)->id);
}

static void do_send_on(struct ui *ui, const char *argument)
{
	struct refusal r = { .to = argument };

	if (argument && *argument) {
		refuse(ui, ui_target(ui)->id, &r);
		return;
	}
	ui_type_about(ui, LINE_REJECT, ui_target(ui)->id);
	line_edit_set(&ui->prompt, "to ");
	ui_line_changed(ui);
}

/* The call may be gone meanwhile: then the engine says so. */
void reject_enter(struct ui *ui)
{
	const struct candidate *c = completion_chosen(&ui->completion);
	bool to = !strncasecmp(ui->prompt.text, "to ", 3);
	struct refusal r = { .to = c->to };
	char line[LINE_MAX_BYTES + 1];

	if (to)
		refuse(ui, ui->about, &r);
	snprintf(line, sizeof line, "%s", c->to);
	ui_stop_typing(ui);
	ui_focus(ui, PANE_CALLS);
	if (!to)
		reject_as(ui, ui->about, line);
}

const struct action reject_actions[] = {
	{ .name = "reject", .keys = { "B" }, .contexts = IN_COMMAND,
	  .help = "reject the ringing call: as busy, or as it is set",
	  .applies = something_rings, .run = do_reject, .hint = "reject",
	  .number = NUMBER_TARGET, .pending = pending_reject,
	  .flags = ACTION_ON_TARGET | ACTION_DELAYED |
		ACTION_CHANGES, .argument = "HOW" },
	{ .name = "reject with", .keys = { "X" }, .contexts = IN_COMMAND,
	  .help = "reject the ringing call: busy, decline, away, 486 TEXT",
	  .applies = something_rings, .run = do_reject_with,
	  .hint = "reject with", .number = NUMBER_TARGET,
	  .flags = ACTION_ON_TARGET | ACTION_CHANGES, .argument = "HOW" },
	{ .name = "send on to", .argument = "TARGET",
	  .help = "send the ringing call's caller on to somebody else",
	  .applies = something_rings, .run = do_send_on,
	  .flags = ACTION_ON_TARGET | ACTION_CHANGES },
	{ .name = NULL }
};
