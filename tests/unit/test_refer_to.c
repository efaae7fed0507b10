/* What a Refer-To asks for: an address to call, perhaps a call to replace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include <sofia-sip/sip_header.h>

#include "sip/refer_to.h"

static su_home_t *home;
static struct refer_request got;

static int make(void **state)
{
	(void)state;
	home = su_home_new(sizeof *home);
	got = (struct refer_request){ 0 };
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	su_home_unref(home);
	return 0;
}

static int read_it(const char *text)
{
	got = (struct refer_request){ 0 };
	return refer_to_read(home, sip_refer_to_make(home, text), &got);
}

static void addresses_to_call(void **state)
{
	static const char *const good[][2] = {
		{ "<sip:bob@h>", "sip:bob@h" },
		{ "sip:bob@h", "sip:bob@h" },
		{ "\"Bob\" <sips:bob@h:5061;transport=tcp>;x=y",
			"sips:bob@h:5061;transport=tcp" },
		{ "<tel:+441234>", "tel:+441234" },
		{ "<sip:bob@h;method=INVITE>", "sip:bob@h" },
		{ "<sip:bob@h;a=b;METHOD=invite;c=d>", "sip:bob@h;a=b;c=d" },
		{ "<sip:bob@h?Subject=x>", "sip:bob@h" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_int_equal(read_it(good[i][0]), 0);
		assert_string_equal(got.to, good[i][1]);
		assert_null(got.replaces);
	}
}

static void what_is_none(void **state)
{
	static const char *const bad[] = { "<>", "<http://h/>", "<mailto:a@b>",
		"<sip:>", "*", "<sip:a b@h>", "<sip:a@h:0>", "<urn:service:sos>",
		"<sip:a%0d@h>" };

	(void)state;
	assert_int_equal(refer_to_read(home, NULL, &got), 400);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (sip_refer_to_make(home, bad[i]))
			assert_int_equal(read_it(bad[i]), 400);
	assert_int_equal(read_it("<sip:a@h;method=BYE>"), 403);
	assert_int_equal(read_it("<sip:a@h;method=INVITED>"), 403);
	assert_int_equal(read_it("<sip:a@h;method=>"), 403);
}

static void a_call_to_replace_is_written_anew(void **state)
{
	(void)state;
	assert_int_equal(read_it("<sip:a@h?Replaces=1%40h%3bfrom-tag%3Df"
		"%3Bto-tag%3Dt%3Bx%3Dy%3Bearly-only>"), 0);
	assert_string_equal(got.replaces, "1@h;to-tag=t;from-tag=f;early-only");
	assert_int_equal(read_it("<sip:a@h?Require=z&rePLACES=1%3Bto-tag%3Dt"
		"%3Bfrom-tag%3Df&X=y>"), 0);
	assert_string_equal(got.replaces, "1;to-tag=t;from-tag=f");
}

static void a_call_to_replace_that_is_none(void **state)
{
	static const char *const bad[] = { "Replaces=", "Replaces=1",
		"Replaces=1%3Bto-tag%3Dt", "Replaces=1%3Bfrom-tag%3Dt",
		"Replaces=%3Bto-tag%3Dt%3Bfrom-tag%3Df",
		"Replaces=1%0d%0aX:%20y%3Bto-tag%3Dt%3Bfrom-tag%3Df",
		"Replaces=1%20%3Bto-tag%3Dt%3Bfrom-tag%3Df",
		"Replaces=1%3Bto-tag%3Dt%3Bfrom-tag%3Df%00",
		"Replaces=1%3Bto-tag%3Dt%3Bfrom-tag%3Df&Replaces=1%3Bto-tag%3Dt"
	};
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		snprintf(text, sizeof text, "<sip:a@h?%s>", bad[i]);
		if (read_it(text) != 400 && got.replaces)
			fail_msg("%s: %s", bad[i], got.replaces);
	}
}

static void who_referred(void **state)
{
	(void)state;
	assert_null(refer_to_referrer(home, NULL));
	assert_string_equal(refer_to_referrer(home, sip_referred_by_make(home,
		"Boss <sip:boss@h?X=y>;cid=\"1@h\"")), "sip:boss@h");
	assert_null(refer_to_referrer(home, sip_referred_by_make(home,
		"<http://h/>")));
}

static void a_dialog_by_its_name(void **state)
{
	static const char *const bad[] = { "", ";", "1", "1;local-tag=a",
		"1;remote-tag=b", ";local-tag=a;remote-tag=b",
		"1;local-tag=;remote-tag=b", "1 ;local-tag=a;remote-tag=b" };

	(void)state;
	assert_string_equal(refer_to_rename_tags(home,
		"1@h;remote-tag=b;x;local-tag=a"), "1@h;to-tag=a;from-tag=b");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_null(refer_to_rename_tags(home, bad[i]));
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, make, unmake)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(addresses_to_call),
		STORY(what_is_none),
		STORY(a_call_to_replace_is_written_anew),
		STORY(a_call_to_replace_that_is_none),
		STORY(who_referred),
		STORY(a_dialog_by_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
