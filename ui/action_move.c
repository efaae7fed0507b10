/* Panes, tabs, lists: where the person looks. */
#include "action.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "call_rows.h"
#include "calling.h"
#include "moving.h"
#include "filter.h"
#include "ui.h"
#include "views/page.h"
#include "views/tab.h"
#include "views/view.h"

#define END 1000000000		/* farther than any list is long */

/* --- panes ----------------------------------------------------------------*/

static bool may_show(const struct ui *ui, enum pane pane)
{
	return ui->layout.one_pane || ui->layout.kind != LAYOUT_FULL ||
		ui->layout.panes[pane].rows > 0;
}

static void step_pane(struct ui *ui, int by)
{
	enum pane pane = ui->focus;

	do
		pane = (pane + by + PANES) % PANES;
	while (!may_show(ui, pane));
	ui_focus(ui, pane);
}

static void do_next_pane(struct ui *ui, const char *argument)
{
	(void)argument;
	step_pane(ui, 1);
}

static void do_previous_pane(struct ui *ui, const char *argument)
{
	(void)argument;
	step_pane(ui, -1);
}

static void go_to_tab(struct ui *ui, enum tab tab)
{
	ui->tab = tab;
	ui_focus(ui, PANE_BROWSER);
}

static void do_history(struct ui *ui, const char *argument)
{
	(void)argument;
	go_to_tab(ui, TAB_HISTORY);
}

static void do_log(struct ui *ui, const char *argument)
{
	(void)argument;
	go_to_tab(ui, TAB_LOG);
}

static bool is_start(const char *name, const char *typed)
{
	return *typed && !strncasecmp(name, typed, strlen(typed));
}

/* "goto trace", "goto tr": a tab or a pane by its name. */
static void do_goto(struct ui *ui, const char *argument)
{
	static const struct { const char *name; enum pane pane; } panes[] = {
		{ "calls", PANE_CALLS }, { "accounts", PANE_DETAIL },
		{ "pad", PANE_PAD } };
	const char *typed = argument ? argument : "";

	for (int i = 0; i < TABS; i++)
		if (tab_applies(ui, i) && is_start(tab_view(i)->name, typed)) {
			go_to_tab(ui, i);
			return;
		}
	for (size_t i = 0; i < sizeof panes / sizeof *panes; i++)
		if (is_start(panes[i].name, typed)) {
			ui_focus(ui, panes[i].pane);
			return;
		}
	notice_add(ui->notices, NOTICE_KEY, "goto \"%s\"? history, log, "
		"calls, accounts ..", typed);
}

static void step_tab(struct ui *ui, int by)
{
	enum tab tab = ui->tab;

	do
		tab = (tab + TABS + by) % TABS;
	while (!tab_applies(ui, tab));
	go_to_tab(ui, tab);
}

static void do_next_tab(struct ui *ui, const char *argument)
{
	(void)argument;
	step_tab(ui, 1);
}

static void do_previous_tab(struct ui *ui, const char *argument)
{
	(void)argument;
	step_tab(ui, -1);
}

static bool can_zoom(const struct ui *ui)
{
	return ui->layout.kind == LAYOUT_FULL && !ui->page &&
		!ui->settings.reader;
}

static void do_zoom(struct ui *ui, const char *argument)
{
	(void)argument;
	ui->zoomed = !ui->zoomed;
	ui_focus(ui, ui->focus);
}

static const char *zoom_hint(const struct ui *ui)
{
	return ui->zoomed ? "back" : "zoom";
}

/* --- lists ----------------------------------------------------------------*/

static struct shown_list focused_list(struct ui *ui)
{
	const struct page_view *page = page_view(ui->page);
	int browser = ui->layout.panes[PANE_BROWSER].rows;

	if (page)
		return page->list ? page->list(ui, ui->layout.body.rows - 1) :
			(struct shown_list){ .n = 0 };
	if (ui->focus == PANE_BROWSER)
		return tab_view(ui->tab)->list(ui, browser);
	if (ui->focus == PANE_DETAIL)
		return (struct shown_list){ &ui->accounts,
			ui->model->n_accounts,
			ui->layout.panes[PANE_DETAIL].rows, false };
	return (struct shown_list){ &ui->calls, ui->model->n_sessions,
		ui->layout.panes[PANE_CALLS].rows, false };
}

