/* The phone as a whole: help, palette, do not disturb, leaving. */
#include "action.h"

#include <string.h>

#include "base/clock.h"
#include "request.h"
#include "ui.h"

#define STOP_ASKED_MS 10000

static bool is_lost(const struct ui *ui)
{
	return !ui->connected;
}

static bool is_connected(const struct ui *ui)
{
	return ui->connected;
}

static void do_try_now(struct ui *ui, const char *argument)
{
	(void)argument;
	ui->connect = true;
}

/* Of a host that lets nobody in unasked; ssh has no terminal to ask on while the
 * screen is there. */
static bool can_sign_in(const struct ui *ui)
{
	return !ui->connected && ui->host && ui->lost_why &&
		strstr(ui->lost_why, "denied");
}

static void do_sign_in(struct ui *ui, const char *argument)
{
	(void)argument;
	ui->sign_in = true;
}

static bool can_start(const struct ui *ui)
{
	return !ui->connected && !ui->starting;
}

static void do_start_engine(struct ui *ui, const char *argument)
{
	(void)argument;
	ui->start_engine = true;
}

/* For a headset: it has no echo, and its wearer no delay to wait for. */
static void do_echo(struct ui *ui, const char *argument)
{
	struct link_reply reply = ui_reply(ui, 0);
	bool off = !ui->model->echo_off;

	(void)argument;
	ui->model->echo_off = off;	/* shown at once; the engine confirms */
	request_echo(ui->link, off ? "off" : "auto", &reply);
	notice_add(ui->notices, NOTICE_KEY, "echo cancelling %s", off ?
		"off: for a headset" : "as the devices need it");
}

/* The engine knows which there are, and says so. */
static void do_latency(struct ui *ui, const char *argument)
{
	struct link_reply reply = ui_reply(ui, 0);

	request_latency(ui->link, argument ? argument : "", &reply);
}

static void do_dnd(struct ui *ui, const char *argument)
{
	struct link_reply reply = ui_reply(ui, 0);

	(void)argument;
	request_dnd(ui->link, !ui->model->dnd, &reply);
	notice_add(ui->notices, NOTICE_INFO, "do not disturb %s",
		ui->model->dnd ? "off" : "on: callers hear busy");
}

static const char *dnd_now(const struct ui *ui)
{
	return ui->model->dnd ? "on" : "off";
}

static const char *echo_now(const struct ui *ui)
{
	return ui->model->echo_off ? "off" : "auto";
}

static const char *help_hint(const struct ui *ui)
{
	return ui->page == PAGE_HELP ? NULL : "help";
}

static void do_help(struct ui *ui, const char *argument)
{
	(void)argument;
	if (ui->page == PAGE_HELP) {
		ui_leave_page(ui);
		return;
	}
	ui->page_below = ui->page;
	ui->page = PAGE_HELP;
	ui->typing = false;
	ui->search[0] = '\0';
	ui->help_rows = (struct list_view){ 0, 0 };
}

static void do_palette(struct ui *ui, const char *argument)
{
	(void)argument;
	ui_type(ui, LINE_PALETTE);
}

static void do_redraw(struct ui *ui, const char *argument)
{
	(void)argument;
	ui->redraw = true;
}

static void do_suspend(struct ui *ui, const char *argument)
{
	(void)argument;
	ui->suspend = true;
}

static void do_cancel(struct ui *ui, const char *argument)
{
	(void)argument;
	if (ui->typing)
		ui_stop_typing(ui);
	else if (ui->page)
		ui_leave_page(ui);
	else if (ui->focus == PANE_PAD)
		ui_focus(ui, PANE_CALLS);
}

/* Back from help and zoom first; at the base it takes two, so that a slip does
 * not leave. */
static void do_detach(struct ui *ui, const char *argument)
{
	(void)argument;
	if (ui->page) {
		ui_leave_page(ui);
	} else if (ui->trace_whole && ui->tab == TAB_TRACE &&
			ui->focus == PANE_BROWSER) {
		ui->trace_whole = false;
	} else if (ui->zoomed) {
		ui->zoomed = false;
		ui_focus(ui, ui->focus);
	} else if (ui->leaving) {
		ui->quit = true;
	} else {
		ui->leaving = true;
		notice_add(ui->notices, NOTICE_KEY,
			"q again leaves this screen; calls go on");
	}
}

