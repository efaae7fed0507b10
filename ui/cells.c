#include "cells.h"

#include <langinfo.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

static bool utf8;

void cells_start(void)
{
	utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
}

bool cells_utf8(void)
{
	return utf8;
}

/* U+00A0 .. U+017F without their accents. */
static const char latin[] =
	" !c??Y|S\"ca<--R-" "o+23'uP.,1o>????"
	"AAAAAAACEEEEIIII" "DNOOOOOxOUUUUYTs"
	"aaaaaaaceeeeiiii" "dnooooo/ouuuuyty"
	"AaAaAaCcCcCcCcDd" "DdEeEeEeEeEeGgGg"
	"GgGgHhHhIiIiIiIi" "IiIiJjKkkLlLlLlL"
	"lLlNnNnNnnNnOoOo" "OoOoRrRrRrSsSsSs"
	"SsTtTtTtUuUuUuUu" "UuUuWwYyYZzZzZzs";

static char ascii_of(int32_t c)
{
	if (c >= 0x20 && c < 0x7f)
		return (char)c;
	if (c >= 0xa0 && c < 0x180)
		return latin[c - 0xa0];
	if (c >= 0x2010 && c <= 0x2015)
		return '-';
	if (c == 0x2018 || c == 0x2019)
		return '\'';
	return c == 0x201c || c == 0x201d ? '"' : '?';
}

static int32_t take(const char **text)
{
	int n;
	int32_t c = text_next(*text, *text + strnlen(*text, 4), &n);

	*text += n;
	return c;
}

static int32_t peek(const char *text)
{
	return *text ? take(&text) : -1;
}

static bool is_mark(int32_t c)
{
	return (c >= 0x300 && c < 0x370) || (c > 0 && wcwidth(c) == 0);
}

/* The marks that sit on the base: kept up to the cell's room, or dropped. */
static void take_marks(const char **text, struct cell *cell)
{
	int n = 1;
	int32_t c;

	while (is_mark(c = peek(*text))) {
		take(text);
		if (utf8 && n < CELL_CHARACTERS)
			cell->characters[n++] = c;
	}
	cell->characters[n] = L'\0';
}

bool cells_next(const char **text, struct cell *cell)
{
	int32_t c;

	if (!**text)
		return false;
	c = take(text);
	cell->width = c >= 0x20 ? wcwidth(c) : -1;
	if (!utf8) {
		cell->characters[0] = ascii_of(c);
		cell->width = 1;
	} else {
		cell->characters[0] = cell->width > 0 ? c : L'?';
	}
	if (cell->width <= 0)
		cell->width = 1;
	take_marks(text, cell);
	return true;
}

int cells_width(const char *text)
{
	struct cell cell;
	int columns = 0;

	while (cells_next(&text, &cell))
		columns += cell.width;
	return columns;
}

const char *cells_fit(const char *text, int columns)
{
	struct cell cell;
	const char *end = text;

	while (cells_next(&text, &cell) && (columns -= cell.width) >= 0)
		end = text;
	return end;
}

const char *cells_tail(const char *text, int columns)
{
	struct cell cell;
	int extra = cells_width(text) - columns;

	while (extra > 0 && cells_next(&text, &cell))
		extra -= cell.width;
	return text;
}
