/* The input line: editing, choosing, sending. */
#include "action.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "calling.h"
#include "command.h"
#include "palette.h"
#include "prompts.h"
#include "request.h"
#include "ui.h"
#include "widgets/form.h"

/* --- Enter ----------------------------------------------------------------*/

static void dial_enter(struct ui *ui)
{
	const struct candidate *c = completion_chosen(&ui->completion);
	const struct account *own = ui->account < 0 ? NULL : ui_account(ui);
	char *to, *shown, *account;

	if (!ui->connected) {
		notice_add(ui->notices, NOTICE_ERROR,
			"no call without an engine: S starts one");
		ui_stop_typing(ui);
		return;
	}
	if (!own)
		own = model_account(ui->model, c->account);
	account = own ? mem_text(own->name) : NULL;
	to = mem_text(c->to);
	shown = mem_text(c->name);
	line_edit_set(&ui->dial, "");
	ui_stop_typing(ui);
	ui_focus(ui, PANE_CALLS);
	calling_start(ui, &(struct calling){ .to = to, .account = account,
		.shown = shown });
	free(to);
	free(shown);
	free(account);
}

static void palette_enter(struct ui *ui)
{
	char *typed = mem_text(ui->prompt.text);

	palette_run(ui, typed);
	free(typed);
}

static void filter_enter(struct ui *ui)
{
	ui_stop_typing(ui);
	ui_focus(ui, PANE_BROWSER);
}

static void number_enter(struct ui *ui)
{
	const struct session *s =
		model_session_numbered(ui->model, atoi(ui->prompt.text));

	ui_stop_typing(ui);
	if (s)
		ui_select(ui, s->id);
	else
		notice_add(ui->notices, NOTICE_KEY, "there is no call %s",
			ui->prompt.text);
	ui_focus(ui, PANE_CALLS);
}

static bool take_text(struct ui *ui, const char *words)
{
	char text[LINE_MAX_BYTES + 1];

	snprintf(text, sizeof text, "%s ", words);
	line_edit_set(&ui->prompt, text);
	ui_line_changed(ui);
	return true;
}

/* A setting without a value, in the list of commands. */
static const struct setting *setting_chosen(const struct ui *ui)
{
	struct palette p;
	int i = ui->palette.selected;

	if (ui->mode != LINE_PALETTE)
		return NULL;
	palette_match(&p, ui, ui->prompt.text);
	return i < p.n && palette_wants_more(&p.items[i], ui->prompt.text) ?
		p.items[i].setting : NULL;
}

/* A word that wants more behind it goes into the line first. */
static bool take_word(struct ui *ui)
{
	const struct setting *s = setting_chosen(ui);
	const struct candidate *c = ui_completes(ui) ?
		completion_chosen(&ui->completion) : NULL;
	char text[64];

	if (s) {
		snprintf(text, sizeof text, "set %s", s->name);
		return take_text(ui, text);
	}
	return c && c->unfinished && take_text(ui, c->to);
}

/* Enter on a line that is empty would do nothing. */
static bool can_enter(const struct ui *ui)
{
	return ui->mode != LINE_FIELD && (!ui_completes(ui) ||
		completion_chosen(&ui->completion));
}

void line_enter(struct ui *ui)
{
	static void (*const enter[])(struct ui *) = {
		[LINE_DIAL] = dial_enter, [LINE_PALETTE] = palette_enter,
		[LINE_FILTER] = filter_enter, [LINE_NUMBER] = number_enter,
		[LINE_TRANSFER] = transfer_enter,
		[LINE_CONSULT] = consult_enter, [LINE_REJECT] = reject_enter,
		[LINE_FORWARD] = forward_enter, [LINE_SEARCH] = ui_stop_typing,
	};

	if (can_enter(ui) && !take_word(ui))
		enter[ui->mode](ui);
}

static void do_enter(struct ui *ui, const char *argument)
{
	(void)argument;
	if (!searching_defers(ui))
		line_enter(ui);
}

