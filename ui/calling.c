#include "calling.h"

#include <stdio.h>

#include "request.h"
#include "ui.h"

/* The call that a key made is the one that is meant next. */
static void on_called(void *arg, int subject, const json_t *result,
	const char *error)
{
	struct ui *ui = arg;
	const json_t *session = json_object_get(result, "session");

	(void)subject;
	ui->calling[0] = '\0';
	ui->consulting = 0;
	if (error) {
		notice_add(ui->notices, NOTICE_ERROR, "%s", error);
		return;
	}
	model_apply(ui->model, "session.changed", result);
	ui_select(ui, json_integer_value(json_object_get(session, "id")));
	ui->placed = ui->selected;
}

void calling_start(struct ui *ui, const struct calling *c)
{
	struct link_reply reply = { on_called, ui, 0 };

	ui_remember_line(ui, c->to);
	snprintf(ui->calling, sizeof ui->calling, "%s", c->shown);
	ui->consulting = c->consults;
	request_call(ui->link, c, &reply);
}
