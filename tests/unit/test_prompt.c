/* What is typed, on a terminal that knows letters, backspace and line ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdbool.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cells.h"
#include "linear/prompt.h"
#include "settings.h"

#define COLUMNS 30

struct line {
	int ends[2];
	struct outlet *outlet;
	struct prompt prompt;
	char row[COLUMNS + 1];		/* what stands in the last row */
	int at, rows;
	bool other;			/* lines that are not typed come too */
};

static int begin(void **state)
{
	struct line *l = calloc(1, sizeof *l);

	if (pipe2(l->ends, O_NONBLOCK) < 0)
		abort();
	l->outlet = outlet_open(l->ends[1]);
	l->prompt = (struct prompt){ .outlet = l->outlet, .label = "> ",
		.columns = COLUMNS };
	memset(l->row, ' ', COLUMNS);
	*state = l;
	return 0;
}

static int end(void **state)
{
	struct line *l = *state;

	outlet_close(l->outlet);
	close(l->ends[0]);
	close(l->ends[1]);
	free(l);
	return 0;
}

/* A row that is full would go on in the next one: it never is. */
static void put(struct line *l, char c)
{
	if (c == '\n') {
		memset(l->row, ' ', COLUMNS);
		l->rows++;
	}
	if (c == '\n' || c == '\r') {
		l->at = 0;
	} else if (c == '\b') {
		assert_true(l->at > 0);
		l->at--;
	} else {
		assert_in_range((unsigned char)c, ' ', '~');
		assert_true(l->at < COLUMNS - 1 || l->other);
		l->row[l->at] = c;
		l->at += l->at < COLUMNS - 1;
	}
}

static void read_all(struct line *l)
{
	char bytes[4096];
	ssize_t n;

	assert_true(outlet_flush(l->outlet));
	while ((n = read(l->ends[0], bytes, sizeof bytes)) > 0)
		for (ssize_t i = 0; i < n; i++)
			put(l, bytes[i]);
}

/* The row, and where the cursor is. */
static void shows(struct line *l, const char *row, int at)
{
	char wanted[COLUMNS + 1];

	read_all(l);
	memset(wanted, ' ', COLUMNS);
	memcpy(wanted, row, strlen(row));
	assert_memory_equal(l->row, wanted, COLUMNS);
	assert_int_equal(l->at, at);
}

static void type(struct line *l, const char *text)
{
	line_edit_insert_text(&l->prompt.edit, text);
	prompt_changed(&l->prompt);
}

static void edit(struct line *l, void (*how)(struct line_edit *))
{
	how(&l->prompt.edit);
	prompt_changed(&l->prompt);
}

static void letters_in_the_middle(void **state)
{
	struct line *l = *state;

	prompt_out(&l->prompt);
	shows(l, "> ", 2);
	type(l, "cal bob");
	shows(l, "> cal bob", 9);
	edit(l, line_edit_word_left);
	edit(l, line_edit_left);
	type(l, "l");
	shows(l, "> call bob", 6);
	edit(l, line_edit_home);
	edit(l, line_edit_delete);
	shows(l, "> all bob", 2);
	edit(l, line_edit_kill_all);
	shows(l, "> ", 2);
	assert_int_equal(l->rows, 0);
}

static void a_line_longer_than_the_row(void **state)
{
	struct line *l = *state;

	prompt_out(&l->prompt);
	for (int i = 0; i < 100; i++)
		type(l, i % 10 ? "x" : "0");
	read_all(l);
	assert_true(l->at < COLUMNS);
	edit(l, line_edit_home);
	shows(l, "> 0xxxxxxxxx0xxxxxxxxx0xxxxxx", 2);
	edit(l, line_edit_end);
	read_all(l);
	assert_int_equal(l->rows, 0);
	edit(l, line_edit_kill_all);
	shows(l, "> ", 2);
}

static void a_line_comes_between(void **state)
{
	struct line *l = *state;

	prompt_out(&l->prompt);
	prompt_make_way(&l->prompt);
	shows(l, "", 0);
	assert_int_equal(l->rows, 0);	/* the empty prompt is written over */
	outlet_line(l->outlet, "something");
	prompt_out(&l->prompt);
	type(l, "hold");
	shows(l, "> hold", 6);
	prompt_make_way(&l->prompt);
	outlet_line(l->outlet, "else");
	prompt_out(&l->prompt);
	shows(l, "> hold", 6);
	assert_int_equal(l->rows, 3);
}

static void what_had_no_room_is_written_later(void **state)
{
	struct line *l = *state;

	l->other = true;
	for (int i = 0; i < 20000; i++)
		outlet_line(l->outlet, "nobody reads this line");
	prompt_out(&l->prompt);
	assert_false(l->prompt.is_out);
	do
		read_all(l);
	while (outlet_waits(l->outlet));
	type(l, "bye");
	prompt_out(&l->prompt);
	shows(l, "> bye", 5);
	assert_true(l->rows < 20000);
}

#define TOLD(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TOLD(letters_in_the_middle),
		TOLD(a_line_longer_than_the_row),
		TOLD(a_line_comes_between),
		TOLD(what_had_no_room_is_written_later),
	};
	struct settings settings;

	setlocale(LC_ALL, "C");
	settings_init(&settings);
	cells_start(&settings);
	settings_clear(&settings);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
