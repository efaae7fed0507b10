#include "widgets/wrapped.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cells.h"

const char *wrapped_break(const char *text, int columns)
{
	const char *end = cells_fit(text, columns);
	const char *blank = end;

	if (!*end)
		return end;
	while (blank > text && *blank != ' ')
		blank--;
	return blank > text ? blank : end;
}

int wrapped_rows(const char *text, int columns)
{
	int rows = 0;

	for (; *text; rows++) {
		const char *end = wrapped_break(text, columns);

		if (end == text)	/* not one letter has room */
			return rows + 1;
		text = end + strspn(end, " ");
	}
	return rows;
}

int wrapped_draw(const struct area *a, int row, int column, int rows,
	enum role role, const char *text)
{
	int taken = 0, columns = a->columns - column;

	while (*text && taken < rows) {
		const char *end = taken == rows - 1 ? text + strlen(text) :
			wrapped_break(text, columns);
		char *part = mem_text_n(text, end - text);

		screen_text(a, row + taken++, column, columns, role, part);
		free(part);
		text = end + strspn(end, " ");
	}
	return taken;
}
