/* An account as fields and back; how its signing in is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "account_fields.h"
#include "base/clock.h"
#include "signing.h"

static json_t *got(const char *secret)
{
	return json_pack("{s:{s:s}, s:{s:s, s:s, s:s, s:[s], s:i, s:[s, s],"
		" s:b}, s:s?, s:n, s:n, s:[s, s, s]}",
		"account", "name", "work",
		"keys", "uri", "sip:ann@pbx.example.net", "user", "1000",
		"registrar", "sip:pbx.example.net", "proxy",
		"sip:edge.example.net;lr", "expires", 90, "codecs", "PCMA",
		"opus", "privacy", 1,
		"secret", secret, "file", "line",
		"codecs", "opus", "PCMA", "GSM");
}

static struct form *form_of(json_t *account)
{
	struct form *form = form_new();

	account_fields_add(form, account, false, NULL);
	json_decref(account);
	return form;
}

static void shows(const struct form *form, const char *name, const char *value)
{
	assert_string_equal(field_value(form_find(form, name)), value);
}

static void type(struct form *form, const char *name, const char *value)
{
	field_set(form_find(form, name), value);
}

/* The params are exactly these. */
static void asks(const struct form *form, const char *wanted)
{
	json_t *params = account_fields_params(form);
	char *text = json_dumps(params, JSON_COMPACT | JSON_SORT_KEYS);

	assert_string_equal(text, wanted);
	free(text);
	json_decref(params);
}

static void what_the_engine_told_is_shown(void **state)
{
	struct form *form = form_of(got("password"));

	(void)state;
	shows(form, "name", "work");
	shows(form, "uri", "ann@pbx.example.net");
	shows(form, "user", "1000");
	shows(form, "proxy", "edge.example.net;lr");
	shows(form, "expires", "90");
	shows(form, "codecs", "PCMA,opus");
	shows(form, "privacy", "yes");
	shows(form, "password", "");
	assert_non_null(form_find(form, "password")->note);
	assert_null(form_find(form, "password_command")->note);
	asks(form, "{}");
	form_free(form);
}

static void only_what_changed_is_asked_for(void **state)
{
	struct form *form = form_of(got(NULL));

	(void)state;
	type(form, "uri", "bob@b");
	type(form, "expires", "");
	type(form, "proxy", "sip:one;lr, two");
	type(form, "codecs", "GSM,opus");
	type(form, "privacy", "no");
	asks(form, "{\"codecs\":[\"GSM\",\"opus\"],\"expires\":600,"
		"\"privacy\":false,\"proxy\":[\"sip:one;lr\",\"sip:two\"],"
		"\"uri\":\"sip:bob@b\"}");
	form_free(form);
}

static void whom_it_believes_is_asked_for(void **state)
{
	struct form *form = form_of(got(NULL));

	(void)state;
	shows(form, "srtp", "optional");
	shows(form, "tls_verify", "full");
	type(form, "transport", "tls");
	type(form, "srtp", "required");
	type(form, "tls_wildcard", "yes");
	type(form, "realm", "My PBX , other");
	type(form, "accept_list", " 192.0.2.0/24,,198.51.100.7 ");
	asks(form, "{\"accept_list\":[\"192.0.2.0/24\",\"198.51.100.7\"],"
		"\"realm\":[\"My PBX\",\"other\"],\"srtp\":\"required\","
		"\"tls_wildcard\":true,\"transport\":\"tls\"}");
	form_free(form);
}

static void a_secret_of_turn_leaves_the_password(void **state)
{
	struct form *form = form_of(got("password"));

	(void)state;
	type(form, "ice_servers", "stun:a, turn:b?transport=tcp");
	type(form, "ice_password", "y");
	asks(form, "{\"ice_password\":\"y\",\"ice_password_command\":\"\","
		"\"ice_servers\":[\"stun:a\",\"turn:b?transport=tcp\"]}");
	form_free(form);
}

static void minds(const char *name, const char *value, bool wrong)
{
	struct form *form = form_of(got(NULL));

	type(form, name, value);
	assert_int_equal(form_check(form) != NULL, wrong);
	form_free(form);
}

