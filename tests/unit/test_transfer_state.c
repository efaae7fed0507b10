/* What a transfer is told, and where it goes then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/transfer_state.h"

/* In the order of enum transfer_event: wished, held, told trying, told ringing,
 * told answered, broke, peer left.  '.' does not fit, a letter: the next state,
 * by its place in "nhatrdf". */
static const struct {
	enum transfer_state state;
	const char *cells, *word;
} rows[] = {
	{ TRANSFER_NONE,    "h......", "none" },
	{ TRANSFER_HOLDING, ".a...ff", "asked" },
	{ TRANSFER_ASKED,   "..trdff", "asked" },
	{ TRANSFER_TRYING,  "..trdfd", "trying" },
	{ TRANSFER_RINGING, "..rrdfd", "ringing" },
	{ TRANSFER_DONE,    ".......", "done" },
	{ TRANSFER_FAILED,  "h......", "failed" },
};

static char cell(enum transfer_state state, enum transfer_event event)
{
	enum transfer_state now = state;

	if (transfer_move(&now, event))
		return "nhatrdf"[now];
	return now == state ? '.' : '!';
}

static void every_event_in_every_state_goes_where_it_should(void **unused)
{
	char got[TRANSFER_EVENTS + 1] = "";

	(void)unused;
	for (int i = 0; i < TRANSFER_STATES; i++) {
		for (int event = 0; event < TRANSFER_EVENTS; event++)
			got[event] = cell(rows[i].state, event);
		assert_string_equal(got, rows[i].cells);
		assert_string_equal(transfer_state_word(rows[i].state),
			rows[i].word);
	}
}

static void it_goes_on_from_the_wish_to_the_outcome(void **unused)
{
	(void)unused;
	assert_false(transfer_goes_on(TRANSFER_NONE));
	assert_true(transfer_goes_on(TRANSFER_HOLDING));
	assert_true(transfer_goes_on(TRANSFER_RINGING));
	assert_false(transfer_goes_on(TRANSFER_DONE));
	assert_false(transfer_goes_on(TRANSFER_FAILED));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_event_in_every_state_goes_where_it_should),
		cmocka_unit_test(it_goes_on_from_the_wish_to_the_outcome),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
