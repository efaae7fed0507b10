/* What people type, and what peers send, as SIP URIs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "sip/uri.h"

static void the_parts_of_a_uri_are_found(void **state)
{
	struct uri_parts p;

	(void)state;
	assert_true(uri_parse(
		"SIP:al%69ce:pw@Host.example:5070;Transport=TCP;lr?a=b", &p));
	assert_string_equal(p.scheme, "sip");
	assert_string_equal(p.user, "alice");
	assert_string_equal(p.host, "Host.example");
	assert_int_equal(p.port, 5070);
	assert_string_equal(p.transport, "tcp");
	assert_true(uri_parse("sips:[2001:db8::1]:5061", &p));
	assert_string_equal(p.scheme, "sips");
	assert_string_equal(p.user, "");
	assert_string_equal(p.host, "2001:db8::1");
	assert_int_equal(p.port, 5061);
	assert_true(uri_parse("tel:+44-20-1234;phone-context=x", &p));
	assert_string_equal(p.user, "+44201234");
	assert_string_equal(p.host, "");
}

static void what_is_no_uri_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"sip",
		"sip:",
		"sip:@",
		"sip:a@",
		"sip:@h",
		"alice@h",
		"http://h/",
		"mailto:a@h",
		"sip:a@h:",
		"sip:a@h:0",
		"sip:a@h:65536",
		"sip:a@h:99999999",
		"sip:a@h:5060x",
		"sip:a@h:-1",
		"sip:a b@h",
		"sip:a@h h",
		"sip:a@-h",
		"sip:a@h..x",
		"sip:a@.h",
		"sip:a@192.0.2.256",
		"sip:a@1.2.3",
		"sip:a@[::1",
		"sip:a@[::g]",
		"sip:a@::1",
		"sip:a@h\r\nX: y",
		"sip:a\n@h",
		"sip:a%0d%0a@h",
		"sip:a%00@h",
		"sip:a%4@h",
		"sip:a%zz@h",
		"sip:a%ff@h",
		"sip:\xff@h",
		"sip:a@h;",
		"sip:a@h;=x",
		"sip:a@h;a=b;;c",
		"sip:a@h;a=<x>",
		"sip:a@h>",
		"sip:a@h;transport=toolong1",
		"sip:a@h;transport=tcp;transport=udp",
		"sip:a@h\"",
		"sip:a@h?a=<",
		"tel:",
		"tel:abc",
		"tel:+",
		"tel:12 3",
		"tel:12;",
		"sip:a@b@c",
		"sipsipsip:a@h",
	};
	struct uri_parts p;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (uri_parse(bad[i], &p))
			fail_msg("accepted: %s", bad[i]);
}

static void nothing_is_too_long_to_be_refused(void **state)
{
	char *text = malloc(100001);
	struct uri_parts p;
	char uri[URI_TEXT];
	const char *why;

	(void)state;
	memset(text, 'a', 100000);
	text[100000] = '\0';
	assert_false(uri_parse(text, &p));
	memcpy(text, "sip:", 4);
	assert_false(uri_parse(text, &p));
	assert_false(uri_complete(text, "h", uri, &why));
	text[4 + 128] = '@';
	text[URI_TEXT - 1] = '\0';
	assert_false(uri_parse(text, &p));
	free(text);
}

struct typed {
	const char *typed, *domain, *uri;	/* uri NULL: refused */
};

static void check_typed(const struct typed *cases, size_t n)
{
	char uri[URI_TEXT];
	const char *why;

	for (size_t i = 0; i < n; i++) {
		bool ok = uri_complete(
			cases[i].typed, cases[i].domain, uri, &why);

		if (ok != !!cases[i].uri || (ok && strcmp(uri, cases[i].uri)))
			fail_msg("%s: %s, not %s", cases[i].typed,
				ok ? uri : why,
				cases[i].uri ? cases[i].uri : "refused");
		assert_true(ok == !why);
	}
}

