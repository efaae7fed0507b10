/* The other side of a call goes elsewhere: transfer, consultation, swapping
 * between the two; and where the other side sends us.
 *
 *	T 2002 Enter	1 is held, 2002 is called as 2	s: the other one
 *	t		1 and 2 are put through		b: 2 ends, back to 1
 */
#include "action.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "calling.h"
#include "cells.h"
#include "prompts.h"
#include "request.h"
#include "ui.h"

/* --- the two of a consultation --------------------------------------------*/

/* One that can still be put through. */
static bool is_consultation(const struct ui *ui, const struct session *s)
{
	const struct session *waiting = model_session(ui->model, s->consults);

	return waiting && session_talks(waiting) && s->outgoing &&
		!session_is_service(s) && !session_is_service(waiting) &&
		s->state != SESSION_ENDED && s->state != SESSION_ENDING;
}

static struct session *consultation_for(const struct ui *ui, int id)
{
	for (int i = 0; i < ui->model->n_sessions; i++) {
		struct session *s = ui->model->sessions[i];

		if (id && s->consults == id && is_consultation(ui, s))
			return s;
	}
	return NULL;
}

/* Of the selected call, whichever of the two it is; NULL: of neither. */
static struct session *consultation(const struct ui *ui)
{
	struct session *s = ui_selected(ui);

	if (!s)
		return NULL;
	return is_consultation(ui, s) ? s : consultation_for(ui, s->id);
}

static struct session *waiting_of(const struct ui *ui, const struct session *s)
{
	return model_session(ui->model, s->consults);
}

/* --- completing -----------------------------------------------------------*/

static bool can_complete(const struct ui *ui)
{
	const struct session *s = ui->connected ? consultation(ui) : NULL;

	return s && !waiting_of(ui, s)->transferring;
}

static void put_through(struct ui *ui, int session, int with)
{
	struct link_reply reply = ui_reply(ui, session);

	request_put_through(ui->link, with, &reply);
}

static void do_complete(struct ui *ui, const char *argument)
{
	struct session *s = consultation(ui);

	(void)argument;
	put_through(ui, s->consults, s->id);
}

/* "Bob Example" -> "Bob", of eight bytes at most, whole letters. */
static void first_word(const struct session *s, char text[9])
{
	const char *party = session_party(s);
	int columns = 8, n = (int)strcspn(party, " ");

	while (columns && cells_fit(party, columns) - party > 8)
		columns--;
	if (n > cells_fit(party, columns) - party)
		n = cells_fit(party, columns) - party;
	snprintf(text, 9, "%.*s", n, party);
}

static const char *complete_hint(const struct ui *ui)
{
	static char text[40];
	const struct session *s = consultation(ui);
	const struct session *waiting = waiting_of(ui, s);
	char from[9], to[9];

	first_word(waiting, from);
	first_word(s, to);
	snprintf(text, sizeof text, "complete %d %s -> %d %s", waiting->number,
		from, s->number, to);
	return text;
}

/* --- transfer and consult -------------------------------------------------*/

/* One that is on its way need not be sent again; a service is this phone's and
 * nobody else's. */
static bool can_transfer(const struct ui *ui)
{
	const struct session *s = ui_selected(ui);

	return ui->connected && s && session_talks(s) && !s->transferring &&
		!session_is_service(s);
}

static void consult(struct ui *ui, int session, const char *to,
	const char *shown)
{
	struct calling c = { .to = to, .shown = shown, .consults = session };

	calling_start(ui, &c);
}

static void do_transfer(struct ui *ui, const char *argument)
{
	struct link_reply reply = ui_reply(ui, ui->selected);

	if (ui->consulting)
		notice_add(ui->notices, NOTICE_KEY, "transfer: the call to "
			"consult is not there yet, press again");
	else if (argument && *argument)
		request_transfer(ui->link, argument, &reply);
	else
		ui_type_about(ui, LINE_TRANSFER, ui->selected);
}

static void do_consult(struct ui *ui, const char *argument)
{
	if (argument && *argument)
		consult(ui, ui->selected, argument, argument);
	else
		ui_type_about(ui, LINE_CONSULT, ui->selected);
}

static bool can_consult(const struct ui *ui)
{
	return can_transfer(ui) && !ui->consulting && !consultation(ui);
}

static bool can_consult_first(const struct ui *ui)
{
	const struct candidate *c = completion_chosen(&ui->completion);

	return ui->mode == LINE_TRANSFER && c && !c->session;
}

static void leave_line(struct ui *ui)
{
	ui_stop_typing(ui);
	ui_focus(ui, PANE_CALLS);
}

void consult_enter(struct ui *ui)
{
	const struct candidate *c = completion_chosen(&ui->completion);
	char *to = mem_text(c->to), *shown = mem_text(c->name);

	leave_line(ui);
	consult(ui, ui->about, to, shown);
	free(to);
	free(shown);
}

static void do_consult_first(struct ui *ui, const char *argument)
{
	(void)argument;
	consult_enter(ui);
}

