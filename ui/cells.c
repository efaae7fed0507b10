#include "cells.h"

#include <langinfo.h>
#include <locale.h>
#include <stdint.h>
#include <string.h>

#include "ascii.h"
#include "base/mem.h"
#include "base/text.h"

static bool utf8, narrow_only;

static bool locale_is_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

void cells_start(const struct settings *s)
{
	if (s->utf8 == UTF8_FORCE && !locale_is_utf8())
		setlocale(LC_CTYPE, "C.UTF-8");
	utf8 = locale_is_utf8();
	cells_follow(s);
}

void cells_follow(const struct settings *s)
{
	narrow_only = s->ambiguous == AMBIGUOUS_WIDE;
}

bool cells_utf8(void)
{
	return utf8;
}

/* Ranges that East Asian terminals may draw two columns wide, as far as a font
 * of today does; letters and marks that a name or we could have. */
static const struct { int32_t first, last; } ambiguous[] = {
	{ 0xa1, 0x17f }, { 0x1cd, 0x1dc }, { 0x251, 0x2df }, { 0x391, 0x3c9 },
	{ 0x401, 0x451 }, { 0x2010, 0x203e }, { 0x2074, 0x20ac },
	{ 0x2103, 0x2312 }, { 0x2460, 0x27ff }, { 0x2b55, 0x2b59 },
	{ 0xe000, 0xf8ff }, { 0xfffd, 0xfffd },
};

static bool is_ambiguous(int32_t c)
{
	for (size_t i = 0; i < sizeof ambiguous / sizeof *ambiguous; i++)
		if (c >= ambiguous[i].first && c <= ambiguous[i].last)
			return true;
	return false;
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
	if (!utf8 || (narrow_only && is_ambiguous(c))) {
		cell->characters[0] = ascii_like(c);
		cell->width = 1;
	} else {
		cell->characters[0] = cell->width > 0 ? c : L'?';
	}
	if (cell->width <= 0)
		cell->width = 1;
	take_marks(text, cell);
	return true;
}

char *cells_plain(const char *text)
{
	char *plain = mem_text(text), *to = plain;
	struct cell cell;

	if (utf8)
		return plain;
	while (cells_next(&text, &cell))
		*to++ = (char)cell.characters[0];
	*to = '\0';
	return plain;
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

int cells_bytes(const char *text, int columns)
{
	return (int)(cells_fit(text, columns) - text);
}

const char *cells_tail(const char *text, int columns)
{
	struct cell cell;
	int extra = cells_width(text) - columns;

	while (extra > 0 && cells_next(&text, &cell))
		extra -= cell.width;
	return text;
}
