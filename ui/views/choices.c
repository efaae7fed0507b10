/* The lists above the input line: whom to call, which command. */
#include <stdio.h>
#include <string.h>

#include "cells.h"
#include "keymap.h"
#include "cells.h"
#include "palette.h"
#include "views/view.h"
#include "widgets/box.h"

#define COMPLETION_COLUMNS 59
#define PALETTE_COLUMNS 75
#define ROWS_MOST 10
#define ADDRESS_COLUMNS 17
#define LABEL_COLUMNS 7
#define LABELS_FROM 50		/* columns of all */
#define NOTE_COLUMNS 21
#define COMMAND_COLUMNS 21
#define KEY_COLUMNS 10

static int least(int a, int b)
{
	return a < b ? a : b;
}

static int most(int a, int b)
{
	return a > b ? a : b;
}

static int rows_for(const struct ui *ui, int n)
{
	int room = ui->layout.kind == LAYOUT_FULL ? ui->layout.rows / 3 :
		ui->layout.rows - 6;

	return least(n, least(ROWS_MOST, room > 1 ? room : 1));
}

/* Name, number, label, where from: what none of them has takes no room. */
struct choice_columns {
	int name, address, label, note;		/* columns; 0: not there */
};

static struct choice_columns choice_columns(const struct completion *c,
	int width)
{
	struct choice_columns k = { .note = 0 };

	for (int i = 0; i < c->n; i++) {
		const struct candidate *item = &c->items[i];

		k.note = most(k.note, cells_width(item->note));
		k.label = most(k.label, item->label ?
			cells_width(item->label) : 0);
	}
	k.note = least(k.note, NOTE_COLUMNS);
	k.label = width >= LABELS_FROM ? least(k.label, LABEL_COLUMNS) : 0;
	k.address = least(ADDRESS_COLUMNS, (width - k.note - k.label) / 2);
	k.name = width - 1 - k.address - k.label - k.note - 2 -
		(k.label ? 1 : 0);
	return k;
}

static void draw_candidate(const struct candidate *c, bool chosen,
	const struct choice_columns *k, const struct area *a, int row)
{
	enum role role = chosen ? ROLE_SELECT : ROLE_NORMAL;
	int note = a->columns - k->note, address = 2 + k->name;

	if (chosen)
		screen_fill(a, row, 0, a->columns, role);
	screen_text(a, row, 0, 1, role, chosen ? ">" : " ");
	screen_text(a, row, 1, *c->address ? k->name : note - 2, role, c->name);
	if (*c->address)
		screen_text(a, row, address, k->address, role, c->address);
	if (k->label && c->label)
		screen_text(a, row, address + k->address + 1, k->label, role,
			c->label);
	screen_text(a, row, note, k->note, role, c->note);
}

void completion_draw(const struct ui *ui)
{
	const struct completion *c = &ui->completion;
	struct list_view view = { c->chosen, 0 };
	struct choice_columns columns;
	char title[32];
	struct area a;

	if (!ui->typing || !ui_completes(ui) || !c->n ||
			ui->layout.kind < LAYOUT_SINGLE)
		return;
	snprintf(title, sizeof title, "%d match%s", c->n,
		c->n == 1 ? "" : "es");
	a = box_draw(ui->layout.notice.row,
		least(ui->layout.columns, COMPLETION_COLUMNS),
		rows_for(ui, c->n), title);
	columns = choice_columns(c, a.columns);
	list_view_fit(&view, c->n, a.rows);
	for (int i = 0; i < a.rows && view.top + i < c->n; i++)
		draw_candidate(&c->items[view.top + i],
			view.top + i == c->chosen, &columns, &a, i);
}

/* "now on", at the end of a row; "" where there is nothing to tell. */
static void value_of(const struct ui *ui, const struct palette_item *item,
	char *text, int size)
{
	char value[SETTING_TEXT_MAX] = "";
	const char *now = item->action->now && !item->setting ?
		item->action->now(ui) : NULL;

	if (item->setting)
		settings_text(&ui->settings, item->setting, value);
	else
		snprintf(value, sizeof value, "%s", now ? now : "");
	text[0] = '\0';
	if (*value)
		snprintf(text, size, "now %.20s", value);
}

static void draw_command(const struct ui *ui, const struct palette_item *item,
	bool chosen, const struct area *a, int row)
{
	enum role role = chosen ? ROLE_SELECT : ROLE_NORMAL;
	char name[80], key[KEY_NAMES] = "", now[32];
	int column = 1 + COMMAND_COLUMNS + 1, end;

	palette_name(item, name, sizeof name);
	value_of(ui, item, now, sizeof now);
	if (!item->setting)
		keymap_key_of(ui->keymap, ui, action_base(ui), item->action,
			key);
	end = a->columns - (*now ? cells_width(now) + 2 : 0);
	if (chosen)
		screen_fill(a, row, 0, a->columns, role);
	screen_text(a, row, 0, 1, role, chosen ? ">" : " ");
	screen_text(a, row, 1, COMMAND_COLUMNS, role, name);
	screen_text(a, row, column, KEY_COLUMNS, role, *key ? key : "-");
	column += KEY_COLUMNS;
	screen_text(a, row, column, end - column, role, item->setting ?
		item->setting->help : item->action->help);
	screen_text(a, row, a->columns - cells_width(now) - 1,
		cells_width(now), role, now);
}

void palette_draw(struct ui *ui)
{
	struct palette p;
	char title[40];
	struct area a;

	if (!ui->typing || ui->mode != LINE_PALETTE ||
			ui->layout.kind < LAYOUT_SINGLE)
		return;
	palette_match(&p, ui, ui->prompt.text);
	snprintf(title, sizeof title, ": %d of %d", p.n, p.of);
	a = box_draw(ui->layout.notice.row,
		least(ui->layout.columns, PALETTE_COLUMNS),
		rows_for(ui, p.n), title);
	list_view_fit(&ui->palette, p.n, a.rows);
	for (int i = 0; i < a.rows && ui->palette.top + i < p.n; i++)
		draw_command(ui, &p.items[ui->palette.top + i],
			ui->palette.top + i == ui->palette.selected, &a, i);
}
