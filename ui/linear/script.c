#include "linear/script.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "protocol/message.h"

struct script {
	const struct ui *ui;		/* of the linear mode */
	char **lines;			/* owned, the next one first */
	int n, at;
	int status;
};

struct script *script_new(struct ui *ui)
{
	struct script *s = mem_new_of(struct script);

	s->ui = ui;
	return s;
}

void script_free(struct script *s)
{
	if (!s)
		return;
	while (s->at < s->n)
		free(s->lines[s->at++]);
	free(s->lines);
	free(s);
}

/* --- lines -----------------------------------------------------------------*/

void script_add(struct script *s, const char *line)
{
	if (s->at == s->n)
		s->at = s->n = 0;
	s->lines = mem_grow(s->lines, (s->n + 1) * sizeof *s->lines);
	s->lines[s->n++] = mem_text(line);
}

bool script_is_empty(const struct script *s)
{
	return s->at == s->n;
}

char *script_take(struct script *s)
{
	return script_is_empty(s) ? NULL : s->lines[s->at++];
}

/* --- what goes on -----------------------------------------------------------*/

static bool is_on_its_way(const struct session *s)
{
	return s->state == SESSION_ANSWERING || s->state == SESSION_DIALLING ||
		s->state == SESSION_RINGING_THERE ||
		s->state == SESSION_EARLY || s->state == SESSION_ENDING ||
		s->hold_pending || (s->transferring && session_lives(s));
}

bool script_is_settled(const struct ui *ui)
{
	const struct session *selected = ui_selected(ui);

	if (link_waiting(ui->link) || *ui->calling || ui->starting ||
			ui->connect || ui->start_engine)
		return false;
	for (int i = 0; i < ui->model->n_sessions; i++)
		if (ui->model->sessions[i]->pending)
			return false;
	return !selected || !is_on_its_way(selected);
}

/* --- how it went -----------------------------------------------------------*/

static void failed(struct script *s, int status)
{
	if (!s->status)
		s->status = status;
}

void script_result(struct script *s, enum order_result result)
{
	if (result == ORDER_UNKNOWN)
		failed(s, EXIT_USAGE);
	else if (result == ORDER_REFUSED)
		failed(s, EXIT_REFUSED);
}

void script_error(struct script *s)
{
	failed(s, EXIT_REFUSED);
}

static bool was_asked_for(const struct script *s, const struct session *c)
{
	return c->id == s->ui->selected && c->outgoing;
}

/* A call that was not answered, a transfer that did not happen. */
void script_change(struct script *s, const struct change *c)
{
	const struct session *now = c->session, *was = c->session_before;

	if (c->kind != CHANGE_SESSION || !was)
		return;
	if (!session_lives(now) && session_lives(was) && !now->established &&
			!now->ended_by_us && was_asked_for(s, now))
		failed(s, EXIT_REFUSED);
	if (was->transferring && now->transfer_state &&
			!strcmp(now->transfer_state, "failed"))
		failed(s, EXIT_REFUSED);
}

void script_lost(struct script *s)
{
	failed(s, EXIT_NO_ENGINE);
}

int script_status(const struct script *s)
{
	return s->status;
}