/* Written out it is no slip. */
static void do_quit(struct ui *ui, const char *argument)
{
	(void)argument;
	ui->quit = true;
}

static const char *detach_hint(const struct ui *ui)
{
	return ui->page || ui->zoomed ? "back" :
		"leave";
}

static void do_quit_engine(struct ui *ui, const char *argument)
{
	struct link_reply reply = ui_reply(ui, 0);
	int calls = model_live(ui->model);

	(void)argument;
	if (calls && clock_ms() >= ui->stop_asked_until) {
		ui->stop_asked_until = clock_ms() + STOP_ASKED_MS;
		notice_add(ui->notices, NOTICE_WARNING, "this ends %d call%s: "
			"give the command again if that is meant", calls,
			calls == 1 ? "" : "s");
		return;
	}
	request_stop(ui->link, &reply);
	ui->stopped = ui->quit = true;
}

const struct action phone_actions[] = {
	{ .name = "try now", .keys = { "Enter" }, .contexts = IN_COMMAND,
	  .help = "connect to the engine now", .applies = is_lost,
	  .run = do_try_now, .hint = "try now" },
	{ .name = "sign in", .keys = { "I" }, .contexts = IN_COMMAND,
	  .help = "let ssh ask for the password, in place of the screen",
	  .applies = can_sign_in, .run = do_sign_in, .hint = "sign in" },
	{ .name = "start engine", .keys = { "S" }, .contexts = IN_COMMAND,
	  .help = "start an engine", .applies = can_start,
	  .run = do_start_engine, .hint = "start engine",
	  .flags = ACTION_CHANGES },
	{ .name = "echo cancelling", .keys = { "g v" }, .contexts = IN_COMMAND,
	  .help = "echo cancelling, off for a headset and on",
	  .applies = is_connected, .run = do_echo, .now = echo_now,
	  .flags = ACTION_CHANGES },
	{ .name = "latency",
	  .help = "default, ultra-low, smooth-200 to smooth-2000 (ms)",
	  .applies = is_connected, .run = do_latency, .argument = "MODE",
	  .flags = ACTION_CHANGES },
	{ .name = "do not disturb", .keys = { "g d" }, .contexts = IN_COMMAND,
	  .help = "do not disturb, on and off", .applies = is_connected,
	  .run = do_dnd, .hint = "do not disturb", .now = dnd_now,
	  .flags = ACTION_CHANGES },
	{ .name = "command", .keys = { ":", "M-x", "F10" },
	  .contexts = ANYWHERE, .help = "a command by its name",
	  .run = do_palette, .hint = "command",
	  .flags = ACTION_ON_SCREEN },
	{ .name = "help", .keys = { "?", "F1" }, .contexts = ANYWHERE,
	  .help = "the keys", .run = do_help, .hint_now = help_hint },
	{ .name = "redraw", .keys = { "^L" }, .contexts = ANYWHERE,
	  .help = "draw the screen again", .run = do_redraw,
	  .flags = ACTION_ON_SCREEN },
	{ .name = "suspend", .keys = { "^Z" }, .contexts = ANYWHERE,
	  .help = "back to the shell; calls go on", .run = do_suspend },
	{ .name = "cancel", .keys = { "^C", "^G" }, .contexts = ANYWHERE,
	  .help = "leave the field, the help, the pad", .run = do_cancel,
	  .flags = ACTION_ON_SCREEN },
	{ .name = "detach", .keys = { "q" }, .contexts = IN_COMMAND,
	  .help = "back; at the base twice: leave, calls go on",
	  .run = do_detach, .hint_now = detach_hint,
	  .flags = ACTION_ON_SCREEN },
	{ .name = "quit", .also = { "q" },
	  .help = "leave this screen at once; calls go on", .run = do_quit },
	{ .name = "quit engine", .help = "end all calls and the engine",
	  .applies = is_connected, .run = do_quit_engine,
	  .flags = ACTION_CHANGES },
	{ .name = NULL }
};
