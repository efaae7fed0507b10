#include "ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "escape.h"
#include "filter.h"
#include "form_page.h"
#include "learn.h"
#include "setup.h"
#include "menus.h"
#include "request.h"
#include "saver.h"
#include "sounding.h"

void ui_init(struct ui *ui)
{
	settings_init(&ui->settings);
	listing_start(ui);
	ui->focus = PANE_CALLS;
	ui->completion.chosen = -1;
	ui->line_shown = -1;
	ui->account = -1;
	ui->trace_due = -1;
	ui->judged.due = -1;
	ui->judged.step_s = 1;
	ui->wait_s = -1;
}

void ui_free(struct ui *ui)
{
	learn_end(ui);
	completion_clear(&ui->completion);
	listing_free(&ui->history);
	listing_free(&ui->contacts);
	trace_clear(&ui->trace);
	free(ui->trace_party);
	free(ui->trace_error);
	free(ui->judged.party);
	free(ui->judged.error);
	saver_free(ui->saver);
	today_clear(&ui->today);
	for (int i = 0; i < ui->n_lines; i++)
		free(ui->lines[i]);
	free(ui->lost_how);
	free(ui->lost_why);
	free(ui->watched);
	free(ui->copied);
	free(ui->remove_id);
	free(ui->contact_id);
	settings_clear(&ui->settings);
	form_free(ui->form);
	free(ui->edited.file);
	free(ui->setup.uri);
	saver_free(ui->settings_saver);
}

/* --- who is meant ---------------------------------------------------------*/

struct session *ui_selected(const struct ui *ui)
{
	return model_session(ui->model, ui->selected);
}

bool ui_rings(const struct session *s)
{
	return s->state == SESSION_RINGING && s->pending != PENDING_ANSWER &&
		s->pending != PENDING_REJECT &&
		s->pending != PENDING_SEND_ON;
}

void ui_announce(struct ui *ui, const struct session *s)
{
	if (ui->n_ringing < UI_ANNOUNCED)
		ui->ringing[ui->n_ringing++] = s->id;
}

struct session *ui_target(const struct ui *ui)
{
	struct session *target = ui_selected(ui);

	if (target && ui_rings(target))
		return target;
	target = NULL;
	for (int i = 0; i < ui->model->n_sessions; i++) {
		struct session *s = ui->model->sessions[i];

		if (ui_rings(s) && (!target || s->created < target->created))
			target = s;
	}
	return target;
}

struct session *ui_asking(const struct ui *ui)
{
	struct session *s = ui_selected(ui);

	if (s && s->wish && session_lives(s))
		return s;
	for (int i = 0; i < ui->model->n_sessions; i++) {
		s = ui->model->sessions[i];
		if (s->wish && session_lives(s))
			return s;
	}
	return NULL;
}

bool ui_can_send_tones(const struct ui *ui)
{
	const struct session *s = ui_selected(ui);

	return s && ui->connected && !ui->read_only && session_has_sound(s);
}

static const struct account *first_account(const struct model *m, bool direct)
{
	for (int i = 0; i < m->n_accounts; i++)
		if (m->accounts[i]->state != ACCOUNT_OFF && direct ==
				(m->accounts[i]->state == ACCOUNT_DIRECT))
			return m->accounts[i];
	return NULL;
}

/* Nothing chosen: the one that the engine chooses, which registers. */
const struct account *ui_account(const struct ui *ui)
{
	const struct model *m = ui->model;
	const struct account *first = first_account(m, false);

	if (ui->account >= 0 && ui->account < m->n_accounts)
		return m->accounts[ui->account];
	return first ? first : first_account(m, true);
}

/* --- where the person is --------------------------------------------------*/

void ui_select(struct ui *ui, int session)
{
	ui->selected = session;
	ui->selected_guard = 0;
}

void ui_layout(struct ui *ui, int rows, int columns)
{
	struct layout_wish wish = { .shown = ui->focus,
		.zoomed = ui->zoomed || ui->settings.reader,
		.no_pad = !ui->settings.pad };

	layout_compute(&ui->layout, rows, columns, &wish);
}

static bool pad_sends(const struct ui *ui)
{
	return ui->focus == PANE_PAD && !ui->typing && ui_can_send_tones(ui);
}

static void forget_tones(struct ui *ui)
{
	ui->tones_session = pad_sends(ui) ? ui->selected : 0;
	ui->tones[0] = '\0';
	if (!ui->tones_session)
		explicit_bzero(ui->tones_to_come, sizeof ui->tones_to_come);
	ui->secret = false;
}

/* Only where the person has asked for it, and types nothing. */
static void settle_pad(struct ui *ui)
{
	const struct session *s = model_session(ui->model, ui->placed);

	if (!s || !session_lives(s))
		ui->placed = 0;
	if (!s || !session_talks(s))
		return;
	ui->placed = 0;
	if (ui->settings.pad_auto == PAD_AUTO_OUTGOING && !ui->typing &&
	    !ui->dial.length && !ui->page && s->id == ui->selected)
		ui_focus(ui, PANE_PAD);
}