static const char *enter_hint(const struct ui *ui)
{
	static const char *const words[] = {
		[LINE_DIAL] = "call", [LINE_PALETTE] = "run",
		[LINE_FILTER] = "done", [LINE_NUMBER] = "select",
		[LINE_TRANSFER] = "blind transfer", [LINE_CONSULT] = "consult",
		[LINE_REJECT] = "reject", [LINE_FORWARD] = "forward",
		[LINE_SEARCH] = "done",
	};
	const struct candidate *c = ui_completes(ui) ?
		completion_chosen(&ui->completion) : NULL;

	return setting_chosen(ui) ? "which value" :
		c && c->unfinished ? "to whom" :
		c && c->session ? "join both calls" :
		ui->mode == LINE_REJECT && !strncasecmp(ui->prompt.text,
			"to ", 3) ? "send on" : words[ui->mode];
}

/* --- choosing -------------------------------------------------------------*/

static void show_line(struct ui *ui, int which)
{
	ui->line_shown = which;
	line_edit_set(&ui->dial, which >= 0 ? ui->lines[which] : "");
	ui_line_changed(ui);
}

static void choose(struct ui *ui, int by)
{
	struct palette p;

	if (ui->mode == LINE_PALETTE) {
		palette_match(&p, ui, ui->prompt.text);
		list_view_move(&ui->palette, by, p.n);
	} else if (ui_completes(ui)) {
		completion_move(&ui->completion, by);
	}
}

/* The only command that is left, whose name is not all there yet; NULL: there is
 * none such. */
static const struct action *only_command(const struct ui *ui)
{
	struct palette p;
	const char *rest, *typed = ui->prompt.text;

	if (ui->mode != LINE_PALETTE)
		return NULL;
	palette_match(&p, ui, typed);
	if (p.n != 1 || p.items[0].setting ||
	    command_fit(p.items[0].action, typed, &rest) > COMMAND_WHOLE)
		return NULL;
	return p.items[0].action;
}

static int choices(const struct ui *ui)
{
	struct palette p;

	if (ui->mode != LINE_PALETTE)
		return ui_completes(ui) ? ui->completion.n : 0;
	palette_match(&p, ui, ui->prompt.text);
	return p.n;
}

static const char *tab_hint(const struct ui *ui)
{
	return choices(ui) > 1 ? "choose" : only_command(ui) ? "complete" :
		NULL;
}

static bool is_dial(const struct ui *ui)
{
	return ui->mode == LINE_DIAL;
}

static bool is_choosing(const struct ui *ui)
{
	return ui->mode == LINE_PALETTE || (ui_completes(ui) && ui->completion.n);
}

/* With nothing typed it offers the last calls. */
static void do_choose_next(struct ui *ui, const char *argument)
{
	(void)argument;
	if (ui->mode == LINE_DIAL && ui->line_shown > 0) {
		show_line(ui, ui->line_shown - 1);
	} else if (ui_completes(ui) && !ui->completion.n) {
		ui->recent = true;
		ui_line_changed(ui);
	} else {
		choose(ui, 1);
	}
}

static void do_tab(struct ui *ui, const char *argument)
{
	const struct action *only = only_command(ui);

	if (only)
		take_text(ui, only->name);
	else
		do_choose_next(ui, argument);
}

/* With nothing typed it brings the lines dialled before. */
static void do_choose_previous(struct ui *ui, const char *argument)
{
	(void)argument;
	if (is_dial(ui) && (!ui->dial.length || ui->line_shown >= 0)) {
		if (ui->line_shown + 1 < ui->n_lines)
			show_line(ui, ui->line_shown + 1);
		return;
	}
	choose(ui, -1);
}

static bool has_accounts(const struct ui *ui)
{
	return is_dial(ui) && ui->model->n_accounts > 1;
}

/* The one behind that of the label, and round. */
static void do_next_account(struct ui *ui, const char *argument)
{
	const struct account *shown = ui_account(ui);
	int n = ui->model->n_accounts;

	(void)argument;
	for (int i = 0; i < n; i++)
		if (ui->model->accounts[i] == shown) {
			ui->account = (i + 1) % n;
			return;
		}
}

/* --- editing --------------------------------------------------------------*/

static void do_leave(struct ui *ui, const char *argument)
{
	(void)argument;
	ui_stop_typing(ui);
}

#define EDIT(name, call) \
	static void name(struct ui *ui, const char *argument) \
	{ \
		(void)argument; \
		call(ui_line(ui)); \
		ui->line_shown = -1; \
		ui_line_changed(ui); \
	}