/* From nowhere downwards to the first, upwards to the last. */
static void move_calls(struct ui *ui, int by)
{
	struct call_rows r = call_rows_make(ui->model, calls_room(ui));
	int at = call_rows_find(&r, ui->selected);

	at = call_rows_step(&r, at < 0 && by < 0 ? r.n : at, by);
	if (at >= 0 && at < r.n)
		ui_select(ui, r.items[at].session->id);
	call_rows_clear(&r);
}

static void move(struct ui *ui, int by)
{
	struct shown_list l = focused_list(ui);

	if (!l.view)
		return;
	if (!ui->page && ui->focus == PANE_BROWSER && tab_view(ui->tab)->move) {
		tab_view(ui->tab)->move(ui, by);
		return;
	}
	if (l.view == &ui->calls) {
		move_calls(ui, by);
	} else if (l.scrolls) {
		list_view_fit(l.view, l.n, l.rows);
		l.view->top += by;
		l.view->selected = l.view->top + (by > 0 ? l.rows - 1 : 0);
		list_view_fit(l.view, l.n, l.rows);
	} else {
		list_view_move(l.view, by, l.n);
	}
}

bool moving_by(struct ui *ui, int by)
{
	struct shown_list l = focused_list(ui);
	int to = l.view ? l.view->selected + by : -1;

	if (!l.view || (!l.scrolls && (to < 0 || to >= l.n)))
		return false;
	move(ui, by);
	return true;
}

void moving_scroll(struct ui *ui, int by)
{
	move(ui, by);
}

static int page(struct ui *ui)
{
	int rows = focused_list(ui).rows;

	return rows > 1 ? rows - 1 : 1;
}

static void do_down(struct ui *ui, const char *argument)
{
	(void)argument;
	move(ui, 1);
}

static void do_up(struct ui *ui, const char *argument)
{
	(void)argument;
	move(ui, -1);
}

static void do_page_down(struct ui *ui, const char *argument)
{
	(void)argument;
	move(ui, page(ui));
}

static void do_page_up(struct ui *ui, const char *argument)
{
	(void)argument;
	move(ui, -page(ui));
}

static void do_top(struct ui *ui, const char *argument)
{
	(void)argument;
	move(ui, -END);
}

static void do_bottom(struct ui *ui, const char *argument)
{
	(void)argument;
	move(ui, END);
}

/* --- what Enter does on a row ---------------------------------------------*/

static bool on_record(const struct ui *ui)
{
	const struct record *r = ui->tab == TAB_HISTORY ?
		listing_chosen(&ui->history) : NULL;

	return ui->connected && !ui->page && r && *r->target;
}

static void do_call_record(struct ui *ui, const char *argument)
{
	const struct record *r = listing_chosen(&ui->history);
	struct calling c = { .to = r->target, .shown = record_party(r),
		.account = model_account(ui->model, r->account) ?
			r->account : NULL };

	(void)argument;
	calling_start(ui, &c);
	ui_focus(ui, PANE_CALLS);
}

/* --- calls by number, filter ----------------------------------------------*/

static bool has_calls(const struct ui *ui)
{
	return ui->model->n_sessions > 0;
}

static void do_select(struct ui *ui, const char *argument)
{
	const struct session *s;

	if (!argument || !*argument) {
		ui_type(ui, LINE_NUMBER);
		return;
	}
	s = model_session_numbered(ui->model, atoi(argument));
	if (!s) {
		notice_add(ui->notices, NOTICE_KEY, "there is no call %s",
			argument);
		return;
	}
	ui_select(ui, s->id);
	ui_focus(ui, PANE_CALLS);
}

static void do_filter(struct ui *ui, const char *argument)
{
	go_to_tab(ui, ui->focus == PANE_BROWSER ? ui->tab : TAB_HISTORY);
	if (argument && *argument)
		filter_set(ui, argument);
	else
		ui_type(ui, LINE_FILTER);
}

