/* Each key by itself: its values, and what happens while it is not built. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "config_support.h"
#include "store/config_key.h"
#include "store/config_value.h"

/* A checked value of such a key that is not the usual one. */
static const char *unusual(const struct config_key *key, char value[64])
{
	static const char *const samples[] = {
		"/x", "sip:host.example", "smooth-300", "77", "stun:host.example",
		"192.0.2.1", "PCMU", "x"
	};

	if (key->kind == KEY_NUMBER) {
		snprintf(value, 64, "%d", key->max);
	} else if (key->kind == KEY_SWITCH) {
		strcpy(value, strcmp(key->usual, "no") ? "no" : "yes");
	} else if (key->kind == KEY_WORD) {
		const char *words = key->words;
		size_t n = 0;

		do {
			words += n + (words[n] == '|');
			n = strcspn(words, "|");
			snprintf(value, 64, "%.*s", (int)n, words);
		} while (config_key_works(key, value) && words[n]);
	} else {
		for (int i = 0; key->check(samples[i]); i++)
			strcpy(value, samples[i + 1]);
		if (!key->check(samples[0]))
			strcpy(value, samples[0]);
	}
	return value;
}

/* The key with that value, in its section, in a file that is otherwise fine. */
static char *file_with(const struct config_section *s,
	const struct config_key *key, const char *value)
{
	const char *open = key->kind == KEY_LIST ? "{" : "";
	const char *close = key->kind == KEY_LIST ? "}" : "";

	if (!*s->name)
		return mem_format("%s = %s\"%s\"%s\n", key->name, open, value,
			close);
	if (strcmp(s->name, "account"))
		return mem_format("%s { %s = %s\"%s\"%s }\n", s->name, key->name,
			open, value, close);
	return mem_format("account \"a\" { uri = \"sip:a@b\"\n%s = %s\"%s\"%s }\n",
		key->name, open, value, close);
}

static struct config *read_unusual(struct place *p,
	const struct config_section *s, const struct config_key *key)
{
	char value[64];
	char *text = file_with(s, key, unusual(key, value));
	struct config *c = place_read(p, text);

	free(text);
	return c;
}

static void each_key(struct place *p, enum key_standing standing,
	void (*fn)(struct place *, const struct config_section *,
	const struct config_key *))
{
	const struct config_section *s;

	for (int i = 0; (s = config_section_at(i)); i++)
		for (int j = 0; j < s->n; j++)
			if (s->keys[j].standing == standing)
				fn(p, s, &s->keys[j]);
}

static void warns(struct place *p, const struct config_section *s,
	const struct config_key *key)
{
	struct config *c = read_unusual(p, s, key);

	if (!c)
		fail_msg("%s: %s", key->name, p->error);
	if (c->warnings.n != 1 || !strstr(c->warnings.items[0], key->name) ||
	    !strstr(c->warnings.items[0], "not built yet"))
		fail_msg("%s: %d warnings, %s", key->name, c->warnings.n,
			c->warnings.n ? c->warnings.items[0] : "");
	if (c->n_accounts)
		assert_null(c->accounts[0].disabled_reason);
	config_free(c);
}

static void a_key_for_later_is_warned_of_in_one_line(void **state)
{
	each_key(*state, KEY_LATER, warns);
}

static void disables(struct place *p, const struct config_section *s,
	const struct config_key *key)
{
	struct config *c = read_unusual(p, s, key);

	if (!*s->name) {
		assert_null(c);
		assert_non_null(strstr(p->error, key->name));
		return;
	}
	if (!c)
		fail_msg("%s: %s", key->name, p->error);
	assert_int_equal(c->warnings.n, 0);
	if (!c->accounts[0].disabled_reason)
		fail_msg("%s disables nothing", key->name);
	assert_non_null(strstr(c->accounts[0].disabled_reason, key->name));
	assert_non_null(strstr(c->accounts[0].disabled_reason, "built without"));
	config_free(c);
}

static void a_key_that_protects_disables_until_it_is_built(void **state)
{
	each_key(*state, KEY_PROTECTS, disables);
}

static void works_as_usual(struct place *p, const struct config_section *s,
	const struct config_key *key)
{
	char *text = file_with(s, key, key->usual);
	struct config *c = place_read(p, text);

	free(text);
	if (!c)
		fail_msg("%s: %s", key->name, p->error);
	if (c->warnings.n)
		fail_msg("%s: %s", key->name, c->warnings.items[0]);
	if (c->n_accounts)
		assert_null(c->accounts[0].disabled_reason);
	config_free(c);
}

/* Of lists and required texts the usual value is nothing to write down. */
static void usual_if_writable(struct place *p, const struct config_section *s,
	const struct config_key *key)
{
	if (*key->usual && key->kind != KEY_LIST)
		works_as_usual(p, s, key);
}

static void the_usual_value_may_be_written_down(void **state)
{
	each_key(*state, KEY_BUILT, usual_if_writable);
	each_key(*state, KEY_LATER, usual_if_writable);
	each_key(*state, KEY_PROTECTS, usual_if_writable);
}