EDIT(do_left, line_edit_left)
EDIT(do_right, line_edit_right)
EDIT(do_home, line_edit_home)
EDIT(do_end, line_edit_end)
EDIT(do_word_left, line_edit_word_left)
EDIT(do_word_right, line_edit_word_right)
EDIT(do_backspace, line_edit_backspace)
EDIT(do_delete, line_edit_delete)
EDIT(do_kill_all, line_edit_kill_all)
EDIT(do_kill_end, line_edit_kill_end)
EDIT(do_kill_word, line_edit_kill_word)
EDIT(do_kill_word_right, line_edit_kill_word_right)
EDIT(do_yank, line_edit_yank)

static bool has_text(const struct ui *ui)
{
	const struct line_edit *line = ui->mode == LINE_FIELD ?
		form_edit(ui->form) : ui->mode == LINE_DIAL ? &ui->dial :
		&ui->prompt;

	return line->length > 0;
}

#define EDITING .contexts = IN_LINE, .flags = ACTION_NOT_LISTED

const struct action line_actions[] = {
	{ .name = "line enter", .keys = { "Enter" }, EDITING,
	  .help = "call, run, filter: what the label says",
	  .applies = can_enter, .run = do_enter, .hint_now = enter_hint },
	{ .name = "line complete", .keys = { "Tab" }, EDITING,
	  .help = "the next match; the rest of the name of a command",
	  .applies = is_choosing,
	  .run = do_tab, .hint_now = tab_hint },
	{ .name = "line complete back", .keys = { "S-Tab" }, EDITING,
	  .help = "the match before", .applies = is_choosing,
	  .run = do_choose_previous },
	{ .name = "line choose next", .keys = { "Down", "^N" }, EDITING,
	  .help = "the next match; with nothing typed: the last calls",
	  .run = do_choose_next },
	{ .name = "line choose previous", .keys = { "Up", "^P" }, EDITING,
	  .help = "the match before; with nothing typed: lines dialled before",
	  .run = do_choose_previous },
	{ .name = "line account", .keys = { "^O" }, EDITING,
	  .help = "dial from the next account",
	  .applies = has_accounts, .run = do_next_account, .hint = "account" },
	{ .name = "line clear", .keys = { "^U" }, EDITING,
	  .help = "clear the line", .applies = has_text, .run = do_kill_all,
	  .hint = "clear" },
	{ .name = "line leave", .keys = { "Esc" }, EDITING,
	  .help = "leave the field, keep its text", .run = do_leave,
	  .hint = "leave" },
	{ .name = "line left", .keys = { "Left", "^B" }, EDITING,
	  .help = "one character left", .run = do_left },
	{ .name = "line right", .keys = { "Right", "^F" }, EDITING,
	  .help = "one character right", .run = do_right },
	{ .name = "line home", .keys = { "Home", "^A" }, EDITING,
	  .help = "to the start", .run = do_home },
	{ .name = "line end", .keys = { "End", "^E" }, EDITING,
	  .help = "to the end", .run = do_end },
	{ .name = "line word left", .keys = { "M-b" }, EDITING,
	  .help = "one word left", .run = do_word_left },
	{ .name = "line word right", .keys = { "M-f" }, EDITING,
	  .help = "one word right", .run = do_word_right },
	{ .name = "line backspace", .keys = { "Backspace" }, EDITING,
	  .help = "delete the character before", .run = do_backspace },
	{ .name = "line delete", .keys = { "Del", "^D" }, EDITING,
	  .help = "delete the character under the cursor", .run = do_delete },
	{ .name = "line kill end", .keys = { "^K" }, EDITING,
	  .help = "delete to the end", .run = do_kill_end },
	{ .name = "line kill word", .keys = { "^W" }, EDITING,
	  .help = "delete the word before", .run = do_kill_word },
	{ .name = "line kill word right", .keys = { "M-d" }, EDITING,
	  .help = "delete the word behind", .run = do_kill_word_right },
	{ .name = "line yank", .keys = { "^Y" }, EDITING,
	  .help = "what was deleted last, again", .run = do_yank },
	{ .name = NULL }
};
