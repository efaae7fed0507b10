/* Whom typed letters mean, and that a number is never changed into another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "completion.h"

static struct model *people(void)
{
	static const char page[] = "{\"total\":4,\"calls\":["
		"{\"id\":4,\"remote\":{\"uri\":\"sip:2031@pbx\","
		"\"display_name\":\"Bob Example\"},\"account\":\"work\"},"
		"{\"id\":3,\"remote\":{\"uri\":\"sip:bo@example.org\"}},"
		"{\"id\":2,\"remote\":{\"uri\":\"sip:2031@pbx\","
		"\"display_name\":\"Bob Example\"}},"
		"{\"id\":1,\"remote\":{\"uri\":\"sip:x@anonymous.invalid\"}}]}";
	struct model *m = model_new();
	json_t *calls = json_loads(page, 0, NULL);

	model_load_history(m, calls);
	json_decref(calls);
	return m;
}

static const struct candidate *chosen(struct completion *c, struct model *m,
	const char *typed)
{
	completion_make(c, m, typed, false);
	return completion_chosen(c);
}

static void the_text_itself_is_the_last_choice(void **state)
{
	struct completion c = { .chosen = -1 };
	struct model *m = people();

	(void)state;
	completion_make(&c, m, "bob", false);
	assert_int_equal(c.n, 2);
	assert_string_equal(c.items[0].name, "Bob Example");
	assert_string_equal(c.items[0].note, "history, 2 calls");
	assert_string_equal(c.items[0].account, "work");
	assert_string_equal(c.items[1].to, "bob");
	assert_int_equal(c.chosen, 0);
	completion_clear(&c);
	model_free(m);
}

static void what_fits_exactly_comes_first(void **state)
{
	struct completion c = { .chosen = -1 };
	struct model *m = people();

	(void)state;
	assert_string_equal(chosen(&c, m, "echo")->to, "echo");
	assert_string_equal(chosen(&c, m, "BO@example.org")->to,
		"BO@example.org");
	assert_string_equal(chosen(&c, m, "exam")->name, "Bob Example");
	completion_clear(&c);
	model_free(m);
}

static void a_number_stays_as_typed(void **state)
{
	struct completion c = { .chosen = -1 };
	struct model *m = people();

	(void)state;
	assert_string_equal(chosen(&c, m, "203")->to, "203");
	assert_int_equal(c.n, 2);
	assert_string_equal(chosen(&c, m, "sip:bob@a")->to, "sip:bob@a");
	assert_string_equal(chosen(&c, m, "+44")->to, "+44");
	completion_clear(&c);
	model_free(m);
}

static void nothing_typed_offers_the_last_calls(void **state)
{
	struct completion c = { .chosen = -1 };
	struct model *m = people();

	(void)state;
	assert_null(chosen(&c, m, ""));
	completion_make(&c, m, "", true);
	assert_int_equal(c.n, 2);	/* nobody can call the anonymous back */
	assert_string_equal(c.items[0].to, "sip:2031@pbx");
	completion_clear(&c);
	model_free(m);
}

static void choosing_goes_round(void **state)
{
	struct completion c = { .chosen = -1 };
	struct model *m = people();

	(void)state;
	completion_move(&c, 1);
	completion_make(&c, m, "bo", false);
	completion_move(&c, -1);
	assert_string_equal(completion_chosen(&c)->note, "dial as typed");
	completion_move(&c, 1);
	assert_int_equal(c.chosen, 0);
	completion_clear(&c);
	model_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_text_itself_is_the_last_choice),
		cmocka_unit_test(what_fits_exactly_comes_first),
		cmocka_unit_test(a_number_stays_as_typed),
		cmocka_unit_test(nothing_typed_offers_the_last_calls),
		cmocka_unit_test(choosing_goes_round),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