static void what_is_not_built_becomes_the_usual_value(void **state)
{
	struct config *c = place_read(*state,
		"account a { uri = \"sip:a@b\" \n"
		" codecs = {PCMA, pcma} }\n"
		"account e { uri = \"sip:a@b\" srtp = off }\n");

	assert_non_null(c);
	assert_int_equal(c->accounts[0].codecs.n, 1);
	assert_null(c->accounts[0].disabled_reason);
	assert_null(c->accounts[1].disabled_reason);
	config_free(c);
}

static void uris_ask_for_tls_too(void **state)
{
	static const struct {
		const char *text;
		bool tls, runs;
	} cases[] = {
		{ "uri = \"sip:a@b\"", false, true },
		{ "uri = \"sip:a@b\" transport = tls", true, true },
		{ "uri = \"sips:a@b\"", true, true },
		{ "uri = \"sip:a@b\" proxy = {\"sip:p;transport=TLS\"}",
			true, true },
		{ "uri = \"sip:a@b\" registrar = \"sips:c\"", true, true },
		{ "uri = \"sips:a@b\" transport = udp", true, false },
		{ "uri = \"sip:a@b\" srtp = required", false, true },
		{ "uri = \"sip:a@b\" srtp = required keying = dtls", false,
			true },
		{ "uri = \"sip:a@b\" srtp = required keying = sdes", false,
			false },
		{ "uri = \"sips:a@b\" srtp = required keying = sdes", true,
			true },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *text = mem_format("account a { %s }\n", cases[i].text);
		struct config *c = place_read(*state, text);

		assert_non_null(c);
		if (c->accounts[0].by_tls != cases[i].tls ||
		    !c->accounts[0].disabled_reason != cases[i].runs)
			fail_msg("%s", text);
		config_free(c);
		free(text);
	}
}

static void keys_of_tls_go_together(void **state)
{
	static const char *const texts[] = {
		"account a { uri = \"sip:a@b\" tls_verify = pin }\n",
		"account a { uri = \"sip:a@b\" tls_key = \"/k\" }\n",
		"account a { uri = \"sip:a@b\" registrar = none "
			"tls_verify = off }\n",
		"sip { tls_key = \"/k\" }\n",
		"sip { tls_verify = pin }\n",
	};
	struct place *p = *state;
	struct config *c;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		assert_null(place_read(p, texts[i]));
		assert_non_null(strstr(p->error, "tls_"));
		assert_non_null(strstr(p->error, "expected"));
	}
	c = place_read(p, "sip { tls_verify = off tls_ca = \"/ca\" }\n");
	assert_int_equal(c->tls.verify, CONFIG_TLS_OFF);
	assert_string_equal(c->tls.ca, "/ca");
	config_free(c);
}

/* Opus and G.729 are known, whether their libraries were there or not. */
static void codecs_that_are_not_built_are_left_out(void **state)
{
	static const char *const names[] = { "opus", "G722", "G729", "l16" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		bool built = value_built_codec(names[i]);
		char *text = mem_format("account a { uri = \"sip:a@b\" "
			"codecs = {%s, PCMA} }\n"
			"account b { uri = \"sip:a@b\" codecs = {%s} }\n",
			names[i], names[i]);
		struct config *c = place_read(*state, text);

		assert_non_null(c);
		assert_int_equal(c->accounts[0].codecs.n, built ? 2 : 1);
		assert_int_equal(c->warnings.n, built ? 0 : 2);
		assert_true(built == !c->accounts[1].disabled_reason);
		config_free(c);
		free(text);
	}
}

static void what_is_said_of_opus_is_taken(void **state)
{
	struct config *c = place_read(*state,
		"media { ptime = 40 opus_bitrate = 16 opus_complexity = 9 "
		"opus_fec = no opus_cbr = yes silence_suppression = yes }\n");

	assert_non_null(c);
	assert_int_equal(c->ptime, 40);
	assert_int_equal(c->opus_bitrate, 16000);
	assert_int_equal(c->opus_complexity, 9);
	assert_true(c->opus_cbr && c->silence_suppression && !c->opus_fec);
	config_free(c);
}

