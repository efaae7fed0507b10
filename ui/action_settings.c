/* How this person wants it: settings and keys, while the screen is up. */
#include "action.h"

#include <stdio.h>
#include <string.h>

#include "keys_load.h"
#include "learn.h"
#include "settings.h"
#include "ui.h"

static void say_value(struct ui *ui, const struct setting *s)
{
	char text[SETTING_TEXT_MAX];

	settings_text(&ui->settings, s, text);
	notice_add(ui->notices, NOTICE_INFO, "%s = %s: %s", s->name, text,
		s->help);
}

static void change(struct ui *ui, const struct setting *s, const char *value)
{
	char why[SETTING_WHY];

	if (!settings_set(&ui->settings, s, value, why)) {
		notice_add(ui->notices, NOTICE_KEY, "%s: %s", s->name, why);
		return;
	}
	notice_add(ui->notices, NOTICE_INFO, "%s = %s, until you leave",
		s->name, value);
	if (!strcmp(s->name, "keys"))
		keys_load(ui, true);
	ui->redraw = true;
}

/* "meters off", "meters = off", "meters" */
static void do_set(struct ui *ui, const char *argument)
{
	const char *line = argument ? argument : "";
	size_t n = strcspn(line, " =");
	char name[SETTING_TEXT_MAX];
	const struct setting *s;

	snprintf(name, sizeof name, "%.*s", (int)n, line);
	s = settings_find(name);
	line += n + strspn(line + n, " =");
	if (!s)
		notice_add(ui->notices, NOTICE_KEY, *name ?
			"there is no setting \"%.60s\"" :
			"set which? set meters off%.0s", name);
	else if (*line)
		change(ui, s, line);
	else
		say_value(ui, s);
}

static void show(struct ui *ui, enum page page)
{
	if (ui->typing)
		ui_stop_typing(ui);
	ui->page = page;
	ui->search[0] = '\0';
	ui->help_rows = (struct list_view){ 0, 0 };
}

static void do_keys(struct ui *ui, const char *argument)
{
	(void)argument;
	show(ui, PAGE_KEYS);
}

static void do_learn(struct ui *ui, const char *argument)
{
	(void)argument;
	show(ui, PAGE_LEARN);
	learn_start(ui);
}

static bool can_search(const struct ui *ui)
{
	return ui->page == PAGE_HELP || ui->page == PAGE_KEYS;
}

static void do_search(struct ui *ui, const char *argument)
{
	(void)argument;
	ui_type(ui, LINE_SEARCH);
}

static void do_keys_check(struct ui *ui, const char *argument)
{
	(void)argument;
	keys_load(ui, true);
}

const struct action settings_actions[] = {
	{ .name = "set", .argument = "NAME VALUE", .run = do_set,
	  .help = "change a setting of offhook-ui.conf(5) for now" },
	{ .name = "search", .keys = { "/" }, .contexts = IN_COMMAND,
	  .help = "the rows of this page that hold what is typed",
	  .applies = can_search, .run = do_search, .hint = "search",
	  .flags = ACTION_NOT_LISTED },
	{ .name = "keys", .run = do_keys,
	  .help = "what is bound where, by whom, and what never counts",
	  .flags = ACTION_ON_SCREEN },
	{ .name = "keys learn", .run = do_learn,
	  .help = "what the terminal sends for a key, and what it would do",
	  .flags = ACTION_ON_SCREEN },
	{ .name = "keys check", .run = do_keys_check,
	  .help = "read the keys file again, and tell what is wrong in it",
	  .flags = ACTION_ON_SCREEN },
	{ .name = NULL }
};
