#include "linear/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"

static void write_text(struct prompt *p, const char *text, size_t n)
{
	p->lost |= !outlet_put(p->outlet, text, n);
}

/* What was not written is written anew, when there is room. */
static void settle(struct prompt *p)
{
	if (p->lost)
		p->is_out = false;
	p->lost = false;
}

static void repeat(struct prompt *p, char c, int n)
{
	while (n-- > 0)
		write_text(p, &c, 1);
}

static int width_n(const char *text, int bytes)
{
	char part[PROMPT_WINDOW];

	snprintf(part, sizeof part, "%.*s", bytes, text);
	return cells_width(part);
}

/* --- the window ------------------------------------------------------------*/

static int room(const struct prompt *p)
{
	int left = p->columns - cells_width(p->label) - 1;

	return left > 8 ? left : 8;
}

/* So that the cursor is in it; half a window is seen before it then. */
static void place_window(struct prompt *p)
{
	const struct line_edit *e = &p->edit;
	int most = room(p);
	char before[PROMPT_WINDOW];

	if (cells_width(e->text) <= most) {
		p->start = 0;
		return;
	}
	if (p->start <= e->cursor && width_n(e->text + p->start,
			e->cursor - p->start) <= most)
		return;
	snprintf(before, sizeof before, "%.*s", e->cursor, e->text);
	p->start = (int)(cells_tail(before, most / 2) - before);
}

static void window(struct prompt *p, char text[PROMPT_WINDOW])
{
	const char *from, *end;

	place_window(p);
	from = p->edit.text + p->start;
	end = cells_fit(from, room(p));
	snprintf(text, PROMPT_WINDOW, "%.*s", (int)(end - from), from);
}

/* --- what changes ---------------------------------------------------------*/

/* Bytes that both begin with, whole cells. */
static int common(const char *a, const char *b)
{
	const char *from = a, *other = b;
	struct cell one, two;
	int same = 0;

	while (cells_next(&a, &one) && cells_next(&b, &two) &&
			a - from == b - other &&
			!memcmp(from + same, other + same, a - from - same))
		same = (int)(a - from);
	return same;
}

/* As the terminal shows it: its letters, where it has no UTF-8. */
static void write_cells(struct prompt *p, const char *text)
{
	char bytes[PROMPT_WINDOW * 4];
	size_t n = 0;
	struct cell cell;

	while (cells_next(&text, &cell))
		for (int i = 0; cell.characters[i]; i++) {
			int length = wctomb(bytes + n, cell.characters[i]);

			n += length > 0 ? (size_t)length : 0;
		}
	write_text(p, bytes, n);
}

/* The cursor goes to a column of what is shown. */
static void move_to(struct prompt *p, int column)
{
	const char *text = p->shown;
	struct cell cell;
	int at = 0;

	repeat(p, '\b', p->at - column);
	while (at < column && cells_next(&text, &cell)) {
		char one[CELL_CHARACTERS * 4 + 1];

		if (at >= p->at) {
			const char *before = cells_fit(p->shown, at);

			snprintf(one, sizeof one, "%.*s",
				(int)(text - before), before);
			write_cells(p, one);
		}
		at += cell.width;
	}
	p->at = column;
}

void prompt_changed(struct prompt *p)
{
	char text[PROMPT_WINDOW];
	int same, was, width;

	if (!p->is_out)
		return;
	window(p, text);
	same = common(p->shown, text);
	was = cells_width(p->shown);
	width = cells_width(text);
	if (text[same] || p->shown[same]) {
		move_to(p, width_n(text, same));
		write_cells(p, text + same);
		repeat(p, ' ', was - width);
		p->at = was > width ? was : width;
		strcpy(p->shown, text);
	}
	move_to(p, width_n(p->edit.text + p->start,
		p->edit.cursor - p->start));
	settle(p);
}

/* --- out and away ----------------------------------------------------------*/

void prompt_out(struct prompt *p)
{
	if (p->is_out)
		return;
	write_text(p, p->label, strlen(p->label));
	p->is_out = true;
	p->shown[0] = '\0';
	p->at = 0;
	prompt_changed(p);
}

static void wipe(struct prompt *p)
{
	repeat(p, '\r', 1);
	repeat(p, ' ', cells_width(p->label));
	repeat(p, '\r', 1);
}

void prompt_make_way(struct prompt *p)
{
	if (!p->is_out)
		return;
	if (p->shown[0])
		repeat(p, '\n', 1);
	else
		wipe(p);
	p->is_out = p->lost = false;
}

void prompt_enter(struct prompt *p)
{
	if (p->is_out)
		repeat(p, '\n', 1);
	p->is_out = p->lost = false;
}