static const struct {
	const char *section, *key, *value;
	bool good;
} values[] = {
	{ "", "instance_dir", "~/x", true },
	{ "", "instance_dir", "x/y", false },
	{ "", "instance_dir", "", false },
	{ "", "max_calls", "500", true },
	{ "", "max_calls", "10001", false },
	{ "", "max_calls", "1e3", false },
	{ "", "max_calls", "+1", false },
	{ "", "max_calls", "", false },
	{ "", "max_calls", "99999999999999999999", false },
	{ "", "log_level", "info,sip=debug,media=trace", true },
	{ "", "log_level", "loud", false },
	{ "", "log_level", "", false },
	{ "", "accept_list", "192.0.2.1", true },
	{ "", "accept_list", "192.0.2.0/33", false },
	{ "", "accept_list", "2001:db8::/128", true },
	{ "", "accept_list", "2001:db8::/129", false },
	{ "", "accept_list", "example.net", false },
	{ "", "rings", "sip:boss@b=ring-3", true },
	{ "", "rings", "sip:boss@b;a=b = silent", true },
	{ "", "rings", "sip:boss@b=ring-6", false },
	{ "", "rings", "=ring-1", false },
	{ "", "rings", "two words=ring-1", false },
	{ "", "rings", "ring-1", false },
	{ "", "rings", "", false },
	{ "account", "ring_with", "ring-5", true },
	{ "account", "ring_with", "bell", false },
	{ "account", "uri", "sip:a@b", true },
	{ "account", "uri", "sip:a%20b@[::1]:5060", true },
	{ "account", "uri", "sip:a@b:0", false },
	{ "account", "uri", "sip:a@b:123456", false },
	{ "account", "uri", "sip:a@[zz]", false },
	{ "account", "uri", "sip:@b", false },
	{ "account", "uri", "sip:b", false },
	{ "account", "uri", "a@b", false },
	{ "account", "uri", "tel:+44", false },
	{ "account", "uri", "sip:a b@c", false },
	{ "account", "registrar", "none", true },
	{ "account", "registrar", "sip:192.0.2.1:5070;transport=tcp", true },
	{ "account", "registrar", "pbx.example.net", false },
	{ "account", "ha1", "0123", false },
	{ "account", "expires", "0", false },
	{ "account", "codecs", "MP3", false },
	{ "account", "codecs", "g729", true },
	{ "account", "keepalive", "4", false },
	{ "account", "ice_wait", "500", true },
	{ "account", "ice_wait", "none", false },
	{ "account", "ice_servers", "stun:[2001:db8::1]:3478", true },
	{ "account", "ice_servers", "turn:t.example.net?transport=tcp", false },
	{ "account", "ice_servers", "turns:t.example.net?transport=udp", false },
	{ "account", "ice_servers", "stun:t.example.net:0", false },
	{ "account", "ice_servers", "t.example.net", false },
	{ "account", "public_address", "203.0.113.5", true },
	{ "account", "public_address", "home", false },
	{ "sip", "listen", "udp:0.0.0.0:5060", true },
	{ "sip", "listen", "tcp:[2001:db8::1]:0", true },
	{ "sip", "listen", "udp:2001:db8::1:5060", false },
	{ "sip", "listen", "udp:0.0.0.0", false },
	{ "sip", "listen", "udp:", false },
	{ "sip", "listen", "u", false },
	{ "sip", "listen", "udp:[]:1", false },
	{ "sip", "listen", "tls:0.0.0.0:5061", true },
	{ "account", "tls_pin", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NM"
		"pJWZG3hSuFU=", true },
	{ "account", "tls_pin", "47DEQpj8HBSa", false },
	{ "account", "tls_ca", "ca.pem", false },
	{ "sip", "listen", "udp:0.0.0.0:65536", false },
	{ "sip", "user_agent", "caf\303\251", false },
	{ "media", "rtp_ports", "10000-10015", true },
	{ "media", "rtp_ports", "10015-10000", false },
	{ "media", "rtp_ports", "10000", false },
	{ "media", "rtp_ports", "0-100", false },
	{ "media", "latency", "smooth-199", false },
	{ "media", "record_name", "../x", false },
	{ "media", "record_name", "{time} {account}", true },
	{ "media", "record_name", "{when}", false },
	{ "media", "record_format", "mp3", false },
	{ "media", "record_beep", "3601", false },
	{ "media", "hold_music", "music.wav", false },
	{ "account", "record", "sometimes", false },
	{ "audio", "capture", "tone:440", true },
	{ "audio", "capture", "tone:", false },
	{ "audio", "capture", "tone:20001", false },
	{ "audio", "playback", "tone:440", false },
	{ "audio", "playback", "alsa:hw:1,0", true },
	{ "audio", "playback", "alsa:", false },
	{ "audio", "period", "1", false },
};

static void taken_or_refused(struct place *p, int i)
{
	const char *name = values[i].key, *value = values[i].value;
	const struct config_section *s = config_section_find(
		values[i].section);
	char *text = strcmp(name, "uri") ?
		file_with(s, config_key_find(s, name), value) :
		mem_format("account a { uri = \"%s\" }\n", value);
	struct config *c = place_read(p, text);

	if (values[i].good != !!c)
		fail_msg("%s = %s is %s: %s", name, value,
			c ? "taken" : "refused", c ? "" : p->error);
	free(text);
	config_free(c);
}

static void values_are_taken_or_refused(void **state)
{
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		taken_or_refused(*state, (int)i);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_key_for_later_is_warned_of_in_one_line),
		TEST(a_key_that_protects_disables_until_it_is_built),
		TEST(the_usual_value_may_be_written_down),
		TEST(what_is_not_built_becomes_the_usual_value),
		TEST(uris_ask_for_tls_too),
		TEST(keys_of_tls_go_together),
		TEST(codecs_that_are_not_built_are_left_out),
		TEST(what_is_said_of_opus_is_taken),
		TEST(values_are_taken_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
