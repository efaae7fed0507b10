/* The keys: those of now first, then all by group. */
#include <stdio.h>
#include <string.h>

#include "action.h"
#include "keymap.h"
#include "views/hints.h"
#include "views/page.h"

#define KEYS_COLUMNS 18

struct sheet {
	const struct area *area;	/* NULL: only counting */
	int row, top;
};

static void line(struct sheet *p, enum role role, const char *keys,
	const char *text)
{
	int row = p->row++ - p->top;

	if (!p->area || row < 0 || row >= p->area->rows)
		return;
	screen_text(p->area, row, 1, KEYS_COLUMNS - 2, role, keys);
	screen_text(p->area, row, KEYS_COLUMNS, p->area->columns - KEYS_COLUMNS,
		role == ROLE_HEADING ? ROLE_NORMAL : role, text);
}

static void keys_of(const struct ui *ui, const struct action *a, char *text,
	int size)
{
	keymap_keys_of(ui->keymap, a, text, size);
	if (!*text)
		snprintf(text, size, ":%s", a->name);
}

static void now(struct sheet *p, const struct ui *ui)
{
	struct hints hints;

	hints_make(&hints, ui);
	line(p, ROLE_HEADING, "Now", "");
	for (int i = 0; i < hints.n; i++) {
		const struct action *a = hints.items[i].action;
		char key[HINT_TEXT];

		if (!a)
			continue;
		snprintf(key, sizeof key, "%s", hints.items[i].text);
		line(p, ROLE_NORMAL, key, a->help);
	}
}

static void group(struct sheet *p, const struct ui *ui,
	const struct action_group *g)
{
	char keys[64];

	line(p, ROLE_NORMAL, "", "");
	line(p, ROLE_HEADING, g->title, "");
	for (const struct action *a = g->actions; a->name; a++) {
		keys_of(ui, a, keys, sizeof keys);
		line(p, ROLE_NORMAL, keys, a->help);
	}
}

static void all(struct sheet *p, const struct ui *ui)
{
	now(p, ui);
	for (const struct action_group *g = action_groups; g->title; g++)
		group(p, ui, g);
	line(p, ROLE_NORMAL, "", "");
	line(p, ROLE_NORMAL, "0-9 + * #",
		"start a number in the line; on the pad they are tones");
	line(p, ROLE_NORMAL, "Alt and a letter",
		"that command at once, inside fields too (but b, f, d)");
	line(p, ROLE_NORMAL, "Alt-1 .. Alt-9",
		"select the call of that number");
}

static int rows_of(const struct ui *ui)
{
	struct sheet p = { NULL, 0, 0 };

	all(&p, ui);
	return p.row;
}

static void draw(struct ui *ui, const struct area *a)
{
	struct sheet p = { a, 0, 0 };
	int n = rows_of(ui);

	if (ui->help_rows.top > n - a->rows)
		ui->help_rows.top = n > a->rows ? n - a->rows : 0;
	p.top = ui->help_rows.top;
	all(&p, ui);
}

static void heading(const struct ui *ui, char *text, int size)
{
	(void)ui;
	snprintf(text, size, "Help  (q: back)");
}

static struct shown_list list(struct ui *ui, int rows)
{
	return (struct shown_list){ &ui->help_rows, rows_of(ui), rows, true };
}

const struct page_view help_page = { .heading = heading, .draw = draw,
	.list = list };
