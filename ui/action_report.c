/* How things are, in a line: for those who do not look, and for scripts. */
#include "action.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "spoken.h"
#include "ui.h"

#define WATCH_S 10
#define SECONDS_MAX 86400

static void do_status(struct ui *ui, const char *argument)
{
	char line[SPOKEN_LINE];

	(void)argument;
	spoken_status(ui, line);
	notice_add(ui->notices, NOTICE_KEY, "%s", line);
}

static void do_calls(struct ui *ui, const char *argument)
{
	(void)argument;
	ui_focus(ui, PANE_CALLS);
}

static void do_accounts(struct ui *ui, const char *argument)
{
	(void)argument;
	ui_focus(ui, PANE_DETAIL);
}

/* --- only in lines ---------------------------------------------------------*/

static bool in_lines(const struct ui *ui)
{
	return ui->linear;
}

/* -1: none, said. */
static int seconds(struct ui *ui, const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (end != text && !*end && n > 0 && n <= SECONDS_MAX)
		return (int)n;
	notice_add(ui->notices, NOTICE_KEY, "\"%s\": a number of seconds is "
		"expected", text);
	return -1;
}

static void do_wait(struct ui *ui, const char *argument)
{
	ui->wait_s = argument && *argument ? seconds(ui, argument) : 0;
}

/* "quality 10" */
static void do_watch(struct ui *ui, const char *argument)
{
	const char *text = argument ? argument : "";
	size_t name = strcspn(text, " ");
	const char *behind = text + name + strspn(text + name, " ");
	int often = *behind ? seconds(ui, behind) : WATCH_S;

	if (often < 0)
		return;
	free(ui->watched);
	ui->watched = mem_text_n(text, !strncmp(text, "off", name) ? 0 : name);
	ui->watch_s = often;
}

const struct action report_actions[] = {
	{ .name = "status", .run = do_status,
	  .help = "calls, accounts, do not disturb, in one line" },
	{ .name = "calls", .run = do_calls,
	  .help = "the calls of now" },
	{ .name = "accounts", .run = do_accounts,
	  .help = "the accounts, and the sound devices" },
	{ .name = "wait", .applies = in_lines, .run = do_wait,
	  .help = "wait before the next command; without SECONDS: until no "
	  "call is left", .argument = "SECONDS" },
	{ .name = "watch", .applies = in_lines, .run = do_watch,
	  .help = "print status, calls, quality .. every so many seconds; off "
	  "ends it", .argument = "REPORT SECONDS" },
	{ .name = NULL }
};
