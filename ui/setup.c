#include "setup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "form_page.h"
#include "request.h"
#include "request_settings.h"
#include "screen.h"
#include "settings_saving.h"

#define STEPS 4

static const struct setup_step *const steps[STEPS + 1] = {
	[SETUP_STEP_AUDIO] = &setup_audio, [SETUP_STEP_ACCOUNT] = &setup_account,
	[SETUP_STEP_CALL] = &setup_call, [SETUP_STEP_KEYS] = &setup_keys,
};

static const struct form_owner owner;

static const struct setup_step *shown(const struct ui *ui)
{
	return steps[ui->setup.step];
}

static bool is_open(const struct ui *ui)
{
	return form_page_of(ui, &owner);
}

/* --- the steps ------------------------------------------------------------*/

static void add_button(struct form *form, const char *name, const char *label,
	bool beside)
{
	form_add(form, &(struct field_params){ .kind = FIELD_BUTTON,
		.name = name, .label = label, .beside = beside });
}

static struct form *make(struct ui *ui)
{
	struct form *form = form_new();
	bool last = ui->setup.step == STEPS;

	shown(ui)->add(ui, form);
	if (form->n)
		form_add(form, &(struct field_params){ .kind = FIELD_NOTE });
	add_button(form, "next", last ? "Done" : "Next", false);
	if (ui->setup.step > 1)
		add_button(form, "back", "Back", true);
	if (shown(ui)->skip)
		add_button(form, "skip", shown(ui)->skip, true);
	return form;
}

static void opened(struct ui *ui)
{
	if (shown(ui)->opened)
		shown(ui)->opened(ui);
}

static void go_to(struct ui *ui, int step)
{
	ui->setup.step = step;
	form_page_replace(ui, make(ui));
	opened(ui);
}

void setup_open(struct ui *ui)
{
	if (form_page_return(ui, &owner))
		return;
	free(ui->setup.uri);
	ui->setup = (struct setup){ .step = SETUP_STEP_AUDIO,
		.decided = true };
	signing_clear(&ui->signing);
	form_page_open(ui, &owner, make(ui));
	opened(ui);
}

bool setup_shows_levels(const struct ui *ui)
{
	return form_page_is_shown(ui) && is_open(ui) &&
		ui->setup.step == SETUP_STEP_CALL;
}

/* --- when it comes by itself ----------------------------------------------*/

static bool is_first_start(const struct ui *ui)
{
	const struct model *m = ui->model;

	return ui->connected && !ui->read_only && ui->settings_file &&
		ui->settings.setup == SETUP_AUTO && m->engine.no_config &&
		!m->n_accounts && !m->n_sessions && !m->history_total;
}

void setup_offer(struct ui *ui)
{
	if (ui->setup.decided)
		return;
	ui->setup.decided = true;
	if (is_first_start(ui))
		setup_open(ui);
}

static void remember(struct ui *ui)
{
	if (ui->settings.setup == SETUP_OFF)
		return;
	ui->settings.setup = SETUP_OFF;
	settings_saving_start(ui,
		settings_file_bit(settings_find("setup")), true);
}

/* --- leaving --------------------------------------------------------------*/

struct session *setup_session(const struct ui *ui)
{
	struct session *s = model_focused(ui->model);

	return s && session_lives(s) && s->outgoing &&
		!strcmp(s->address, "echo") ? s : NULL;
}

static void hang_up(struct ui *ui)
{
	struct session *s = setup_session(ui);

	if (s)
		ui_ask(ui, s, PENDING_BYE, "hangup");
}

static void finish(struct ui *ui)
{
	hang_up(ui);
	remember(ui);
	form_page_close(ui);
	notice_add(ui->notices, NOTICE_INFO, "ready: d dials a name, digits a "
		"number, ? shows all keys");
}

/* What was made in it goes with it. */
static void cancel(struct ui *ui)
{
	struct link_reply reply = ui_reply(ui, 0);

	hang_up(ui);
	if (ui->setup.account)
		request_account_remove(ui->link, ui->setup.account, &reply);
	ui->setup.account = 0;
	remember(ui);
	form_page_close(ui);
	notice_add(ui->notices, NOTICE_INFO,
		"left the set-up, no account is kept; g w brings it back");
}

static void leave(struct ui *ui)
{
	if (ui->setup.step == SETUP_STEP_CALL)
		hang_up(ui);
	if (ui->setup.step > 1)
		go_to(ui, ui->setup.step - 1);
	else
		cancel(ui);
}

/* --- keys -----------------------------------------------------------------*/

static void next(struct ui *ui)
{
	if (ui->setup.step == SETUP_STEP_CALL)
		hang_up(ui);
	if (ui->setup.step == STEPS)
		finish(ui);
	else
		go_to(ui, ui->setup.step + 1);
}

static void press(struct ui *ui, const struct field *f)
{
	if (!strcmp(f->name, "back"))
		leave(ui);
	else if (!strcmp(f->name, "skip"))
		next(ui);
	else if (strcmp(f->name, "next"))
		shown(ui)->press(ui, f);
	else if (!shown(ui)->next || shown(ui)->next(ui))
		next(ui);
}

static void changed(struct ui *ui, struct field *f)
{
	if (shown(ui)->changed)
		shown(ui)->changed(ui, f);
}

/* --- how it looks ---------------------------------------------------------*/

static void heading(const struct ui *ui, char *text, int size)
{
	snprintf(text, size, "Set up: %s (step %d of %d)", shown(ui)->title,
		ui->setup.step, STEPS);
}

static int above(struct ui *ui, const struct area *a)
{
	int column = 2;

	if (shown(ui)->settle)
		shown(ui)->settle(ui);
	if (a->rows < 6)
		return 0;
	for (int i = 1; i <= STEPS; i++) {
		bool here = i == ui->setup.step;

		column += screen_format(a, 0, column, a->columns - column,
			here ? ROLE_HEADING : ROLE_DIM, "%s%d %s%s",
			here ? ">" : " ", i, steps[i]->word,
			steps[i]->done && steps[i]->done(ui) ? " ok" : "");
		column += 3;
	}
	return 2;
}

static int below(struct ui *ui, const struct area *a)
{
	int gap = a->rows > 3;
	struct area under = { a->row + gap, a->column, a->rows - gap,
		a->columns };

	return shown(ui)->below && under.rows > 0 ?
		shown(ui)->below(ui, &under) : 0;
}

static const struct form_owner owner = { .heading = heading, .above = above,
	.below = below, .press = press, .changed = changed, .leave = leave,
	.cancel = cancel };
