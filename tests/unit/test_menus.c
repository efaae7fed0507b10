/* Lines that start with a word: how a call is refused, where calls go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "menus.h"

static void how_a_call_is_refused(void **state)
{
	struct refusal r;

	(void)state;
	assert_true(menu_refusal("decline", &r));
	assert_int_equal(r.status, 603);
	assert_null(r.reason);
	assert_true(menu_refusal("486 in a meeting", &r));
	assert_int_equal(r.status, 486);
	assert_string_equal(r.reason, "in a meeting");
	assert_true(menu_refusal("to  carol", &r));
	assert_string_equal(r.to, "carol");
	assert_int_equal(r.status, 0);
}

static void what_refuses_nothing(void **state)
{
	static const char *const lines[] = { "", "to", "to ", "302", "399 x",
		"700", "4860", "486x", "tomorrow", "-486" };
	struct refusal r;

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		assert_false(menu_refusal(lines[i], &r));
}

static void where_calls_go(void **state)
{
	struct forwarding f;

	(void)state;
	assert_true(menu_forwarding("busy 2019", &f));
	assert_string_equal(f.to[FORWARD_BUSY], "2019");
	assert_null(f.to[FORWARD_ALWAYS]);
	assert_true(menu_forwarding("no-answer off", &f));
	assert_true(f.off[FORWARD_NO_ANSWER] && !f.off[FORWARD_BUSY]);
	assert_true(menu_forwarding("off", &f));
	assert_true(f.off[0] && f.off[1] && f.off[2]);
	assert_false(menu_forwarding("always", &f));
	assert_false(menu_forwarding("never 2019", &f));
	assert_false(menu_forwarding("", &f));
}

static void a_word_that_wants_more_comes_first(void **state)
{
	struct completion c = { .chosen = -1 };
	struct model *m = model_new();

	(void)state;
	menu_reject(&c, m, "t");
	assert_int_equal(c.n, 1);
	assert_true(c.items[0].unfinished);
	menu_reject(&c, m, "to 2019");
	assert_string_equal(completion_chosen(&c)->to, "2019");
	menu_reject(&c, m, "nonsense");
	assert_null(completion_chosen(&c));
	menu_forward(&c, m, 1, "always off");
	assert_string_equal(completion_chosen(&c)->to, "off");
	completion_clear(&c);
	model_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(how_a_call_is_refused),
		cmocka_unit_test(what_refuses_nothing),
		cmocka_unit_test(where_calls_go),
		cmocka_unit_test(a_word_that_wants_more_comes_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
