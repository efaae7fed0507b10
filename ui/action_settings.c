/* How this person wants it: settings and keys, while the screen is up. */
#include "action.h"

#include <stdio.h>
#include <string.h>

#include "keys_load.h"
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

static void do_keys_check(struct ui *ui, const char *argument)
{
	(void)argument;
	keys_load(ui, true);
}

const struct action settings_actions[] = {
	{ .name = "set", .argument = "NAME VALUE", .run = do_set,
	  .help = "change a setting of offhook-ui.conf(5) for now" },
	{ .name = "keys check", .run = do_keys_check,
	  .help = "read the keys file again, and tell what is wrong in it",
	  .flags = ACTION_ON_SCREEN },
	{ .name = NULL }
};