static void what_people_type_becomes_whole(void **state)
{
	static const struct typed cases[] = {
		{ "alice", "example.org", "sip:alice@example.org" },
		{ " alice\t", "example.org", "sip:alice@example.org" },
		{ "alice.smith", "example.org", "sip:alice.smith@example.org" },
		{ "alice", "example.org:5070;transport=tcp",
			"sip:alice@example.org:5070;transport=tcp" },
		{ "+44 (0)20 1234-5678", "example.org",
			"sip:+442012345678@example.org" },
		{ "(0)20 1234", "example.org", "sip:0201234@example.org" },
		{ "+44 (20) 1234-5678", "example.org",
			"sip:+442012345678@example.org" },
		{ "*72#", "example.org", "sip:*72%23@example.org" },
		{ "100", "example.org", "sip:100@example.org" },
		{ "alice@host", NULL, "sip:alice@host" },
		{ "alice@[::1]:5070", NULL, "sip:alice@[::1]:5070" },
		{ "+44 20@host", NULL, "sip:+4420@host" },
		{ "j\xc3\xbcrg@host", NULL, "sip:j%C3%BCrg@host" },
		{ "192.0.2.1", "example.org", "sip:192.0.2.1" },
		{ "192.0.2.1:5070", NULL, "sip:192.0.2.1:5070" },
		{ "host:5070", NULL, "sip:host:5070" },
		{ "::1", NULL, "sip:[::1]" },
		{ "[::1]:5070", NULL, "sip:[::1]:5070" },
		{ "sip:alice@host;transport=tcp", NULL,
			"sip:alice@host;transport=tcp" },
		{ "SIPS:alice@host", NULL, "sips:alice@host" },
		{ "sip:host", NULL, "sip:host" },
		{ "tel:+44-20-1234", "example.org",
			"sip:+44201234@example.org" },
	};

	(void)state;
	check_typed(cases, sizeof cases / sizeof *cases);
}

static void what_cannot_be_called_is_refused_with_a_word(void **state)
{
	static const struct typed cases[] = {
		{ "", "h", NULL },
		{ "  ", "h", NULL },
		{ "alice", NULL, NULL },
		{ "+4420", NULL, NULL },
		{ "tel:+4420", NULL, NULL },
		{ "alice smith", "h", NULL },
		{ "@host", NULL, NULL },
		{ "alice@", NULL, NULL },
		{ "http://host/", "h", NULL },
		{ "alice\x1b[31m", "h", NULL },
		{ "alice\n", "h", NULL },
		{ "a@h?Route=x", NULL, NULL },
		{ "sip:a@h?Replaces=x", NULL, NULL },
		{ "\xff\xfe", "h", NULL },
		{ "<sip:a@h>", NULL, NULL },
		{ "\"Alice\" <sip:a@h>", NULL, NULL },
		{ "sip:", "h", NULL },
		{ "host:99999", NULL, NULL },
		{ "host:", NULL, NULL },
		{ "a%0d%0a@h", NULL, NULL },
		{ "mailto:a@h", NULL, NULL },
	};

	(void)state;
	check_typed(cases, sizeof cases / sizeof *cases);
}

static void an_address_of_record_is_short_and_comparable(void **state)
{
	struct uri_parts p;
	char uri[URI_TEXT];

	(void)state;
	assert_true(uri_parse(
		"SIP:al%69c%23@HOST.Example:5070;transport=tcp?x=y", &p));
	uri_address_of_record(&p, uri);
	assert_string_equal(uri, "sip:alic%23@host.example:5070");
	assert_true(uri_parse("sips:a@[2001:DB8::1]", &p));
	uri_address_of_record(&p, uri);
	assert_string_equal(uri, "sips:a@[2001:db8::1]");
	assert_true(uri_parse("tel:+4420", &p));
	uri_address_of_record(&p, uri);
	assert_string_equal(uri, "tel:+4420");
	assert_true(uri_parse("sip:192.0.2.1", &p));
	uri_address_of_record(&p, uri);
	assert_string_equal(uri, "sip:192.0.2.1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_parts_of_a_uri_are_found),
		cmocka_unit_test(what_is_no_uri_is_refused),
		cmocka_unit_test(nothing_is_too_long_to_be_refused),
		cmocka_unit_test(what_people_type_becomes_whole),
		cmocka_unit_test(what_cannot_be_called_is_refused_with_a_word),
		cmocka_unit_test(an_address_of_record_is_short_and_comparable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
