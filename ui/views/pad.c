/* The keys of a telephone, for those who spell names on them. */
#include <stdio.h>

#include "views/view.h"

#define LINES 4
#define KEYS_ROWS (2 * LINES)
#define KEY_COLUMNS 6

static const char *const digits[LINES][3] = {
	{ "1", "2", "3" }, { "4", "5", "6" }, { "7", "8", "9" },
	{ "*", "0", "#" }
};
static const char *const letters[LINES][3] = {
	{ "", "abc", "def" }, { "ghi", "jkl", "mno" },
	{ "pqrs", "tuv", "wxyz" }, { "", "+", "" }
};

/* Keys in rows of three tell nothing to who hears them. */
static void draw_sentence(const struct ui *ui, const struct area *a)
{
	const struct session *s = ui_selected(ui);

	if (ui->tones_session && s)
		screen_format(a, 0, 1, a->columns - 1, ROLE_NORMAL,
			"digits are tones for call %d %s", s->number,
			session_party(s));
	else
		screen_text(a, 0, 1, a->columns - 1, ROLE_NORMAL,
			"digits are a number to dial");
}

/* Rows of a line of keys: letters stand below where there is room for all. */
static int line_rows(const struct area *a)
{
	return a->rows < KEYS_ROWS - 1 ? 1 : 2;
}

void pad_draw(const struct ui *ui, const struct area *a)
{
	int left = (a->columns - 3 * KEY_COLUMNS) / 2, rows = line_rows(a);

	if (!ui->connected || ui->read_only)
		return;
	if (ui->settings.reader) {
		draw_sentence(ui, a);
		return;
	}
	for (int row = 0; row < LINES; row++)
		for (int i = 0; i < 3; i++) {
			int column = left + i * KEY_COLUMNS;

			screen_text(a, rows * row, column + 4, 1,
				ui->tones_session ? ROLE_BOLD : ROLE_NORMAL,
				digits[row][i]);
			if (rows == 2)
				screen_text(a, 2 * row + 1, column + 3, 4,
					ROLE_DIM, letters[row][i]);
		}
}

int pad_key_at(const struct area *a, int row, int column)
{
	int left = (a->columns - 3 * KEY_COLUMNS) / 2 + 2;
	int i = column < left ? -1 : (column - left) / KEY_COLUMNS;

	int line = row < 0 ? -1 : row / line_rows(a);

	return line >= 0 && line < LINES && i >= 0 && i < 3 ?
		digits[line][i][0] : 0;
}

void pad_heading(const struct ui *ui, char *text, int size)
{
	if (!ui->connected || ui->read_only)
		snprintf(text, size, "Pad: off");
	else if (ui->tones_session && ui_selected(ui))
		snprintf(text, size, "Pad: DTMF %d", ui_selected(ui)->number);
	else
		snprintf(text, size, "Pad: dial");
}