/* --- the input line -------------------------------------------------------*/

struct line_edit *ui_line(struct ui *ui)
{
	if (ui->mode == LINE_FIELD)
		return form_edit(ui->form);
	return ui->mode == LINE_DIAL ? &ui->dial : &ui->prompt;
}

bool ui_completes(const struct ui *ui)
{
	return ui->mode != LINE_PALETTE && ui->mode != LINE_FILTER &&
		ui->mode != LINE_NUMBER && ui->mode != LINE_FIELD &&
		ui->mode != LINE_SEARCH;
}

/* Of the page, from its top. */
static void search_set(struct ui *ui)
{
	snprintf(ui->search, sizeof ui->search, "%.60s", ui->prompt.text);
	ui->help_rows = (struct list_view){ 0, 0 };
}

void ui_line_changed(struct ui *ui)
{
	if (ui->mode == LINE_FIELD)
		form_edited(ui->form);
	else if (ui->mode == LINE_FILTER)
		filter_set(ui, ui->prompt.text);
	else if (ui->mode == LINE_SEARCH)
		search_set(ui);
	else if (ui->mode == LINE_REJECT)
		menu_reject(&ui->completion, ui->model, ui->prompt.text);
	else if (ui->mode == LINE_FORWARD)
		menu_forward(&ui->completion, ui->model, ui->about,
			ui->prompt.text);
	else if (ui_completes(ui))
		searching_changed(ui);
	ui->palette = (struct list_view){ 0, 0 };
}

void ui_type(struct ui *ui, enum line_mode mode)
{
	ui->typing = true;
	ui->mode = mode;
	if (mode != LINE_SEARCH &&
			(mode != LINE_PALETTE || ui->page != PAGE_FORM))
		ui->page = PAGE_PANES;
	ui->recent = false;
	ui->line_shown = -1;
	if (mode != LINE_DIAL)
		line_edit_set(&ui->prompt,
			mode == LINE_FILTER ? filter_text(ui) :
			mode == LINE_SEARCH ? ui->search : "");
	forget_tones(ui);
	completion_clear(&ui->completion);
	ui_line_changed(ui);
}

void ui_type_about(struct ui *ui, enum line_mode mode, int id)
{
	ui->about = id;
	ui_type(ui, mode);
}

void ui_stop_typing(struct ui *ui)
{
	ui->typing = false;
	ui->mode = LINE_DIAL;
	ui->recent = false;
	searching_forget(ui);
	completion_clear(&ui->completion);
	forget_tones(ui);
	form_page_settle(ui);
}

void ui_focus(struct ui *ui, enum pane pane)
{
	ui->focus = pane;
	ui->page = PAGE_PANES;
	if (ui->typing)
		ui_stop_typing(ui);
	ui->drop_until = 0;
	ui_layout(ui, ui->layout.rows, ui->layout.columns);
	forget_tones(ui);
}

void ui_leave_page(struct ui *ui)
{
	ui->page = ui->page == PAGE_HELP && ui->form ? ui->page_below :
		PAGE_PANES;
	form_page_settle(ui);
}

void ui_remember_line(struct ui *ui, const char *text)
{
	if (ui->n_lines && !strcmp(ui->lines[0], text))
		return;
	if (ui->n_lines == UI_LINES)
		free(ui->lines[--ui->n_lines]);
	memmove(ui->lines + 1, ui->lines, ui->n_lines * sizeof *ui->lines);
	ui->lines[0] = mem_text(text);
	ui->n_lines++;
}

/* --- the day --------------------------------------------------------------*/

void ui_count_day(struct ui *ui)
{
	const struct model *m = ui->model;

	today_load(&ui->today, m->history, m->n_history, clock_wall_ms());
	ui->today.partial = m->history_total > m->n_history && m->n_history &&
		m->history[m->n_history - 1]->created >= ui->today.begin;
}

void ui_day(struct ui *ui)
{
	if (ui->model->n_history && clock_wall_ms() >= ui->today.end)
		ui_count_day(ui);
}

/* --- after a change -------------------------------------------------------*/

/* Whom to select where nobody is: the one that is heard, or the only one that
 * does not just ring. */
static struct session *obvious(const struct ui *ui)
{
	struct session *only = NULL, *focused = model_focused(ui->model);

	if (focused)
		return focused;
	for (int i = 0; i < ui->model->n_sessions; i++) {
		struct session *s = ui->model->sessions[i];

		if (!session_lives(s) || s->state == SESSION_RINGING)
			continue;
		if (only)
			return NULL;
		only = s;
	}
	return only;
}

static void settle_selection(struct ui *ui)
{
	bool had = ui->selected != 0;
	struct session *next;

	if (ui_selected(ui))
		return;
	next = obvious(ui);
	ui->selected = next ? next->id : 0;
	if (had && next)
		ui->selected_guard = clock_ms() + UI_GUARD_MS;
}

