#include "judging.h"

#include "base/clock.h"
#include "base/mem.h"
#include "request.h"

#define AGAIN_MS 2000		/* two new seconds at a time: fewer bytes */

int judging_session(const struct ui *ui)
{
	return ui_selected(ui) ? ui->selected : ui->judged.session;
}

int64_t judging_deadline(const struct ui *ui)
{
	int session = judging_session(ui);

	if (ui->tab != TAB_QUALITY || ui->page || !ui->connected || !session ||
			ui->judged.asked ||
			ui->layout.panes[PANE_BROWSER].rows <= 0)
		return -1;
	return session != ui->judged.session ? 0 : ui->judged.due;
}

static void on_quality(void *arg, int session, const json_t *result,
	const char *error)
{
	struct ui *ui = arg;
	const struct session *s = model_session(ui->model, session);

	ui->judged.asked = false;
	if (session != ui->judged.session)
		return;
	mem_set(&ui->judged.error, error);
	if (!error)
		quality_load(&ui->judged.quality, result);
	ui->judged.due = s && session_lives(s) && !error ?
		clock_ms() + AGAIN_MS : -1;
}

/* Another call: nothing of the one before is shown. */
static void begin(struct ui *ui, int session)
{
	const struct session *s = model_session(ui->model, session);

	ui->judged.quality.n = ui->judged.quality.seconds = 0;
	ui->judged.session = session;
	ui->judged.number = s ? s->number : 0;
	ui->judged.back = 0;
	mem_set(&ui->judged.party, s ? session_party(s) : "");
	mem_set(&ui->judged.error, NULL);
}

void judging_tick(struct ui *ui)
{
	int64_t due = judging_deadline(ui);
	struct link_reply reply = { on_quality, ui, judging_session(ui) };

	if (due < 0 || clock_ms() < due)
		return;
	if (reply.subject != ui->judged.session)
		begin(ui, reply.subject);
	ui->judged.asked = true;
	request_session(ui->link, "quality", &reply);
}
