#include "searching.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "number.h"
#include "prompts.h"
#include "request.h"
#include "ui.h"

#define ASKED_MOST 3		/* at once: a slow engine is not buried */

static const char *typed(const struct ui *ui)
{
	return ui_line((struct ui *)ui)->text;
}

static struct completion_sources sources(const struct ui *ui)
{
	return (struct completion_sources){ .model = ui->model,
		.contacts = &ui->contacts.window, .recent = ui->recent,
		.not_this = ui->mode == LINE_TRANSFER ? ui->about : 0 };
}

static bool is_searched(const struct ui *ui)
{
	return ui->typing && (ui->mode == LINE_DIAL ||
		ui->mode == LINE_TRANSFER || ui->mode == LINE_CONSULT);
}

/* --- the answer -----------------------------------------------------------*/

/* Nobody can have read what is highlighted, and nobody chose it. */
static bool is_fresh(const struct ui *ui)
{
	return !ui->completion.moved &&
		clock_ms() < ui->searching.since + SEARCHING_MS;
}

static void take(struct ui *ui, const json_t *result)
{
	struct completion_sources s = sources(ui);

	s.matches = json_object_get(result, "matches");
	if (!json_is_array(s.matches))
		return;
	ui->now = true;
	if (is_fresh(ui))
		completion_fill(&ui->completion, &s, typed(ui));
	else
		completion_refill(&ui->completion, &s, typed(ui));
}

static void ask(struct ui *ui);

static void on_matches(void *arg, int edition, const json_t *result,
	const char *error)
{
	struct ui *ui = arg;
	struct searching *s = &ui->searching;

	s->asked--;
	s->absent |= error == asked_no_method;
	if (s->again)
		ask(ui);
	if (edition != s->edition)
		return;
	s->answered = true;
	if (!error && is_searched(ui))
		take(ui, result);
	searching_flush(ui);
}

/* --- asking ---------------------------------------------------------------*/

static void ask(struct ui *ui)
{
	struct searching *s = &ui->searching;
	struct link_reply reply = { on_matches, ui, s->edition };
	char *text;

	s->again = false;
	if (!is_searched(ui) || !*typed(ui) || s->absent || !ui->connected)
		return;
	if (s->asked >= ASKED_MOST) {
		s->again = true;
		return;
	}
	s->asked++;
	text = number_is_typed(typed(ui)) ? number_clean(typed(ui)) :
		mem_text(typed(ui));
	request_search(ui->link, text, COMPLETION_ROWS - 1, &reply);
	free(text);
}

void searching_restart(struct ui *ui)
{
	ui->searching.absent = false;
}

void searching_changed(struct ui *ui)
{
	struct completion_sources s = sources(ui);

	if (ui->completion.n && !strcmp(typed(ui), ui->searching.text))
		return;			/* only the cursor was moved */
	completion_fill(&ui->completion, &s, typed(ui));
	strcpy(ui->searching.text, typed(ui));
	ui->searching.edition++;
	ui->searching.answered = false;
	ui->searching.since = clock_ms();
	ask(ui);
}

void searching_forget(struct ui *ui)
{
	ui->searching.edition++;
	ui->searching.answered = true;
	ui->searching.enter = false;
}

/* --- Enter ----------------------------------------------------------------*/

bool searching_defers(struct ui *ui)
{
	struct searching *s = &ui->searching;

	s->enter = is_searched(ui) && ui->connected && !s->answered &&
		!s->absent && is_fresh(ui) && *typed(ui) &&
		!number_is_typed(typed(ui));
	return s->enter;
}

void searching_flush(struct ui *ui)
{
	if (!ui->searching.enter)
		return;
	ui->searching.enter = false;
	ui->searching.answered = true;
	line_enter(ui);
	ui_settle_key(ui);
}

int64_t searching_deadline(const struct ui *ui)
{
	return ui->searching.enter ? ui->searching.since + SEARCHING_MS : -1;
}

void searching_tick(struct ui *ui)
{
	if (ui->searching.enter && clock_ms() >= searching_deadline(ui))
		searching_flush(ui);
}
