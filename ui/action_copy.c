/* What is looked at, into the clipboard of the terminal.  What has more to copy
 * (a contact, a message, figures) has its own y. */
#include "action.h"

#include <stdlib.h>

#include "base/mem.h"
#include "filter.h"
#include "party.h"
#include "ui.h"

/* The one on top.  Owned by the caller; NULL: nothing is looked at. */
static char *line_of_log(const struct ui *ui)
{
	int all = notice_log_count(ui->notices), above = ui->log.top;

	for (int i = 0; i < all; i++) {
		const struct notice *n = notice_log_at(ui->notices, i);

		if (filter_takes(ui, n) && !above--)
			return mem_text(n->text);
	}
	return NULL;
}

static char *number_of_call(const struct ui *ui)
{
	const struct session *s = ui_selected(ui);
	char *target = s ? party_target(s->uri) : NULL;

	if (!target || !*target) {
		free(target);
		return NULL;
	}
	free(target);
	return *s->address ? mem_text(s->address) : party_bare(s->uri);
}

static char *address_of_account(const struct ui *ui)
{
	int i = ui->accounts.selected;

	return !ui_selected(ui) && i < ui->model->n_accounts ?
		party_bare(ui->model->accounts[i]->aor) : NULL;
}

static char *looked_at(const struct ui *ui)
{
	char *text = NULL;

	if (ui->page)
		return NULL;
	if (ui->focus == PANE_BROWSER)
		return ui->tab == TAB_LOG ? line_of_log(ui) : NULL;
	text = number_of_call(ui);
	if (!text && ui->focus == PANE_DETAIL)
		text = address_of_account(ui);
	return text;
}

static bool can_copy(const struct ui *ui)
{
	char *text = looked_at(ui);

	free(text);
	return text;
}

static void do_copy(struct ui *ui, const char *argument)
{
	char *text = looked_at(ui);

	(void)argument;
	ui_copy(ui, text);
	free(text);
}

const struct action copy_actions[] = {
	{ .name = "copy", .keys = { "y" },
	  .contexts = IN_CALLS | IN_DETAIL | IN_BROWSER,
	  .help = "copy the number of the call, the account, the line of the log",
	  .applies = can_copy, .run = do_copy,
	  .flags = ACTION_ON_SCREEN },
	{ .name = NULL }
};
