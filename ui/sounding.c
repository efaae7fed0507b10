#include "sounding.h"

#include "request.h"

static void on_quality(void *arg, int session, const json_t *result,
	const char *error)
{
	struct ui *ui = arg;

	if (!error && ui->mos.session == session)
		mos_trail_load(&ui->mos, json_object_get(result, "quality"));
}

/* What was before we looked is asked for once; then it is told. */
void sounding_follow(struct ui *ui)
{
	const struct session *s = ui->connected ? ui_selected(ui) : NULL;
	struct link_reply reply = { on_quality, ui, s ? s->id : 0 };

	if (!s || !session_talks(s) || ui->mos.session == s->id ||
			ui->layout.panes[PANE_DETAIL].rows < SOUNDING_ROWS)
		return;
	mos_trail_start(&ui->mos, s->id);
	request_session(ui->link, "quality", &reply);
}

void sounding_told(struct ui *ui, const struct session *s)
{
	if (s->id == ui->mos.session)
		mos_trail_add(&ui->mos, s->statistics.mos);
}
