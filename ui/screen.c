#include "screen.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "capability.h"
#include "cells.h"
#include "modes.h"

#define TEXT_MAX 1024
#define FRAME_LARGE 1024		/* bytes: smaller ones do not flicker */
#define FRAME_BEGIN "\033[?2026h"
#define FRAME_END "\033[?2026l"

static struct terminal *terminal;	/* of the app */
static FILE *memory_file;		/* owned: what curses writes to */
static int memory;
static SCREEN *curses;
static bool synchronised;		/* the terminal can take a frame whole */

/* --- start ----------------------------------------------------------------*/

static bool complain(char *why, int size, const char *term, const char *what)
{
	snprintf(why, size, "%s%s%s%s; try TERM=xterm offhook", what,
		term ? " (TERM=" : "", term ? term : "", term ? ")" : "");
	return false;
}

/* newterm() is content with a terminal that cannot place the cursor. */
bool screen_can_draw(int fd, char *why, int size)
{
	const char *term = getenv("TERM");
	bool places;

	if (!term || !*term)
		return complain(why, size, NULL, "TERM is not set");
	if (!capability_start(term, fd))
		return complain(why, size, term, "unknown kind of terminal");
	places = *capability_text("cup") &&
		(*capability_text("clear") || *capability_text("ed"));
	capability_end();
	if (!places)
		return complain(why, size, term,
			"this kind of terminal cannot place the cursor");
	return true;
}

static bool memory_open(void)
{
	memory = memfd_create("offhook-screen", MFD_CLOEXEC);
	memory_file = memory >= 0 ? fdopen(memory, "w") : NULL;
	return memory_file != NULL;
}

static void put_string(const char *text)
{
	terminal_put(terminal, text, strlen(text));
}

static void put_frame(const char *bytes, size_t n)
{
	bool whole = synchronised && n > FRAME_LARGE;

	put_string(whole ? FRAME_BEGIN : "");
	terminal_put(terminal, bytes, n);
	put_string(whole ? FRAME_END : "");
}

/* Bytes of curses so far go to the terminal's buffer, in order. */
static void harvest(void)
{
	off_t n;
	char *bytes;

	fflush(memory_file);
	n = lseek(memory, 0, SEEK_CUR);
	if (n <= 0)
		return;
	bytes = mem_new(n);
	n = pread(memory, bytes, n, 0);
	if (n > 0)
		put_frame(bytes, n);
	free(bytes);
	if (lseek(memory, 0, SEEK_SET) == 0 && ftruncate(memory, 0) < 0)
		screen_redraw();
}

void screen_send(const char *bytes)
{
	if (curses)
		put_string(bytes);
}

/* What a crash writes: the same as screen_stop(), prepared. */
static void prepare_farewell(void)
{
	char *bytes = mem_format("%s%s%s%s%s", synchronised ? FRAME_END : "",
		modes_off(), capability_text("sgr0"),
		capability_text("cnorm"), capability_text("rmcup"));

	terminal_set_farewell(terminal, bytes, strlen(bytes));
	free(bytes);
}

void screen_synchronise(bool on)
{
	synchronised = on;
	prepare_farewell();
}

static char *set_number(const char *name, int value)
{
	char *before = mem_text(getenv(name)), text[16];

	snprintf(text, sizeof text, "%d", value);
	setenv(name, text, 1);
	return before;
}

static void set_back(const char *name, char *before)
{
	if (before)
		setenv(name, before, 1);
	else
		unsetenv(name);
	free(before);
}

/* newterm() takes the size from there, else from terminfo; it makes the rows that
 * it knows of the only ones in which a terminal moves down. */
static SCREEN *new_screen(void)
{
	int rows, columns;
	char *lines, *width;
	SCREEN *made;

	terminal_size(terminal, &rows, &columns);
	lines = set_number("LINES", rows);
	width = set_number("COLUMNS", columns);
	made = newterm(NULL, memory_file, stdin);
	set_back("LINES", lines);
	set_back("COLUMNS", width);
	return made;
}

bool screen_start(struct terminal *t, const struct settings *settings, char *why,
	int size)
{
	terminal = t;
	if (!screen_can_draw(terminal_fd(terminal), why, size))
		return false;
	if (!memory_open())
		return complain(why, size, NULL, "no file in memory");
	curses = new_screen();
	if (!curses)
		return complain(why, size, getenv("TERM"), "no screen");
	set_term(curses);
	typeahead(-1);
	cells_start(settings);
	theme_start(settings, cells_utf8());
	leaveok(stdscr, FALSE);
	modes_start(settings);
	prepare_farewell();
	put_string(modes_on());
	return true;
}

