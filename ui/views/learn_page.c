/* :keys learn - a row for each key that came, the newest first. */
#include <stdio.h>

#include "learn.h"
#include "views/page.h"

#define NAME_AT 22
#define PANES_AT 36
#define LINE_AT 58

static void row_of(const struct area *a, int row, enum role role,
	const char *const texts[4])
{
	static const int at[] = { 1, NAME_AT, PANES_AT, LINE_AT };

	for (int i = 0; i < 4; i++) {
		int end = i < 3 ? at[i + 1] - 1 : a->columns;

		if (end > a->columns)
			end = a->columns;
		if (at[i] < a->columns)
			screen_text(a, row, at[i], end - at[i], role,
				*texts[i] ? texts[i] : "-");
	}
}

static void draw(struct ui *ui, const struct area *a)
{
	static const char *const titles[] = { "what comes", "is", "in a pane",
		"in the line" };
	const struct learnt *l;

	row_of(a, 0, ROLE_BOLD, titles);
	for (int i = 0; i < a->rows - 1 && (l = learn_at(ui, i)); i++) {
		const char *texts[] = { l->bytes, l->name, l->in_panes,
			l->in_line };

		row_of(a, i + 1, ROLE_NORMAL, texts);
	}
}

static void heading(const struct ui *ui, char *text, int size)
{
	(void)ui;
	snprintf(text, size, "Press keys: nothing is done  (Esc Esc: back)");
}

const struct page_view learn_page = { .heading = heading, .draw = draw };