static bool can_filter(const struct ui *ui)
{
	return !ui->page && (ui->connected || ui->focus == PANE_BROWSER) &&
		(ui->focus != PANE_BROWSER || filter_applies(ui));
}

/* ---------------------------------------------------------------------------*/

const struct action move_actions[] = {
	{ .name = "call entry", .keys = { "Enter" }, .contexts = IN_BROWSER,
	  .help = "call the selected entry of the history",
	  .applies = on_record, .run = do_call_record, .hint = "call",
	  .flags = ACTION_NOT_LISTED | ACTION_CHANGES | ACTION_ON_SCREEN },
	{ .name = "next pane", .keys = { "Tab" }, .contexts = ANYWHERE,
	  .help = "the next pane", .run = do_next_pane, .hint = "pane",
	  .flags = ACTION_ON_SCREEN },
	{ .name = "previous pane", .keys = { "S-Tab" }, .contexts = ANYWHERE,
	  .help = "the pane before", .run = do_previous_pane,
	  .flags = ACTION_ON_SCREEN },
	{ .name = "history", .keys = { "g h" }, .contexts = IN_COMMAND,
	  .help = "the calls so far", .run = do_history, .hint = "history" },
	{ .name = "log", .keys = { "g l" }, .contexts = IN_COMMAND,
	  .help = "every notice with its time", .run = do_log, .hint = "log" },
	{ .name = "goto", .run = do_goto, .argument = "WHERE",
	  .help = "a tab or a pane by its name: history, log, calls, pad",
	  .flags = ACTION_ON_SCREEN },
	{ .name = "next tab", .keys = { "]", "Right" }, .contexts = IN_COMMAND,
	  .help = "the next tab of the browser", .run = do_next_tab,
	  .flags = ACTION_ON_SCREEN },
	{ .name = "previous tab", .keys = { "[", "Left" },
	  .contexts = IN_COMMAND, .help = "the tab before",
	  .run = do_previous_tab,
	  .flags = ACTION_ON_SCREEN },
	{ .name = "zoom", .keys = { "z" }, .contexts = IN_COMMAND,
	  .help = "this pane alone, and back", .applies = can_zoom,
	  .run = do_zoom, .hint_now = zoom_hint,
	  .flags = ACTION_ON_SCREEN },
	{ .name = "down", .keys = { "j", "Down", "^N" }, .contexts = IN_COMMAND,
	  .help = "the next row", .run = do_down, .flags = ACTION_NOT_LISTED },
	{ .name = "up", .keys = { "k", "Up", "^P" }, .contexts = IN_COMMAND,
	  .help = "the row before", .run = do_up, .flags = ACTION_NOT_LISTED },
	{ .name = "page down", .keys = { "PgDn", "^D" }, .contexts = IN_COMMAND,
	  .help = "a page down", .run = do_page_down,
	  .flags = ACTION_NOT_LISTED },
	{ .name = "page up", .keys = { "PgUp", "^U" }, .contexts = IN_COMMAND,
	  .help = "a page up", .run = do_page_up,
	  .flags = ACTION_NOT_LISTED },
	{ .name = "top", .keys = { "g g", "Home" }, .contexts = IN_COMMAND,
	  .help = "the first row", .run = do_top, .flags = ACTION_NOT_LISTED },
	{ .name = "bottom", .keys = { "G", "End" }, .contexts = IN_COMMAND,
	  .help = "the last row", .run = do_bottom,
	  .flags = ACTION_NOT_LISTED },
	{ .name = "select call", .keys = { "'" }, .contexts = IN_COMMAND,
	  .also = { "select" },
	  .help = "select a call by its number (also Alt-1 to Alt-9)",
	  .applies = has_calls, .run = do_select, .argument = "NUMBER" },
	{ .name = "filter", .keys = { "/" }, .contexts = IN_COMMAND,
	  .help = "only what holds these letters: calls, contacts, log",
	  .applies = can_filter, .run = do_filter, .argument = "TEXT",
	  .flags = ACTION_ON_SCREEN },
	{ .name = NULL }
};
