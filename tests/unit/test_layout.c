/* Panes at every size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "layout.h"

static const struct layout_wish browser = { .shown = PANE_BROWSER };

static void panes_fill_the_screen_and_never_overlap(void **state)
{
	(void)state;
	for (int rows = 0; rows < 60; rows++)
		for (int columns = 0; columns < 200; columns += 3) {
			struct layout l;

			layout_compute(&l, rows, columns, &browser);
			for (int i = 0; i < PANES; i++) {
				const struct area *a = &l.panes[i];

				assert_true(a->row + a->rows <= rows);
				assert_true(a->column + a->columns <= columns);
				assert_true(a->rows == 0 || a->columns > 15);
			}
			assert_true(l.notice.row <= rows);
			assert_true(l.hints.row <= rows);
		}
}

static void wide_screens_have_three_columns(void **state)
{
	struct layout l;

	(void)state;
	layout_compute(&l, 45, 140, &browser);
	assert_int_equal(l.panes[PANE_CALLS].columns, 62);
	assert_int_equal(l.panes[PANE_DETAIL].columns, 44);
	assert_int_equal(l.side.columns, 32);
	assert_int_equal(l.side.rows, l.panes[PANE_CALLS].rows);
	layout_compute(&l, 45, 131, &browser);
	assert_int_equal(l.side.rows, 0);
	assert_int_equal(l.panes[PANE_CALLS].columns +
		l.panes[PANE_DETAIL].columns + 1, 131);
	layout_compute(&l, 29, 140, &browser);
	assert_int_equal(l.side.rows, 0);
	layout_compute(&l, 45, 200, &browser);	/* the rest is for names */
	assert_int_equal(l.panes[PANE_CALLS].columns, 122);
}

static void columns_stand_beside_each_other(void **state)
{
	(void)state;
	for (int columns = 80; columns < 250; columns++) {
		const struct area *calls, *detail;
		struct layout l;

		layout_compute(&l, 40, columns, &browser);
		calls = &l.panes[PANE_CALLS];
		detail = &l.panes[PANE_DETAIL];
		assert_int_equal(detail->column, calls->columns + 1);
		assert_int_equal(l.side.rows ? l.side.column + l.side.columns :
			detail->column + detail->columns, columns);
		if (l.side.rows)
			assert_int_equal(l.side.column,
				detail->column + detail->columns + 1);
	}
}

static void without_a_pad_the_browser_has_its_place(void **state)
{
	struct layout_wish wish = { .shown = PANE_CALLS, .no_pad = true };
	struct layout l;

	(void)state;
	layout_compute(&l, 24, 80, &wish);
	assert_int_equal(l.panes[PANE_PAD].rows, 0);
	assert_int_equal(l.panes[PANE_BROWSER].columns, 80);
	wish.shown = PANE_PAD;		/* it is there while it has the focus */
	layout_compute(&l, 24, 80, &wish);
	assert_true(l.panes[PANE_PAD].rows > 0);
}

static void zoomed_and_small_screens_show_one_pane(void **state)
{
	struct layout_wish wish = { .shown = PANE_DETAIL, .zoomed = true };
	struct layout l;

	(void)state;
	layout_compute(&l, 45, 140, &wish);
	assert_true(l.one_pane);
	assert_int_equal(l.side.rows, 0);
	assert_int_equal(l.panes[PANE_DETAIL].columns, 140);
	wish.zoomed = false;
	layout_compute(&l, 8, 40, &wish);
	assert_int_equal(l.kind, LAYOUT_SINGLE);
	assert_int_equal(l.panes[PANE_DETAIL].rows, 4);
	layout_compute(&l, 1, 12, &wish);
	assert_int_equal(l.kind, LAYOUT_STRIP);
	layout_compute(&l, 1, 11, &wish);
	assert_int_equal(l.kind, LAYOUT_NOTHING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(panes_fill_the_screen_and_never_overlap),
		cmocka_unit_test(wide_screens_have_three_columns),
		cmocka_unit_test(columns_stand_beside_each_other),
		cmocka_unit_test(without_a_pad_the_browser_has_its_place),
		cmocka_unit_test(zoomed_and_small_screens_show_one_pane),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
