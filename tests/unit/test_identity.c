/* Who a message says it is from, beyond its From header. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <sofia-sip/sip_extra.h>
#include <sofia-sip/sip_header.h>

#include "base/mem.h"
#include "sip/identity.h"
#include "sip/stack.h"

/* The stack's messages know the extra headers only when told, as ua.c does. */
static struct identity *read_of(const char *start, const char *to,
	const char *headers)
{
	static msg_mclass_t *class;	/* nothing takes it back */
	char *text = mem_format("%s\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx\r\n"
		"From: <sip:ann@h>;tag=a\r\nTo: %s\r\nCall-ID: c\r\n"
		"CSeq: 1 INVITE\r\n%sContent-Length: 0\r\n\r\n",
		start, to, headers);
	struct sip_event e = { 0 };
	struct identity *i;
	msg_t *msg;

	if (!class)
		class = sip_extend_mclass(NULL);
	msg = msg_make(class, 0, text, -1);
	e.sip = sip_object(msg);
	assert_non_null(e.sip);
	i = event_identity(&e);
	msg_destroy(msg);
	free(text);
	return i;
}

static struct identity *of_invite(const char *headers)
{
	return read_of("INVITE sip:bob@h SIP/2.0", "<sip:bob@h>", headers);
}

static void asserted_is(struct identity *i, const char *uri, const char *name)
{
	if (uri)
		assert_string_equal(i->asserted.uri, uri);
	else
		assert_null(i->asserted.uri);
	if (name)
		assert_string_equal(i->asserted.display_name, name);
	identity_free(i);
}

#define CALLED "Remote-Party-ID: \"Bob\" <sip:b@h>;party=called\r\n"

static void the_newer_header_goes_before_the_older(void **state)
{
	(void)state;
	asserted_is(of_invite("Remote-Party-ID: <sip:old@h>\r\n"
		"P-Asserted-Identity: \"N\" <sip:new@h;user=phone>\r\n"),
		"sip:new@h", "N");
	asserted_is(of_invite("Remote-Party-ID: <sip:old@h>\r\n"),
		"sip:old@h", NULL);
	asserted_is(of_invite(""), NULL, NULL);
}

static void an_invite_says_nothing_of_whom_it_calls(void **state)
{
	(void)state;
	asserted_is(of_invite(CALLED), NULL, NULL);
}

static void who_answers_and_who_is_there_now_is_called(void **state)
{
	(void)state;
	asserted_is(read_of("SIP/2.0 200 OK", "<sip:b@h>;tag=b", CALLED),
		"sip:b@h", "Bob");
	asserted_is(read_of("UPDATE sip:bob@h SIP/2.0", "<sip:b@h>;tag=b",
		CALLED), "sip:b@h", "Bob");
}

static void privacy_withholds(void **state)
{
	struct identity *i = of_invite("Privacy: id\r\n");

	(void)state;
	assert_true(i->withheld && !i->anonymous);
	identity_free(i);
	i = of_invite("Privacy: user;critical\r\n");
	assert_true(i->withheld && i->anonymous);
	identity_free(i);
	i = of_invite("Remote-Party-ID: <sip:x@h>;privacy=full\r\n");
	assert_true(i->withheld && !i->anonymous);
	identity_free(i);
}

static void lists_keep_their_order_and_are_bounded(void **state)
{
	struct identity *i = of_invite("Diversion: <sip:a@h>;reason=no-answer"
		", <sip:b@h>\r\nDiversion: <sip:c@h>;reason=\"user-busy\"\r\n");
	char many[16 * 100] = "Diversion: <sip:0@h>";

	(void)state;
	assert_int_equal(i->n_diversion, 3);
	assert_string_equal(i->diversion[0].uri, "sip:a@h");
	assert_string_equal(i->diversion[0].reason, "no-answer");
	assert_null(i->diversion[1].reason);
	assert_string_equal(i->diversion[2].reason, "user-busy");
	identity_free(i);
	for (int n = 1; n < 50; n++)
		strcat(many, ",<sip:n@h>");
	strcat(many, "\r\n");
	i = of_invite(many);
	assert_int_equal(i->n_diversion, IDENTITY_ENTRIES);
	identity_free(i);
}

static void user_to_user_is_read_where_people_can(void **state)
{
	static const char *const values[][2] = {
		{ "48656c6c6f;encoding=hex", "Hello" },
		{ "0448656c6c6f", "Hello" },
		{ "00ff01;encoding=hex", "00ff01;encoding=hex" },
		{ "486;encoding=hex", "486;encoding=hex" },
		{ "zz", "zz" },
	};

	(void)state;
	for (size_t n = 0; n < sizeof values / sizeof *values; n++) {
		char *header = mem_format("User-to-User: %s\r\n", values[n][0]);
		struct identity *i = of_invite(header);

		assert_string_equal(i->user_to_user, values[n][1]);
		identity_free(i);
		free(header);
	}
	identity_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newer_header_goes_before_the_older),
		cmocka_unit_test(an_invite_says_nothing_of_whom_it_calls),
		cmocka_unit_test(who_answers_and_who_is_there_now_is_called),
		cmocka_unit_test(privacy_withholds),
		cmocka_unit_test(lists_keep_their_order_and_are_bounded),
		cmocka_unit_test(user_to_user_is_read_where_people_can),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
