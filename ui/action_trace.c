/* The SIP messages of a call. */
#include "action.h"

#include <stdlib.h>

#include "base/mem.h"
#include "pcap.h"
#include "saving.h"
#include "ui.h"

static void do_trace(struct ui *ui, const char *argument)
{
	(void)argument;
	ui->tab = TAB_TRACE;
	ui_focus(ui, PANE_BROWSER);
}

static bool on_trace(const struct ui *ui)
{
	return !ui->page && ui->tab == TAB_TRACE && ui->trace.n &&
		ui->focus == PANE_BROWSER;
}

static const struct trace_message *chosen(const struct ui *ui)
{
	return &ui->trace.messages[ui->trace_rows.selected];
}

static bool on_message(const struct ui *ui)
{
	return on_trace(ui) && ui->trace_rows.selected < ui->trace.n &&
		chosen(ui)->raw;
}

static bool can_open(const struct ui *ui)
{
	return on_message(ui) || (on_trace(ui) && ui->trace_whole);
}

static bool on_whole(const struct ui *ui)
{
	return on_trace(ui) && ui->trace_whole;
}

static void do_whole(struct ui *ui, const char *argument)
{
	(void)argument;
	ui->trace_whole = !ui->trace_whole;
	ui->trace_text = (struct list_view){ 0, 0 };
}

static const char *whole_hint(const struct ui *ui)
{
	return ui->trace_whole ? "ladder" : "whole message";
}

static void step(struct ui *ui, int by)
{
	list_view_move(&ui->trace_rows, by, ui->trace.n);
	ui->trace_text = (struct list_view){ 0, 0 };
}

static void do_next(struct ui *ui, const char *argument)
{
	(void)argument;
	step(ui, 1);
}

static void do_previous(struct ui *ui, const char *argument)
{
	(void)argument;
	step(ui, -1);
}

static void do_all(struct ui *ui, const char *argument)
{
	(void)argument;
	ui->trace_all = !ui->trace_all;
}

static const char *all_hint(const struct ui *ui)
{
	return ui->trace_all ? "fewer headers" : "all headers";
}

/* Towards those that are out of sight. */
static bool can_pan_right(const struct ui *ui)
{
	return on_trace(ui) && !ui->trace_whole &&
		ui->trace_pan < ui->trace.n_parties - 1;
}

static void do_pan_right(struct ui *ui, const char *argument)
{
	(void)argument;
	ui->trace_pan++;
}

static bool can_pan_left(const struct ui *ui)
{
	return on_trace(ui) && !ui->trace_whole && ui->trace_pan > 0;
}

static void do_pan_left(struct ui *ui, const char *argument)
{
	(void)argument;
	ui->trace_pan--;
}

/* --- elsewhere ------------------------------------------------------------*/

static void do_save(struct ui *ui, const char *argument)
{
	size_t n;
	void *bytes = pcap_make(&ui->trace, &n);

	(void)argument;
	saving_start(ui, "trace", ui->trace_number, "pcap", bytes, n);
	free(bytes);
}

/* As it is shown, clean, but with all headers. */
static void do_copy(struct ui *ui, const char *argument)
{
	const struct trace_message *m = chosen(ui);
	char *text = mem_text("");

	(void)argument;
	for (int i = 0; i < m->n_lines; i++) {
		char *longer = mem_format("%s%s\n", text, m->lines[i]);

		free(text);
		text = longer;
	}
	ui_copy(ui, text);
	free(text);
}

const struct action trace_actions[] = {
	{ .name = "trace", .keys = { "g t" }, .contexts = IN_COMMAND,
	  .help = "the SIP messages of the selected call",
	  .run = do_trace },
	{ .name = "message whole", .keys = { "Enter" }, .contexts = IN_BROWSER,
	  .help = "the whole message, and back to the ladder",
	  .applies = can_open, .run = do_whole, .hint_now = whole_hint,
	  .flags = ACTION_NOT_LISTED },
	{ .name = "message back", .keys = { "Esc" }, .contexts = IN_BROWSER,
	  .help = "back to the ladder", .applies = on_whole, .run = do_whole,
	  .flags = ACTION_NOT_LISTED },
	{ .name = "message next", .keys = { "J" }, .contexts = IN_BROWSER,
	  .help = "the next message", .applies = on_trace, .run = do_next,
	  .flags = ACTION_NOT_LISTED },
	{ .name = "message previous", .keys = { "K" }, .contexts = IN_BROWSER,
	  .help = "the message before", .applies = on_trace,
	  .run = do_previous, .flags = ACTION_NOT_LISTED },
	{ .name = "message headers", .keys = { "x" }, .contexts = IN_BROWSER,
	  .help = "show all headers of a message, and fewer again",
	  .applies = on_trace, .run = do_all, .hint_now = all_hint,
	  .flags = ACTION_NOT_LISTED },
	{ .name = "parties right", .keys = { "Right" }, .contexts = IN_BROWSER,
	  .help = "the next party of the ladder", .applies = can_pan_right,
	  .run = do_pan_right, .hint = "next party",
	  .flags = ACTION_NOT_LISTED },
	{ .name = "parties left", .keys = { "Left" }, .contexts = IN_BROWSER,
	  .help = "the party before", .applies = can_pan_left,
	  .run = do_pan_left, .hint = "party before",
	  .flags = ACTION_NOT_LISTED },
	{ .name = "message save", .keys = { "S" }, .contexts = IN_BROWSER,
	  .help = "save the messages as a capture file (pcap)",
	  .applies = on_trace, .run = do_save, .hint = "save pcap",
	  .flags = ACTION_NOT_LISTED },
	{ .name = "message copy", .keys = { "y" }, .contexts = IN_BROWSER,
	  .help = "copy the message", .applies = on_message,
	  .run = do_copy, .hint = "copy", .flags = ACTION_NOT_LISTED },
	{ .name = NULL }
};
