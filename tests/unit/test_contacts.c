/* Whom a 3xx names, and in which order they are called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <sofia-sip/sip_header.h>

#include "base/mem.h"
#include "sip/contacts.h"

/* What is made of it, in a line. */
static char *order_of(const char *header)
{
	su_home_t *home = su_home_new(sizeof *home);
	sip_contact_t *m = sip_contact_make(home, header);
	int n;
	char **best = contacts_best_first(m, &n);
	char *line = mem_text("");

	for (int i = 0; i < n; i++) {
		char *longer = mem_format("%s%s%s", line, i ? " " : "",
			best[i]);

		free(line);
		line = longer;
	}
	contacts_free(best, n);
	su_home_unref(home);
	return line;
}

static void expect(const char *header, const char *wanted)
{
	char *line = order_of(header);

	assert_string_equal(line, wanted);
	free(line);
}

static void the_best_comes_first(void **state)
{
	(void)state;
	expect("<sip:a@x>;q=0.2, <sip:b@x>;q=0.9, <sip:c@x>;q=0.5",
		"sip:b@x sip:c@x sip:a@x");
}

static void equals_stay_as_they_stand_and_no_q_is_the_best(void **state)
{
	(void)state;
	expect("<sip:a@x>;q=0.5, <sip:b@x>, <sip:c@x>;q=0.5, <sip:d@x>;q=1.0",
		"sip:b@x sip:d@x sip:a@x sip:c@x");
	expect("<sip:a@x>;q=7, <sip:b@x>;q=-1", "sip:a@x sip:b@x");
}

static void only_what_can_be_called_is_named(void **state)
{
	(void)state;
	expect("<mailto:a@x>, <http://x/>, <sip:b@x>, <tel:+4420>, <sips:c@x>",
		"sip:b@x tel:+4420 sips:c@x");
	expect("*", "");
}

static void headers_of_a_uri_are_left_out(void **state)
{
	(void)state;
	expect("<sip:a@x;transport=tcp?Replaces=1&Route=%3Csip:evil%3E>",
		"sip:a@x;transport=tcp");
}

static void nobody_is_named_without_end(void **state)
{
	char *header = mem_text("<sip:a@x>"), *line;
	int words = 1;

	(void)state;
	for (int i = 0; i < 100; i++) {
		char *longer = mem_format("%s, <sip:n%d@x>", header, i);

		free(header);
		header = longer;
	}
	line = order_of(header);
	for (const char *p = line; (p = strchr(p, ' ')); p++)
		words++;
	assert_int_equal(words, CONTACTS_MAX);
	free(line);
	free(header);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_best_comes_first),
		cmocka_unit_test(equals_stay_as_they_stand_and_no_q_is_the_best),
		cmocka_unit_test(only_what_can_be_called_is_named),
		cmocka_unit_test(headers_of_a_uri_are_left_out),
		cmocka_unit_test(nobody_is_named_without_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
