/* The keys: those of now first, then all by group. */
#include <stdio.h>

#include "action.h"
#include "keymap.h"
#include "theme.h"
#include "views/hints.h"
#include "views/page.h"
#include "views/sheet.h"

static void keys_of(const struct ui *ui, const struct action *a, char *text,
	int size)
{
	keymap_keys_of(ui->keymap, a, text, size);
	if (!*text)
		snprintf(text, size, ":%s", a->name);
}

/* Behind this page, and on it as well. */
static void now(struct sheet *p, const struct ui *ui)
{
	struct ui behind = *ui;
	struct hints hints;

	behind.page = PAGE_PANES;
	hints_make(&hints, &behind);
	sheet_heading(p, "Now");
	for (int i = 0; i < hints.n; i++)
		if (hints.items[i].action)
			sheet_row(p, hints.items[i].text,
				hints.items[i].action->help);
}

/* The command's name is worth a search as well: it is what ":" takes. */
static void row_of(struct sheet *p, const struct ui *ui, const struct action *a)
{
	char keys[64], text[200];

	keys_of(ui, a, keys, sizeof keys);
	if (keys[0] == ':')
		snprintf(text, sizeof text, "%s", a->help);
	else
		snprintf(text, sizeof text, "%s  (%s)", a->help, a->name);
	sheet_row(p, keys, text);
}

/* What stands on the screen without a word beside it. */
static void signs(struct sheet *p)
{
	sheet_heading(p, "Who can listen");
	sheet_row(p, theme_mark(MARK_LOCKED),
		"before the time of a call: its sound is encrypted");
	sheet_row(p, theme_mark(MARK_OPEN), "its sound is not encrypted");
	sheet_row(p, "dtls", "encrypted, by keys that the two phones agreed on");
	sheet_row(p, "sdes", "encrypted, by keys in the signalling, which every "
		"server on the way could read");
	sheet_row(p, "open", "not encrypted");
	sheet_row(p, "fail", "no keys came about, so that nothing is sent");
	sheet_row(p, "tls_verify OFF", "an account takes anybody for its "
		"server: Verify server, below g e");
}

static void fill(struct sheet *p, const struct ui *ui)
{
	if (!*p->search)
		now(p, ui);
	for (const struct action_group *g = action_groups; g->title; g++) {
		sheet_heading(p, g->title);
		for (const struct action *a = g->actions; a->name; a++)
			row_of(p, ui, a);
	}
	sheet_heading(p, "Digits and Alt");
	sheet_row(p, "0-9 + * #",
		"start a number in the line; on the pad they are tones");
	sheet_row(p, "Alt and a letter",
		"that command at once, inside fields too (but b, f, d)");
	sheet_row(p, "Alt-1 .. Alt-9", "select the call of that number");
	signs(p);
}

static void draw(struct ui *ui, const struct area *a)
{
	sheet_draw(ui, a, fill);
}

static void heading(const struct ui *ui, char *text, int size)
{
	char back[KEY_NAMES], search[KEY_NAMES];

	hints_key(ui, "detach", back);
	hints_key(ui, "search", search);
	if (*ui->search)
		snprintf(text, size, "Help: %.40s  (%s: back)", ui->search,
			back);
	else
		snprintf(text, size, "Help  (%s: back, %s: search)", back,
			search);
}

static struct shown_list list(struct ui *ui, int rows)
{
	return (struct shown_list){ &ui->help_rows, sheet_rows(ui, fill), rows,
		true };
}

const struct page_view help_page = { .heading = heading, .draw = draw,
	.list = list };
