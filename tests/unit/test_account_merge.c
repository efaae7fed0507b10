/* An update of an account keeps what it does not name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "store/account_merge.h"
#include "store/config.h"

static void assert_merged(const char *text, const char *changes,
	const char *merged)
{
	char *result = account_merge(text, changes);

	assert_string_equal(result, merged);
	free(result);
}

static void a_changed_key_replaces_the_old_one(void **state)
{
	(void)state;
	assert_merged("uri = 'sip:a@b'\nexpires = 60\n", "expires = 90\n",
		"uri = 'sip:a@b'\nexpires = 90\n");
	assert_merged("uri = 'sip:a@b'\n", "expires = 90\n",
		"uri = 'sip:a@b'\nexpires = 90\n");
	assert_merged("uri = 'sip:a@b'", "", "uri = 'sip:a@b'\n");
}

static void a_key_that_begins_alike_is_another_one(void **state)
{
	(void)state;
	assert_merged("register_retry_max = 5\n", "register_retry = 3\n",
		"register_retry_max = 5\nregister_retry = 3\n");
}

static void values_may_hold_what_looks_like_keys_and_comments(void **state)
{
	(void)state;
	assert_merged("password = 'expires = 7 # \\' } \\\\'\nexpires=60\n",
		"expires = 90\n",
		"password = 'expires = 7 # \\' } \\\\'\nexpires = 90\n");
	assert_merged("codecs = {\"PCMA\", # the first\n 'a}b'}\nuri=x\n",
		"codecs = {'PCMU'}\n", "uri=x\ncodecs = {'PCMU'}\n");
	assert_merged("# expires = 5\n/* uri = 'x' */ user = bob // no\n",
		"expires = 9\n", "user = bob\nexpires = 9\n");
}

static void what_was_read_can_be_merged_and_read_again(void **state)
{
	char error[CONFIG_ERROR];
	struct account_config *a = config_read_account("work",
		"uri = 'sip:a@b'\npassword = 'p\\'q'\nexpires = 60\n", "x", error);
	char *text = account_merge(a->text, "expires = 90\n");
	struct account_config *b = config_read_account("work", text, "x", error);

	(void)state;
	assert_int_equal(b->expires, 90);
	assert_string_equal(b->password, "p'q");
	account_config_free(a);
	account_config_free(b);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_changed_key_replaces_the_old_one),
		cmocka_unit_test(a_key_that_begins_alike_is_another_one),
		cmocka_unit_test(values_may_hold_what_looks_like_keys_and_comments),
		cmocka_unit_test(what_was_read_can_be_merged_and_read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