/* The call may have ended meanwhile: then the engine says so. */
void transfer_enter(struct ui *ui)
{
	const struct candidate *c = completion_chosen(&ui->completion);
	struct link_reply reply = ui_reply(ui, ui->about);

	if (c->session)
		put_through(ui, ui->about, c->session);
	else
		request_transfer(ui->link, c->to, &reply);
	leave_line(ui);
}

void transfer_to_call(struct ui *ui, const struct session *s)
{
	if (!s || !session_lives(s) || s->id == ui->about) {
		notice_add(ui->notices, NOTICE_KEY,
			"there is no other call of that number");
		return;
	}
	put_through(ui, ui->about, s->id);
	leave_line(ui);
}

/* --- swap -----------------------------------------------------------------*/

static struct session *counterpart(const struct ui *ui)
{
	struct session *asked = consultation(ui);

	if (!asked)
		return NULL;
	return asked->focused || asked->id == ui->selected ?
		waiting_of(ui, asked) : asked;
}

static bool may_have_it(const struct session *s)
{
	return s && session_talks(s) && !s->focused;
}

/* The other one of a consultation, else the selected one, else the one that was
 * talked to before, else the first that is held. */
static struct session *to_swap(const struct ui *ui)
{
	struct session *s = counterpart(ui);

	if (may_have_it(s) || may_have_it(s = ui_selected(ui)) || may_have_it(
			s = model_session(ui->model, ui->focused_before)))
		return s;
	for (int i = 0; i < ui->model->n_sessions; i++)
		if (may_have_it(ui->model->sessions[i]))
			return ui->model->sessions[i];
	return NULL;
}

static bool can_swap(const struct ui *ui)
{
	return ui->connected && to_swap(ui) &&
		(model_focused(ui->model) || may_have_it(counterpart(ui)));
}

static void do_swap(struct ui *ui, const char *argument)
{
	struct session *s = to_swap(ui);

	(void)argument;
	ui_ask(ui, s, PENDING_FOCUS, "focus");
	ui_select(ui, s->id);
}

static const char *swap_hint(const struct ui *ui)
{
	static char text[24];
	const struct session *s = counterpart(ui);

	if (!may_have_it(s))
		return "swap";
	snprintf(text, sizeof text, "talk to %d", s->number);
	return text;
}

/* --- the other side wants us elsewhere ------------------------------------*/

static bool is_asked(const struct ui *ui)
{
	return ui->connected && ui_asking(ui);
}

static void answer_wish(struct ui *ui, const char *verb)
{
	if (clock_ms() < ui->asking_guard)
		notice_add(ui->notices, NOTICE_KEY,
			"another call asks now, press again");
	else
		ui_ask(ui, ui_asking(ui), PENDING_NOTHING, verb);
}

static void do_yes(struct ui *ui, const char *argument)
{
	(void)argument;
	answer_wish(ui, "accept");
}

static void do_no(struct ui *ui, const char *argument)
{
	(void)argument;
	answer_wish(ui, "refuse");
}

/* ---------------------------------------------------------------------------*/

const struct action transfer_actions[] = {
	{ .name = "yes", .keys = { "y" }, .contexts = IN_COMMAND,
	  .help = "go where the other side of a call sends us",
	  .applies = is_asked, .run = do_yes, .hint = "yes, go there",
	  .number = NUMBER_ASKING, .flags = ACTION_URGENT | ACTION_CHANGES },
	{ .name = "no", .keys = { "n" }, .contexts = IN_COMMAND,
	  .help = "stay: the other side shall not send us on",
	  .applies = is_asked, .run = do_no, .hint = "no",
	  .number = NUMBER_ASKING, .flags = ACTION_URGENT | ACTION_CHANGES },
	{ .name = "complete", .keys = { "t", "F6" }, .contexts = IN_COMMAND,
	  .help = "put the two of a consultation through to each other",
	  .applies = can_complete, .run = do_complete,
	  .hint_now = complete_hint,
	  .flags = ACTION_ON_SELECTED | ACTION_CHANGES },
	{ .name = "transfer", .keys = { "t", "F6" }, .contexts = IN_COMMAND,
	  .help = "send the selected call's other side to a number, or a call",
	  .applies = can_transfer, .run = do_transfer, .hint = "transfer",
	  .flags = ACTION_ON_SELECTED | ACTION_CHANGES, .argument = "TARGET" },
	{ .name = "consult", .keys = { "T", "F7" }, .contexts = IN_COMMAND,
	  .help = "hold the selected call and ask somebody else first",
	  .applies = can_consult, .run = do_consult, .hint = "consult",
	  .flags = ACTION_ON_SELECTED | ACTION_CHANGES, .argument = "TARGET" },
	{ .name = "consult first", .keys = { "^T" }, .contexts = IN_LINE,
	  .help = "call the target of the transfer and ask it first",
	  .applies = can_consult_first, .run = do_consult_first,
	  .hint = "consult first",
	  .flags = ACTION_NOT_LISTED | ACTION_CHANGES },
	{ .name = "swap", .keys = { "s" }, .contexts = IN_COMMAND,
	  .help = "talk to the other call, hold this one",
	  .applies = can_swap, .run = do_swap, .hint_now = swap_hint,
	  .flags = ACTION_CHANGES },
	{ .name = NULL }
};
