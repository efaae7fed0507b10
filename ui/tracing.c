#include "tracing.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "request.h"

#define SOON_MS 200		/* several events at once are one */
#define AGAIN_MS 2000		/* what no event tells: a refresh, a repetition */

int tracing_session(const struct ui *ui)
{
	return ui_selected(ui) ? ui->selected : ui->trace_session;
}

void tracing_changed(struct ui *ui, int session)
{
	int64_t soon = clock_ms() + SOON_MS;

	if (session == ui->trace_session &&
			(ui->trace_due < 0 || ui->trace_due > soon))
		ui->trace_due = soon;
}

int64_t tracing_deadline(const struct ui *ui)
{
	int session = tracing_session(ui);

	if (ui->tab != TAB_TRACE || !ui->connected || !session ||
			ui->trace_asked || ui->layout.panes[PANE_BROWSER].rows <= 0)
		return -1;
	return session != ui->trace_session ? 0 : ui->trace_due;
}

static void add_sound(struct trace *t, const struct session *s)
{
	char label[TRACE_LABEL];

	if (!s || !s->established || !s->codec)
		return;
	snprintf(label, sizeof label, "RTP %s%s", s->codec,
		protection_is_on(&s->protection) ? " encrypted" : "");
	trace_add_sound(t, s->established, label);
}

/* At its end it stays there, as more come; else what is read stays in place. */
static void load(struct ui *ui, const json_t *result)
{
	struct trace *t = &ui->trace;
	bool at_end = ui->trace_rows.selected >= t->n - 1;
	int gone = -t->dropped;

	trace_load(t, result);
	add_sound(t, model_session(ui->model, ui->trace_session));
	gone += t->dropped;
	ui->trace_rows.selected = at_end ? t->n - 1 :
		ui->trace_rows.selected - gone;
	ui->trace_rows.top -= at_end ? 0 : gone;
}

static void on_trace(void *arg, int session, const json_t *result,
	const char *error)
{
	struct ui *ui = arg;
	const struct session *s = model_session(ui->model, session);

	ui->trace_asked = false;
	if (session != ui->trace_session)
		return;
	mem_set(&ui->trace_error, error);
	if (!error)
		load(ui, result);
	ui->trace_due = s && session_lives(s) && !error ?
		clock_ms() + AGAIN_MS : -1;
}

/* Another call: nothing of the one before is shown. */
static void begin(struct ui *ui, int session)
{
	const struct session *s = model_session(ui->model, session);

	trace_clear(&ui->trace);
	ui->trace_session = session;
	ui->trace_number = s ? s->number : 0;
	mem_set(&ui->trace_party, s ? session_party(s) : "");
	ui->trace_rows = (struct list_view){ 0, 0 };
	ui->trace_whole = false;
	ui->trace_pan = 0;
}

void tracing_tick(struct ui *ui)
{
	int64_t due = tracing_deadline(ui);
	struct link_reply reply = { on_trace, ui, tracing_session(ui) };

	if (due < 0 || clock_ms() < due)
		return;
	if (reply.subject != ui->trace_session)
		begin(ui, reply.subject);
	ui->trace_asked = true;
	request_trace(ui->link, &reply);
}