static void what_cannot_be_is_told(void **state)
{
	(void)state;
	minds("tls_pin", "deadbeef", true);
	minds("tls_pin", "6mJ4ztzZ6mJ4ztzZ6mJ4ztzZ6mJ4ztzZ6mJ4ztzZ6mI=", false);
	minds("tls_ca", "ca.pem", true);
	minds("tls_ca", "~/ca.pem", false);
	minds("ice_wait", "soon", true);
	minds("ice_wait", "500", false);
	minds("public_address", "router", true);
	minds("public_address", "2001:db8::7", false);
}

static void a_new_secret_takes_the_place_of_any_other(void **state)
{
	struct form *form = form_of(got("ha1"));

	(void)state;
	type(form, "password_command", "pass show x");
	asks(form, "{\"ha1\":\"\",\"password\":\"\","
		"\"password_command\":\"pass show x\","
		"\"password_keyring\":false}");
	form_free(form);
}

static void the_keyring_takes_the_place_of_a_password(void **state)
{
	struct form *form = form_of(got("password"));

	(void)state;
	type(form, "password_keyring", "yes");
	asks(form, "{\"ha1\":\"\",\"password\":\"\","
		"\"password_command\":\"\",\"password_keyring\":true}");
	form_free(form);
}

static void a_new_account_has_what_was_typed(void **state)
{
	struct form *form = form_new();

	(void)state;
	account_fields_add(form, NULL, false, NULL);
	type(form, "uri", "ann@b");
	type(form, "password", "a'b");
	type(form, "registrar", "none");
	asks(form, "{\"password\":\"a'b\",\"registrar\":\"none\","
		"\"uri\":\"sip:ann@b\"}");
	type(form, "name", "home");
	asks(form, "{\"name\":\"home\",\"password\":\"a'b\","
		"\"registrar\":\"none\",\"uri\":\"sip:ann@b\"}");
	form_free(form);
}

