/* Dialogs have names that a third party can say in Replaces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "loop/loop.h"
#include "raw_peer.h"
#include "sip/replaces.h"
#include "sip_party.h"

static struct loop *loop;
static struct party a, b;
static struct raw_peer raw;

static int open_all(void **state)
{
	(void)state;
	memset(&a, 0, sizeof a);
	memset(&b, 0, sizeof b);
	return party_open(&a, loop, 32000) && party_open(&b, loop, 32000) &&
		raw_open(&raw) ? 0 : -1;
}

static int close_all(void **state)
{
	(void)state;
	raw_close(&raw);
	party_close(&a, loop);
	party_close(&b, loop);
	return a.down && b.down ? 0 : -1;
}

static void a_calls_b(void)
{
	char uri[64];

	party_call(&a, party_uri(&b, uri));
}

static void they_talk(void)
{
	b.answer_at_once = true;
	a_calls_b();
	assert_true(until(loop, &b.confirmed, 1));
}

/* "call-id;to-tag=X;from-tag=Y" and the one with X and Y in each other's place
 * are the two ends of one dialog. */
static void are_two_ends(const char *one, const char *other)
{
	size_t id = strcspn(one, ";");
	char theirs[128], ours[128], swapped[600];

	assert_int_equal(sscanf(one + id, ";to-tag=%127[^;];from-tag=%127[^;]",
		theirs, ours), 2);
	snprintf(swapped, sizeof swapped, "%.*s;to-tag=%s;from-tag=%s", (int)id,
		one, ours, theirs);
	assert_string_equal(other, swapped);
}

static void two_ends_have_the_same_tags(void **state)
{
	char *ours, *theirs;

	(void)state;
	they_talk();
	ours = dialog_name(a.dialog);
	theirs = dialog_name(b.dialog);
	are_two_ends(ours, theirs);
	assert_true(dialog_is(a.dialog, ours));
	assert_true(dialog_is(b.dialog, theirs));
	assert_false(dialog_is(a.dialog, theirs));
	assert_false(dialog_is(b.dialog, ours));
	assert_false(dialog_is(NULL, ours));
	free(ours);
	free(theirs);
}

static void one_that_rings_has_a_name_at_both_ends(void **state)
{
	char *ours, *theirs;

	(void)state;
	b.ring_with = 180;
	a_calls_b();
	assert_null(dialog_name(a.dialog));
	assert_true(until(loop, &a.progress, 1));
	ours = dialog_name(a.dialog);
	theirs = dialog_name(b.dialog);
	are_two_ends(ours, theirs);
	assert_null(dialog_refer_target(a.dialog, "sip:a@b"));
	assert_null(dialog_refer_target(b.dialog, "sip:a@b"));
	free(ours);
	free(theirs);
}

static void a_target_is_the_contact_and_the_name(void **state)
{
	char *target, *name, *value, *wanted, uri[64];

	(void)state;
	they_talk();
	target = dialog_refer_target(a.dialog,
		dialog_remote_target(a.dialog));
	name = dialog_name(a.dialog);
	value = replaces_escaped(name);
	wanted = malloc(2000);
	snprintf(wanted, 2000, "%s?Replaces=%s&Require=replaces",
		party_uri(&b, uri), value);
	assert_string_equal(target, wanted);
	free(target);
	free(name);
	free(value);
	free(wanted);
}

static void texts_are_escaped(void **state)
{
	static const char *const texts[][2] = {
		{ "", "" },
		{ "aZ09-_.!~*'()", "aZ09-_.!~*'()" },
		{ "a@b;to-tag=1", "a%40b%3Bto-tag%3D1" },
		{ "%41&?=<>\" \r\n", "%2541%26%3F%3D%3C%3E%22%20%0D%0A" },
		{ "\xc3\xa4", "%C3%A4" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		char *escaped = replaces_escaped(texts[i][0]);

		assert_string_equal(escaped, texts[i][1]);
		free(escaped);
	}
}

/* What b finds in an INVITE with these headers; "" none. */
static void is_read(const char *headers, const char *name, int early_only)
{
	int n = b.invites;

	b.decline_with = 486;
	raw_invite(&raw, ua_port(b.ua), headers, "");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 486"));
	assert_int_equal(b.invites, n + 1);
	assert_string_equal(b.replaces, name);
	assert_int_equal(b.replaces_early_only, early_only);
}

static void it_is_read(void **state)
{
	(void)state;
	is_read("", "", 0);
	is_read("Replaces: x@y;to-tag=1;from-tag=2\r\n",
		"x@y;to-tag=2;from-tag=1", 0);
	is_read("replaces: x;from-tag=2;early-only;to-tag=1\r\n",
		"x;to-tag=2;from-tag=1", 1);
	is_read("Replaces: x ; from-tag=b ; to-tag=a ; more=yes\r\n",
		"x;to-tag=b;from-tag=a", 0);
	is_read("Join: x;from-tag=b;to-tag=a\r\n", "", 0);
}

static void what_is_wrong_gets_400(void **state)
{
	static const char *const wrong[] = {
		"Replaces: \r\n",
		"Replaces: x\r\n",
		"Replaces: x;to-tag=1\r\n",
		"Replaces: x;from-tag=1\r\n",
		"Replaces: ;to-tag=1;from-tag=2\r\n",
		"Replaces: x;to-tag=;from-tag=2\r\n",
		"Replaces: x;to-tag=1;from-tag=2;to-tag=3\r\n",
		"Replaces: x;to-tag=1;from-tag=2,y;to-tag=1;from-tag=2\r\n",
		"Replaces: x;to-tag=1;from-tag=2\r\n"
			"Replaces: x;to-tag=1;from-tag=2\r\n",
		"Replaces: x;to-tag=1;from-tag=2\r\n"
			"Join: x;to-tag=1;from-tag=2\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		raw_invite(&raw, ua_port(b.ua), wrong[i], "");
		assert_true(raw_expect(&raw, loop, "SIP/2.0 400"));
	}
	assert_int_equal(b.invites, 0);
}

/* The stack keeps it among what it could not read, as what it is: its number
 * was once taken for the address of a name. */
static void a_second_header_of_another_kind_is_passed_over(void **state)
{
	static const char *const twice[] = {
		"Max-Forwards: 70\r\n",
		"Expires: 70\r\nExpires: 71\r\n",
		"From: <sip:x@127.0.0.1>;tag=x\r\n",
		"CSeq: 70 INVITE\r\n",
		"Session-Expires: 90\r\nSession-Expires: 91\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof twice / sizeof *twice; i++) {
		raw_invite(&raw, ua_port(b.ua), twice[i], "");
		assert_true(raw_expect(&raw, loop, "SIP/2.0 "));
	}
	assert_non_null(b.ua);
}

static int make_loop(void **state)
{
	(void)state;
	log_configure("error");
	loop = loop_new();
	return loop ? 0 : -1;
}

static int end_loop(void **state)
{
	(void)state;
	finish_loop(loop);
	return 0;
}

#define WITH_ALL(test) \
	cmocka_unit_test_setup_teardown(test, open_all, close_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_ALL(two_ends_have_the_same_tags),
		WITH_ALL(one_that_rings_has_a_name_at_both_ends),
		WITH_ALL(a_target_is_the_contact_and_the_name),
		cmocka_unit_test(texts_are_escaped),
		WITH_ALL(it_is_read),
		WITH_ALL(what_is_wrong_gets_400),
		WITH_ALL(a_second_header_of_another_kind_is_passed_over),
	};

	return cmocka_run_group_tests(tests, make_loop, end_loop);
}
