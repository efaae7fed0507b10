/* :keys - each binding, where it counts, where it comes from, and what is in its
 * way.
 *
 *	calls  x     transfer 8001        keys file, line 7
 *	any    j     zoom                 keys file, line 9  hidden by down
 */
#include <stdio.h>
#include <string.h>

#include "action.h"
#include "keymap.h"
#include "keys_file.h"
#include "views/hints.h"
#include "views/page.h"
#include "views/sheet.h"

#define LINE 200

static const char *place_of(int contexts)
{
	static const struct { int contexts; const char *name; } panes[] = {
		{ IN_CALLS, "the calls" }, { IN_DETAIL, "accounts" },
		{ IN_BROWSER, "the browser" },
	};
	const char *name = keys_file_place(contexts);

	for (int i = 0; i < 3 && !*name; i++)
		if (panes[i].contexts == contexts)
			name = panes[i].name;
	return *name ? name : "some places";
}

static int origin(const struct binding *b, char *text, int size)
{
	if (b->layer == LAYER_FILE)
		return snprintf(text, size, "  [line %d]", b->line);
	return b->layer == LAYER_PRESET ? snprintf(text, size, "  [preset]") : 0;
}

static void hidden(const struct binding *by, char *text, int size)
{
	if (!by->command.action)
		snprintf(text, size, "  hidden: unbound");
	else
		snprintf(text, size, "  hidden by %s", by->command.action->name);
}

static void describe(const struct keymap *k, const struct binding *b,
	char text[LINE])
{
	const struct command *c = &b->command;
	const struct binding *by = c->action ? keymap_hidden_by(k, b) : NULL;
	int n = snprintf(text, LINE, "%s%s%.60s", c->action ? c->action->name :
		"(nothing)", c->argument ? " " : "",
		c->argument ? c->argument : "");

	if (c->call)
		n += snprintf(text + n, LINE - n, " %d", c->call);
	n += origin(b, text + n, LINE - n);
	if (by)
		hidden(by, text + n, LINE - n);
}

static void fill_place(struct sheet *p, const struct ui *ui, const char *place)
{
	const struct binding *b;
	bool first = true;

	for (int i = 0; (b = keymap_at(ui->keymap, i)); i++) {
		char keys[KEY_NAMES], text[LINE];

		if (strcmp(place_of(b->contexts), place))
			continue;
		if (first)
			sheet_heading(p, place);
		first = false;
		key_names(b->key, b->second, keys);
		describe(ui->keymap, b, text);
		sheet_row(p, keys, text);
	}
}

static void fill(struct sheet *p, const struct ui *ui)
{
	static const char *const places[] = { "calls", "any", "list",
		"the calls", "accounts", "the browser", "pad", "some places",
		"line", "form" };

	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		fill_place(p, ui, places[i]);
}

static void draw(struct ui *ui, const struct area *a)
{
	sheet_draw(ui, a, fill);
}

static void heading(const struct ui *ui, char *text, int size)
{
	char back[KEY_NAMES];

	hints_key(ui, "detach", back);
	snprintf(text, size, "What is bound%s%.40s  (%s: back)",
		*ui->search ? ": " : "", ui->search, back);
}

static struct shown_list list(struct ui *ui, int rows)
{
	return (struct shown_list){ &ui->help_rows, sheet_rows(ui, fill), rows,
		true };
}

const struct page_view keys_page = { .heading = heading, .draw = draw,
	.list = list };
