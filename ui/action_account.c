/* Accounts: registering, where their calls go instead. */
#include "action.h"

#include <stdio.h>
#include <string.h>

#include "menus.h"
#include "prompts.h"
#include "request.h"
#include "ui.h"

static bool on_account(const struct ui *ui)
{
	return ui->connected && !ui->page && !ui_selected(ui) &&
		!ui_target(ui) && ui->accounts.selected < ui->model->n_accounts;
}

/* In lines no account is selected. */
static bool can_register(const struct ui *ui)
{
	return ui->linear ? ui->connected && ui->model->n_accounts :
		on_account(ui);
}

/* By its name from anywhere, by its key where the accounts are seen. */
static bool can_forward(const struct ui *ui)
{
	return ui->connected && ui->model->n_accounts;
}

static const struct account *chosen(const struct ui *ui)
{
	int i = ui->accounts.selected;

	return ui->model->accounts[i < ui->model->n_accounts ? i : 0];
}

static const struct account *named(struct ui *ui, const char *name)
{
	const struct account *a = name && *name ?
		model_account(ui->model, name) : chosen(ui);

	if (!a)
		notice_add(ui->notices, NOTICE_KEY,
			"there is no account \"%s\"", name);
	return a;
}

static void do_register(struct ui *ui, const char *argument)
{
	struct link_reply reply = ui_reply(ui, 0);
	const struct account *a = named(ui, argument);

	if (!a)
		return;
	notice_add(ui->notices, NOTICE_INFO, "%s: registering ..", a->name);
	request_register(ui->link, a->id, &reply);
}

/* --- forwards -------------------------------------------------------------*/

static void forward(struct ui *ui, int account, const char *line)
{
	struct link_reply reply = ui_reply(ui, 0);
	struct forwarding f;

	if (menu_forwarding(line, &f))
		request_forward(ui->link, account, &f, &reply);
	else
		notice_add(ui->notices, NOTICE_KEY, "forward \"%s\"? always, "
			"busy or no-answer TARGET, off", line);
}

/* "work always 2019": of that account; else of the selected one. */
static void forward_named(struct ui *ui, const char *line)
{
	const struct account *a = chosen(ui);

	for (int i = 0; i < ui->model->n_accounts; i++) {
		const char *name = ui->model->accounts[i]->name;
		size_t n = strlen(name);

		if (strncmp(line, name, n) || line[n] != ' ')
			continue;
		a = ui->model->accounts[i];
		line += n + strspn(line + n, " ");
		break;
	}
	forward(ui, a->id, line);
}

static const char *forward_hint(const struct ui *ui)
{
	return on_account(ui) ? "forward" : NULL;
}

static void do_forward(struct ui *ui, const char *argument)
{
	if (argument && *argument)
		forward_named(ui, argument);
	else
		ui_type_about(ui, LINE_FORWARD, chosen(ui)->id);
}

/* The word as typed, and whom the list says. */
void forward_enter(struct ui *ui)
{
	const struct candidate *c = completion_chosen(&ui->completion);
	int word = (int)strcspn(ui->prompt.text, " ");
	char line[2 * LINE_MAX_BYTES];

	if (ui->prompt.text[word])
		snprintf(line, sizeof line, "%.*s %s", word, ui->prompt.text,
			c->to);
	else
		snprintf(line, sizeof line, "%s", c->to);
	ui_stop_typing(ui);
	forward(ui, ui->about, line);
}

const struct action account_actions[] = {
	{ .name = "register", .keys = { "Enter" }, .contexts = IN_DETAIL,
	  .help = "register the account, or the selected one, now",
	  .argument = "ACCOUNT", .applies = can_register, .run = do_register, .hint = "register",
	  .flags = ACTION_CHANGES },
	{ .name = "forward", .keys = { "f" }, .contexts = IN_DETAIL,
	  .help = "[ACCOUNT] always, busy or no-answer TARGET, or off",
	  .applies = can_forward, .run = do_forward,
	  .hint_now = forward_hint, .argument = "HOW",
	  .flags = ACTION_CHANGES },
	{ .name = NULL }
};
