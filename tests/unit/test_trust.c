/* Whether an account's server is who it says it is, in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "trust.h"

static void read_of(struct trust *t, const char *tls)
{
	json_t *o = json_loads(tls, JSON_DECODE_ANY, NULL);

	assert_non_null(o);
	trust_read(t, o);
	json_decref(o);
}

static void shown(const char *tls, const char *words)
{
	char text[TRUST_TEXT];
	struct trust t;

	read_of(&t, tls);
	trust_words(&t, text);
	assert_string_equal(text, words);
	trust_clear(&t);
}

static void it_says_what_was_verified(void **state)
{
	(void)state;
	shown("null", "");
	shown("{\"verify\":\"full\"}", "TLS, not connected");
	shown("{\"verify\":\"off\"}", "TLS, NOT verified");
	shown("{\"version\":\"TLSv1.3\",\"verify\":\"full\","
		"\"peer\":\"pbx.example.net\"}",
		"TLS 1.3, verified: pbx.example.net");
	shown("{\"version\":\"TLSv1.2\",\"verify\":\"ca\"}",
		"TLS 1.2, issuer alone verified");
	shown("{\"version\":\"TLSv1.3\",\"verify\":\"pin\"}",
		"TLS 1.3, key as pinned");
	shown("{\"version\":\"TLSv1.3\",\"verify\":\"off\"}",
		"TLS 1.3, NOT verified");
}

static void ends(double days, const char *words, bool soon)
{
	struct trust t = { .by_tls = true,
		.expires = clock_wall_ms() + (int64_t)(days * 86400000) };
	char text[TRUST_TEXT];

	trust_end_words(&t, text);
	assert_int_equal(strncmp(text, words, strlen(words)), 0);
	assert_int_equal(trust_ends_soon(&t), soon);
}

static void an_end_is_told_in_time(void **state)
{
	struct trust t = { .by_tls = true };
	char text[TRUST_TEXT];

	(void)state;
	ends(400, "certificate until 20", false);
	ends(9.5, "certificate ENDS in 9 days", true);
	ends(1.5, "certificate ENDS in 1 day", true);
	ends(-1, "certificate ENDED on 20", true);
	trust_end_words(&t, text);
	assert_string_equal(text, "");
	assert_false(trust_ends_soon(&t));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_says_what_was_verified),
		cmocka_unit_test(an_end_is_told_in_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
