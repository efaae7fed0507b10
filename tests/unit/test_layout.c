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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(panes_fill_the_screen_and_never_overlap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
