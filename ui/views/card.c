#include "views/card.h"

#include <stdarg.h>
#include <stdio.h>

#include "widgets/wrapped.h"

#define TEXT_MAX 400

struct card card_begin(const struct area *a, int label)
{
	return (struct card){ a, 0, label };
}

int card_left(const struct card *c)
{
	return c->area->rows - c->row;
}

void card_row(struct card *c, const char *label, enum role role,
	const char *format, ...)
{
	char text[TEXT_MAX];
	int column = 1 + (label ? c->label : 0);
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (label)
		screen_text(c->area, c->row, 1, c->label, ROLE_NORMAL, label);
	screen_text(c->area, c->row++, column, c->area->columns - column, role,
		text);
}

void card_words(struct card *c, enum role role, int rows, const char *text)
{
	if (*text)
		c->row += wrapped_draw(c->area, c->row, 1, rows, role, text);
}

void card_skip(struct card *c)
{
	c->row++;
}
