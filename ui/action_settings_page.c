/* Settings, accounts, the first start: the ways to their pages. */
#include "action.h"

#include <string.h>

#include "account_editor.h"
#include "request.h"
#include "request_settings.h"
#include "settings_page.h"
#include "setup.h"

static bool is_connected(const struct ui *ui)
{
	return ui->connected;
}

static void do_settings(struct ui *ui, const char *argument)
{
	(void)argument;
	settings_page_return(ui);
}

static void do_setup(struct ui *ui, const char *argument)
{
	(void)argument;
	setup_open(ui);
}

/* The named one, else the one that is looked at or dialled from. */
static const struct account *meant(const struct ui *ui, const char *name)
{
	const struct model *m = ui->model;

	if (name && *name)
		return model_account(m, name);
	if (ui->focus == PANE_DETAIL && ui->accounts.selected < m->n_accounts)
		return m->accounts[ui->accounts.selected];
	return ui_account(ui) ? ui_account(ui) : m->n_accounts ?
		m->accounts[0] : NULL;
}

static void do_edit(struct ui *ui, const char *argument)
{
	const struct account *a = meant(ui, argument);

	if (argument && *argument && !a)
		notice_add(ui->notices, NOTICE_KEY, "there is no account %s",
			argument);
	else
		account_editor_open(ui, a ? a->id : 0);
}

static void do_new(struct ui *ui, const char *argument)
{
	(void)argument;
	account_editor_open(ui, 0);
}

static void do_reload(struct ui *ui, const char *argument)
{
	struct link_reply reply = ui_reply(ui, 0);

	(void)argument;
	request_reload(ui->link, &reply);
}

const struct action settings_page_actions[] = {
	{ .name = "settings", .keys = { "g s" }, .contexts = IN_COMMAND,
	  .help = "accounts, audio, calls, look, keys, network, about",
	  .run = do_settings, .flags = ACTION_CHANGES | ACTION_ON_SCREEN },
	{ .name = "edit account", .keys = { "g e" }, .contexts = IN_COMMAND,
	  .help = "the account: address, password, codecs; try it out",
	  .applies = is_connected, .run = do_edit, .argument = "NAME",
	  .flags = ACTION_CHANGES | ACTION_ON_SCREEN },
	{ .name = "new account", .help = "another account",
	  .applies = is_connected, .run = do_new,
	  .flags = ACTION_CHANGES | ACTION_ON_SCREEN },
	{ .name = "wizard", .keys = { "g w" }, .contexts = IN_COMMAND,
	  .help = "the first start's four steps again",
	  .applies = is_connected, .run = do_setup,
	  .flags = ACTION_CHANGES | ACTION_ON_SCREEN },
	{ .name = "reload", .help = "read offhook.conf again; calls stay up",
	  .applies = is_connected, .run = do_reload,
	  .flags = ACTION_CHANGES },
	{ .name = NULL }
};