static int target_id(const struct ui *ui)
{
	const struct session *target = ui_target(ui);

	return target ? target->id : 0;
}

static void settle_target(struct ui *ui)
{
	int target = target_id(ui);

	if (ui->target_was && target != ui->target_was)
		ui->target_guard = clock_ms() + UI_GUARD_MS;
	ui->target_was = target;
}

static void settle_asking(struct ui *ui)
{
	const struct session *s = ui_asking(ui);
	int asking = s ? s->id : 0;

	if (ui->asking_was && asking && asking != ui->asking_was)
		ui->asking_guard = clock_ms() + UI_GUARD_MS;
	ui->asking_was = asking;
}

static void settle_focused(struct ui *ui)
{
	const struct session *s = model_focused(ui->model);

	if (!s || s->id == ui->focused_was)
		return;
	ui->focused_before = ui->focused_was;
	ui->focused_was = s->id;
}

/* A PIN must not land in the dial line because the call ended within it. */
static void settle_tones(struct ui *ui)
{
	if (pad_sends(ui) && ui->tones_session == ui->selected)
		return;
	if (ui->tones_session) {
		ui->drop_until = clock_ms() + UI_DROP_MS;
		notice_add(ui->notices, NOTICE_WARNING, "this call takes no "
			"tones now: digits are dropped for a moment");
	}
	forget_tones(ui);
}

static void settle_meters(struct ui *ui)
{
	const struct session *s = ui_selected(ui);
	int rows = ui->layout.panes[PANE_DETAIL].rows;
	bool panes = ui->settings.meters && !ui->settings.reader && !ui->slow && !ui->page && rows > 0 &&
		(!ui_target(ui) || rows >= UI_TALL);
	bool shown = s && session_has_sound(s) && ui->connected &&
		(panes || setup_shows_levels(ui));

	link_set_meters(ui->link, shown ? 4 : 0);
}

void ui_settle(struct ui *ui)
{
	notice_tell_all(ui->notices, ui->settings.reader);
	settle_selection(ui);
	settle_target(ui);
	settle_asking(ui);
	settle_focused(ui);
	settle_pad(ui);
	settle_tones(ui);
	settle_meters(ui);
	sounding_follow(ui);
}

void ui_settle_key(struct ui *ui)
{
	notice_tell_all(ui->notices, ui->settings.reader);
	ui_layout(ui, ui->layout.rows, ui->layout.columns);
	settle_selection(ui);
	ui->target_was = target_id(ui);
	ui->asking_was = ui_asking(ui) ? ui_asking(ui)->id : 0;
	if (ui->tones_session != ui->selected)
		forget_tones(ui);
	settle_meters(ui);
	sounding_follow(ui);
}

/* --- copies ---------------------------------------------------------------*/

bool ui_copy(struct ui *ui, const char *text)
{
	const char *why = NULL;

	if (!ui->settings.copy)
		why = "copying is off: set copy on";
	else if (!*text)
		why = "nothing to copy";
	else if (strlen(text) > ESCAPE_COPY_MAX)
		why = "not copied: more than 4 KiB";
	if (why)
		notice_add(ui->notices, NOTICE_KEY, "%s", why);
	else
		notice_add(ui->notices, NOTICE_INFO, "copied: %s", text);
	if (!why)
		mem_set(&ui->copied, text);
	return !why;
}

static bool about_a_call(const struct ui *ui)
{
	return ui->typing && (ui->mode == LINE_TRANSFER ||
		ui->mode == LINE_CONSULT || ui->mode == LINE_REJECT);
}

void ui_other_engine(struct ui *ui)
{
	if (about_a_call(ui))
		ui_stop_typing(ui);
	ui->selected = ui->consulting = ui->tones_session = 0;
	ui->focused_was = ui->focused_before = 0;
	ui->target_was = ui->asking_was = 0;
	ui->mos.session = ui->judged.session = ui->trace_session = 0;
	trace_clear(&ui->trace);
}

/* --- answers --------------------------------------------------------------*/

static void on_answer(void *arg, int session, const json_t *result,
	const char *error)
{
	struct ui *ui = arg;
	struct session *s = model_session(ui->model, session);
	char text[400];

	(void)result;
	if (s)
		s->pending = PENDING_NOTHING;
	if (error && s)
		notice_add(ui->notices, NOTICE_ERROR, "call %d%s", s->number,
			session_error(s, error, text, sizeof text));
	else if (error)
		notice_add(ui->notices, NOTICE_ERROR, "%s", error);
}

void ui_ask(struct ui *ui, struct session *s, enum pending pending,
	const char *verb)
{
	struct link_reply reply = ui_reply(ui, s->id);

	s->pending = pending;
	request_session(ui->link, verb, &reply);
}

struct link_reply ui_reply(struct ui *ui, int session)
{
	return (struct link_reply){ on_answer, ui, session };
}