static void wrong_values_are_told(void **state)
{
	static const struct {
		const char *name, *value;
	} wrong[] = {
		{ "uri", "ann" }, { "uri", "ann@" }, { "uri", "@b" },
		{ "uri", "a b@c" }, { "name", "a/b" },
		{ "name", "abcdefghijklmnopqrstuvwxyz0123456" },
		{ "name", "../x" }, { "registrar", "a b" },
		{ "expires", "soon" }, { "expires", "0" },
		{ "expires", "86401" }, { "options_ping", "-1" },
		{ "auto_answer_delay", "60001" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct form *form = form_of(got(NULL));

		form_find(form, "name")->fixed = false;
		type(form, wrong[i].name, wrong[i].value);
		assert_ptr_equal(form_check(form),
			form_find(form, wrong[i].name));
		form_free(form);
	}
}

static void rubbish_from_the_engine_is_a_form_too(void **state)
{
	struct form *form = form_of(json_pack("{s:i, s:[], s:{s:i}, s:[i]}",
		"account", 5, "keys", "file", "line", 7, "codecs", 1));

	(void)state;
	shows(form, "uri", "");
	shows(form, "expires", "600");
	form_free(form);
}

static bool two_are_taken(const void *arg, const char *name)
{
	(void)arg;
	return !strcmp(name, "pbx") || !strcmp(name, "pbx-2");
}

static void an_account_is_named_after_its_domain(void **state)
{
	char name[33];

	(void)state;
	account_fields_name("sip:ann@office.example.net", name, two_are_taken,
		NULL);
	assert_string_equal(name, "office");
	account_fields_name("ann@pbx.example.net", name, two_are_taken, NULL);
	assert_string_equal(name, "pbx-3");
	account_fields_name("ann@127.0.0.1:5060", name, two_are_taken, NULL);
	assert_string_equal(name, "ann");
	account_fields_name("@", name, two_are_taken, NULL);
	assert_string_equal(name, "a");
}

/* --- signing in -----------------------------------------------------------*/

static struct account *account(int id, const char *state, int status,
	const char *reason)
{
	json_t *o = json_pack("{s:i, s:s, s:b, s:{s:s, s:i, s:s, s:s, s:i}}",
		"id", id, "name", "work", "enabled", 1, "registration",
		"state", state, "status", status, "reason", reason,
		"contact", "sip:ann@192.0.2.1:5060;transport=tcp",
		"expires_in_s", 600);
	struct account *a = account_read(o);

	json_decref(o);
	return a;
}

static void told(struct signing *s, int id, const char *state, int status,
	const char *reason)
{
	struct account *a = account(id, state, status, reason);

	signing_told(s, a);
	account_free(a);
}

static void an_account_that_signs_in_is_told_with_time_and_way(void **state)
{
	struct signing s;

	(void)state;
	signing_start(&s, 1, clock_ms());
	told(&s, 2, "failed", 403, "Forbidden");
	told(&s, 1, "registering", 0, "");
	assert_true(s.waits);
	told(&s, 1, "registered", 200, "OK");
	assert_false(s.waits);
	assert_true(s.ok);
	assert_non_null(strstr(s.text, "200 OK in "));
	assert_non_null(strstr(s.text, " ms, tcp, expires in 600 s"));
}

static void a_refusal_is_told_in_words(void **state)
{
	struct signing s;

	(void)state;
	signing_start(&s, 1, clock_ms());
	told(&s, 1, "failed", 403, "Forbidden");
	assert_false(s.ok);
	assert_string_equal(s.text, "403 Forbidden");
	assert_non_null(strstr(s.advice, "password"));
	told(&s, 1, "registered", 200, "OK");
	assert_string_equal(s.text, "403 Forbidden");
}

static void a_server_that_is_not_there_is_told_in_words(void **state)
{
	struct signing s;

	(void)state;
	signing_start(&s, 1, clock_ms());
	told(&s, 1, "failed", 0, "no address of pbx.invalid");
	assert_string_equal(s.text, "no address of pbx.invalid");
	assert_non_null(strstr(s.advice, "no server was reached"));
}

/* What to do about it is another thing where no key was shown at all. */
static void what_tls_failed_of_is_told_with_what_to_do(void **state)
{
	static const char *const keys[] = { "54+P8nb8", NULL };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct account *a = account(1, "failed", 503, "TLS: it failed");
		json_t *tls = json_pack("{s:s, s:s?}", "problem",
			"TLS: it failed", "pin", keys[i]);
		struct signing s;

		trust_read(&a->trust, tls);
		signing_start(&s, 1, clock_ms());
		signing_told(&s, a);
		assert_string_equal(s.text, "TLS: it failed");
		assert_non_null(strstr(s.advice, "password was not sent"));
		assert_int_equal(strstr(s.advice, "pinned there: 54+P8nb8") !=
			NULL, !i);
		assert_int_equal(strstr(s.advice, "port and transport") !=
			NULL, i);
		json_decref(tls);
		account_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_engine_told_is_shown),
		cmocka_unit_test(only_what_changed_is_asked_for),
		cmocka_unit_test(whom_it_believes_is_asked_for),
		cmocka_unit_test(a_secret_of_turn_leaves_the_password),
		cmocka_unit_test(what_cannot_be_is_told),
		cmocka_unit_test(a_new_secret_takes_the_place_of_any_other),
		cmocka_unit_test(the_keyring_takes_the_place_of_a_password),
		cmocka_unit_test(a_new_account_has_what_was_typed),
		cmocka_unit_test(wrong_values_are_told),
		cmocka_unit_test(rubbish_from_the_engine_is_a_form_too),
		cmocka_unit_test(an_account_is_named_after_its_domain),
		cmocka_unit_test(
			an_account_that_signs_in_is_told_with_time_and_way),
		cmocka_unit_test(a_refusal_is_told_in_words),
		cmocka_unit_test(a_server_that_is_not_there_is_told_in_words),
		cmocka_unit_test(what_tls_failed_of_is_told_with_what_to_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