void screen_leave(void)
{
	put_string(modes_off());
	endwin();
	harvest();
}

void screen_return(void)
{
	put_string(modes_on());
	screen_redraw();
}

void screen_stop(void)
{
	delscreen(curses);
	fclose(memory_file);
	curses = NULL;
}

void screen_learn_keys(struct keys *keys)
{
	static const struct { const char *name; int32_t code; } known[] = {
		{ "kcuu1", KEYS_UP }, { "kcud1", KEYS_DOWN },
		{ "kcub1", KEYS_LEFT }, { "kcuf1", KEYS_RIGHT },
		{ "khome", KEYS_HOME }, { "kend", KEYS_END },
		{ "kpp", KEYS_PAGE_UP }, { "knp", KEYS_PAGE_DOWN },
		{ "kdch1", KEYS_DELETE }, { "kcbt", KEYS_BACK_TAB },
		{ "kent", KEYS_ENTER },
	};
	char name[8];

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		keys_learn(keys, capability_text(known[i].name), known[i].code);
	for (int i = 1; i <= 12; i++) {
		snprintf(name, sizeof name, "kf%d", i);
		keys_learn(keys, capability_text(name), KEYS_F1 + i - 1);
	}
}

/* --- frames ---------------------------------------------------------------*/

void screen_resize(int rows, int columns)
{
	resize_term(rows, columns);
	screen_redraw();
}

void screen_redraw(void)
{
	clearok(curscr, TRUE);
}

void screen_follow(const struct settings *settings)
{
	const char *modes = modes_follow(settings);

	if (modes) {
		prepare_farewell();
		put_string(modes);
	}
	cells_follow(settings);
	if (theme_follow(settings))
		screen_redraw();
}

void screen_begin(void)
{
	erase();
}

void screen_commit(int row, int column)
{
	move(row, column);
	wnoutrefresh(stdscr);
	doupdate();
	harvest();
}

/* --- text -----------------------------------------------------------------*/

static void put_cell(const struct cell *cell, enum role role)
{
	cchar_t c;

	setcchar(&c, cell->characters, theme_attributes(role), theme_pair(role),
		NULL);
	add_wch(&c);
}

static int put_cells(const char *text, const char *end, enum role role)
{
	struct cell cell;
	int used = 0;

	while (text < end && cells_next(&text, &cell)) {
		put_cell(&cell, role);
		used += cell.width;
	}
	return used;
}

/* The columns that the area leaves of those asked for; moves there. */
static int room(const struct area *a, int row, int column, int columns)
{
	if (row < 0 || row >= a->rows || column < 0 || column >= a->columns)
		return 0;
	if (columns > a->columns - column)
		columns = a->columns - column;
	return move(a->row + row, a->column + column) == OK ? columns : 0;
}

static int dots(int n, enum role role)
{
	static const char text[] = "..";

	return put_cells(text, text + n, role);
}

int screen_text(const struct area *a, int row, int column, int columns,
	enum role role, const char *text)
{
	int n = room(a, row, column, columns), used, short_of;

	if (n <= 0)
		return 0;
	if (cells_width(text) <= n)
		return put_cells(text, text + strlen(text), role);
	short_of = n < 2 ? n : 2;
	used = put_cells(text, cells_fit(text, n - short_of), role);
	return used + dots(short_of, role);
}

int screen_format(const struct area *a, int row, int column, int columns,
	enum role role, const char *format, ...)
{
	char text[TEXT_MAX];
	va_list args;

	va_start(args, format);
	text_format_list(text, sizeof text, format, args);
	va_end(args);
	return screen_text(a, row, column, columns, role, text);
}

void screen_number(const struct area *a, int row, int column, int columns,
	enum role role, const char *text)
{
	int width = cells_width(text);

	if (width <= columns) {
		screen_text(a, row, column + columns - width, width, role,
			text);
		return;
	}
	if (room(a, row, column, columns) < columns || columns < 3)
		return;
	dots(2, role);
	put_cells(cells_tail(text, columns - 2), text + strlen(text), role);
}

void screen_fill(const struct area *a, int row, int column, int columns,
	enum role role)
{
	static const char blank[] = " ";

	for (int n = room(a, row, column, columns); n > 0; n--)
		put_cells(blank, blank + 1, role);
}

void screen_mark(const struct area *a, int row, int column, enum role role,
	enum mark mark)
{
	screen_text(a, row, column, 1, role, theme_mark(mark));
}

void screen_rule(const struct area *a, int row, int column, int columns)
{
	const char *line = theme_mark(MARK_HORIZONTAL);

	for (int n = room(a, row, column, columns); n > 0; n--)
		put_cells(line, line + strlen(line), ROLE_NORMAL);
}
