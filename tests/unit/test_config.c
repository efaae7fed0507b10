/* offhook.conf becomes a struct, or lines that say what is wrong where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "config_support.h"

#define WORK "account \"work\" {\n uri = \"sip:agent7@pbx.example.net\"\n"

static struct config *good(struct place *p, const char *text)
{
	struct config *c = place_read(p, text);

	if (!c)
		fail_msg("refused: %s", p->error);
	return c;
}

/* Refused, with this in its error. */
static void bad(struct place *p, const char *text, const char *part)
{
	struct config *c = place_read(p, text);

	if (c)
		fail_msg("taken: %s", text);
	if (!strstr(p->error, part))
		fail_msg("'%s' does not hold '%s'", p->error, part);
}

static void without_a_file_the_defaults_count(void **state)
{
	struct place *p = *state;
	struct config *c;

	setenv("XDG_CONFIG_HOME", p->folder, 1);
	setenv("HOME", "/home/someone", 1);
	c = config_read(NULL, false, "default", p->error);
	assert_non_null(c);
	assert_null(c->file);
	assert_string_equal(c->instance_dir,
		"/home/someone/.local/share/offhook");
	assert_int_equal(c->max_calls, 8);
	assert_int_equal(c->no_answer_timeout, 60);
	assert_true(c->services);
	assert_string_equal(c->user_agent, "offhook");
	assert_null(c->resolv_conf);
	assert_int_equal(c->t1x64, 32000);
	assert_int_equal(c->rtp_first, 10000);
	assert_int_equal(c->rtp_last, 10999);
	assert_int_equal(c->ptime, 20);
	assert_int_equal(c->dscp_sip, 24);
	assert_int_equal(c->dscp_rtp, 46);
	assert_int_equal(c->capture.n, 1);
	assert_string_equal(c->capture.items[0], "alsa:default");
	assert_null(c->hold_music);
	assert_null(c->record.dir);
	assert_string_equal(c->record.name, "{date}-{remote}-{session}");
	assert_false(c->record.flac || c->record.automatic);
	assert_int_equal(c->record.beep, 0);
	assert_int_equal(c->period, 10);
	assert_int_equal(c->n_listen, 0);
	assert_int_equal(c->n_accounts, 0);
	assert_int_equal(c->warnings.n, 0);
	config_free(c);
	c = config_read(NULL, false, "second", p->error);
	assert_string_equal(c->instance_dir,
		"/home/someone/.local/share/offhook/second");
	config_free(c);
}

static void the_default_file_is_found_by_itself(void **state)
{
	struct place *p = *state;
	char folder[96], file[128];
	struct config *c;
	FILE *out;

	snprintf(folder, sizeof folder, "%s/offhook", p->folder);
	snprintf(file, sizeof file, "%s/offhook.conf", folder);
	mkdir(folder, 0700);
	out = fopen(file, "w");
	fputs("max_calls = 3\n", out);
	fclose(out);
	setenv("XDG_CONFIG_HOME", p->folder, 1);
	c = config_read(NULL, false, NULL, p->error);
	unlink(file);
	rmdir(folder);
	assert_non_null(c);
	assert_int_equal(c->max_calls, 3);
	assert_string_equal(c->file, file);
	config_free(c);
}

static void a_file_that_was_named_must_exist_and_be_one(void **state)
{
	struct place *p = *state;

	assert_null(config_read(p->file, true, NULL, p->error));
	assert_non_null(strstr(p->error, "offhook.conf: there is no such file\n"));
	assert_null(config_read(p->folder, true, NULL, p->error));
	assert_non_null(strstr(p->error, "not a file that can be read"));
}

static void every_value_arrives(void **state)
{
	struct config *c = good(*state,
		"instance_dir = /srv/x\nmax_calls = 250\nservices = no\n"
		"no_answer_timeout = 5\nlog_level = \"warn,sip=debug\"\n"
		"sip { listen = {\"udp:0.0.0.0:5060\", \"tcp:[::1]:0\"}\n"
		" user_agent = \"desk phone\" resolv_conf = /tmp/r t1x64 = 500 }\n"
		"media { rtp_ports = \"20000-20500\" dscp_sip = 0 dscp_rtp = 63 }\n"
		"audio { capture = {\"tone:1000\"} playback = {'wav:/tmp/a b.wav',"
		" null} ring = {} period = 20 }\n");

	assert_string_equal(c->instance_dir, "/srv/x");
	assert_int_equal(c->max_calls, 250);
	assert_false(c->services);
	assert_int_equal(c->no_answer_timeout, 5);
	assert_string_equal(c->log_level, "warn,sip=debug");
	assert_int_equal(c->n_listen, 2);
	assert_false(c->listen[0].tcp);
	assert_string_equal(c->listen[0].address, "0.0.0.0");
	assert_int_equal(c->listen[0].port, 5060);
	assert_true(c->listen[1].tcp);
	assert_string_equal(c->listen[1].address, "::1");
	assert_int_equal(c->listen[1].port, 0);
	assert_string_equal(c->user_agent, "desk phone");
	assert_string_equal(c->resolv_conf, "/tmp/r");
	assert_int_equal(c->t1x64, 500);
	assert_int_equal(c->rtp_first, 20000);
	assert_int_equal(c->rtp_last, 20500);
	assert_int_equal(c->dscp_sip, 0);
	assert_int_equal(c->dscp_rtp, 63);
	assert_string_equal(c->capture.items[0], "tone:1000");
	assert_int_equal(c->playback.n, 2);
	assert_string_equal(c->playback.items[0], "wav:/tmp/a b.wav");
	assert_int_equal(c->ring.n, 0);
	assert_int_equal(c->period, 20);
	assert_int_equal(c->warnings.n, 0);
	config_free(c);
}

static void every_value_of_sound_files_arrives(void **state)
{
	struct config *c;

	setenv("HOME", "/home/someone", 1);
	c = good(*state, "media { hold_music = \"~/hold.flac\"\n"
		" record_dir = /srv/calls record_name = \"{time}\"\n"
		" record_format = flac record_auto = yes record_beep = 15 }\n"
		WORK " record = no }\n"
		"account b { uri = \"sip:b@x.example\" registrar = none }\n");
	assert_string_equal(c->hold_music, "/home/someone/hold.flac");
	assert_string_equal(c->record.dir, "/srv/calls");
	assert_string_equal(c->record.name, "{time}");
	assert_true(c->record.flac);
	assert_true(c->record.automatic);
	assert_int_equal(c->record.beep, 15);
	assert_int_equal(c->accounts[0].record, RECORD_NO);
	assert_int_equal(c->accounts[1].record, RECORD_DEFAULT);
	assert_int_equal(c->warnings.n, 0);
	config_free(c);
}

static void every_value_of_an_account_arrives(void **state)
{
	struct config *c = good(*state, "# one\n\n" WORK
		" display_name = \"Agent 7\" user = a7 password = 's${HOME}\"x'\n"
		" registrar = \"sip:pbx.example.net:5070\"\n"
		" proxy = {\"sip:edge1.example.net;lr\", \"sip:[::1]:5080;lr\"}\n"
		" transport = tcp expires = 300 register_retry = 1\n"
		" register_retry_max = 2 codecs = {pcma} dtmf = rtp\n"
		" auto_answer = list auto_answer_from = {\"sip:boss@x.example\"}\n"
		" auto_answer_delay = 250 answer_with = echo\n"
		" accept_from = list accept_list = {\"192.0.2.0/24\", \"::1\"}\n"
		" enabled = no }\n"
		"account b { uri = \"sip:b@x.example\" registrar = none }\n");
	const struct account_config *a = &c->accounts[0];

	assert_int_equal(c->n_accounts, 2);
	assert_string_equal(a->name, "work");
	assert_string_equal(a->file, ((struct place *)*state)->file);
	assert_int_equal(a->line, 3);
	assert_string_equal(a->uri, "sip:agent7@pbx.example.net");
	assert_string_equal(a->display_name, "Agent 7");
	assert_string_equal(a->user, "a7");
	assert_string_equal(a->password, "s${HOME}\"x");
	assert_string_equal(a->registrar, "sip:pbx.example.net:5070");
	assert_true(a->registers);
	assert_int_equal(a->proxy.n, 2);
	assert_int_equal(a->transport, TRANSPORT_TCP);
	assert_int_equal(a->expires, 300);
	assert_int_equal(a->register_retry, 1);
	assert_int_equal(a->register_retry_max, 2);
	assert_int_equal(a->codecs.n, 1);
	assert_string_equal(a->codecs.items[0], "PCMA");
	assert_int_equal(a->auto_answer, AUTO_ANSWER_LIST);
	assert_int_equal(a->auto_answer_delay, 250);
	assert_string_equal(a->auto_answer_from.items[0], "sip:boss@x.example");
	assert_int_equal(a->answer_with, ANSWER_ECHO);
	assert_int_equal(a->accept_from, ACCEPT_LIST);
	assert_int_equal(a->accept_list.n, 2);
	assert_false(a->enabled);
	assert_null(a->disabled_reason);
	assert_int_equal(c->accounts[1].line, 14);
	assert_false(c->accounts[1].registers);
	assert_null(c->accounts[1].registrar);
	assert_null(c->accounts[1].user);
	assert_true(c->accounts[1].enabled);
	assert_int_equal(c->warnings.n, 0);
	config_free(c);
}

static void accounts_take_the_general_accept_from(void **state)
{
	struct config *c = good(*state, "accept_from = list\n"
		"accept_list = {\"192.0.2.1\"}\n" WORK "}\n"
		"account \"own\" { uri = \"sip:x@y\" accept_from = any }\n");

	assert_int_equal(c->accounts[0].accept_from, ACCEPT_LIST);
	assert_string_equal(c->accounts[0].accept_list.items[0], "192.0.2.1");
	assert_int_equal(c->accounts[1].accept_from, ACCEPT_ANY);
	config_free(c);
}

static void comments_move_no_line_number(void **state)
{
	bad(*state, "# max_calls = 1 { \" '\n// more \"\n/* and\n more { */\n"
		"\n/**/ max_calls = zero # why\n",
		"offhook.conf:6: max_calls = \"zero\": expected a whole number "
		"from 1 to 10000\n");
	bad(*state, "sip {\n # one\n\n t1x64 = 1 /* x\n */ }\n",
		"offhook.conf:4: sip: t1x64 = \"1\": expected a whole number from "
		"100 to 120000 ms\n");
}

static void comment_signs_in_quotes_are_text(void **state)
{
	struct config *c = good(*state, WORK " display_name = \"#1 // /* \\\" {\"\n"
		" user = 'it\\'s }' }\n");

	assert_string_equal(c->accounts[0].display_name, "#1 // /* \" {");
	assert_string_equal(c->accounts[0].user, "it's }");
	config_free(c);
}

static void an_unknown_key_is_told_with_the_nearest_one(void **state)
{
	bad(*state, "\nmax_cals = 3\n", ":2: unknown key \"max_cals\"; the nearest "
		"known one is \"max_calls\"\n");
	bad(*state, WORK "\n pasword = x }\n", ":4: ");
	bad(*state, WORK " expire = 3 }\n", "\"expires\"");
	bad(*state, "acount \"x\" { }\n", "\"account\"");
	bad(*state, "rtp_ports = \"1-2\"\n", "it belongs into media { }");
	bad(*state, "sip { max_calls = 2 }\n", "outside of all sections");
}

static void only_the_first_unknown_key_is_told(void **state)
{
	struct place *p = *state;

	bad(p, "first_one = 1\nsecond_one = 2\n", "first_one");
	assert_null(strstr(p->error, "second_one"));
}

static void all_wrong_values_are_told_at_once(void **state)
{
	struct place *p = *state;

	bad(p, "max_calls = 0\nservices = perhaps\n" WORK
		" transport = carrier-pigeon\n expires = -1 }\n"
		"sip { listen = {\"udp:localhost:5060\",\n \"tcp:[::1]\"} }\n"
		"media { dscp_rtp = 64 }\naudio { capture = {\"oss:/dev/dsp\"} }\n",
		":1: max_calls = \"0\": expected a whole number from 1 to 10000\n");
	assert_non_null(strstr(p->error,
		":2: services = \"perhaps\": expected yes or no\n"));
	assert_non_null(strstr(p->error, ":5: account \"work\": transport = "
		"\"carrier-pigeon\": expected auto, udp, tcp or tls\n"));
	assert_non_null(strstr(p->error, ":6: account \"work\": expires = \"-1\": "
		"expected a whole number from 1 to 86400 s\n"));
	assert_non_null(strstr(p->error, ":7: sip: listen = "));
	assert_non_null(strstr(p->error, ":8: sip: listen = \"tcp:[::1]\""));
	assert_non_null(strstr(p->error, ":9: media: dscp_rtp = \"64\""));
	assert_non_null(strstr(p->error, ":10: audio: capture = \"oss:/dev/dsp\""));
}

static void more_problems_than_fit_are_cut_at_a_line(void **state)
{
	struct place *p = *state;
	char text[20000] = "";

	for (int i = 0; i < 200; i++)
		sprintf(text + strlen(text), "account a%d { uri = x%d }\n", i, i);
	bad(p, text, "... and more\n");
	assert_true(strlen(p->error) < CONFIG_ERROR);
	assert_string_equal(p->error + strlen(p->error) - 13, "... and more\n");
}

static void broken_syntax_is_told_with_its_line(void **state)
{
	static const struct { const char *text, *part; } cases[] = {
		{ "\nsip {\n t1x64 = 500\n", ":2: this { is never closed\n" },
		{ WORK " proxy = {\"a\"\n", ":3: this { is never closed\n" },
		{ "max_calls = 1\n}\n", ":2: this } closes nothing\n" },
		{ "\nlog_level = \"info\nmax_calls = 2\n",
		  ":2: this \" is never closed\n" },
		{ "log_level = 'info\n", ":1: this ' is never closed\n" },
		{ "\n/* hello\n", ":2: this /* comment is never closed by */\n" },
		{ "max_calls 3\n", ":1: missing equal sign" },
		{ "max_calls = {1, 2}\n", ":1: unexpected token '{'" },
		{ "account { }\n", ":1: missing title" },
		{ "max_calls = 1\nmax_calls = 2\n",
		  ":2: max_calls: set a second time" },
		{ WORK "}\n" WORK "}\n", "found duplicate title 'work'" },
		{ "{{{{{{{{{{\n", ":1: " },
		{ "log_level = \"in\nfo\"\n", "log_level = \"in fo\": expected" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		bad(*state, cases[i].text, cases[i].part);
}

static void what_is_no_text_is_refused(void **state)
{
	struct place *p = *state;
	FILE *file;
	struct config *c;

	bad(p, "max_calls = 1\nlog_level = \"\xff\"\n", ":2: not UTF-8 text");
	place_write(p, "max_calls = 1\n", 0600);
	file = fopen(p->file, "a");
	fwrite("\0", 1, 1, file);
	fclose(file);
	c = config_read(p->file, true, NULL, p->error);
	assert_null(c);
	assert_non_null(strstr(p->error, ":2: a zero byte"));
	assert_int_equal(truncate(p->file, (1 << 20) + 1), 0);
	assert_null(config_read(p->file, true, NULL, p->error));
	assert_non_null(strstr(p->error, "larger than 1048576 bytes"));
}

static void what_belongs_together_is_checked(void **state)
{
	static const struct { const char *text, *part; } cases[] = {
		{ "account \"x\" {\n\n}\n", ":1: account \"x\": uri is missing: "
		  "expected uri = \"sip:USER@DOMAIN\"\n" },
		{ WORK " password = a\n ha1 = 0123456789abcdef0123456789ABCDEF }\n",
		  ":4: account \"work\": ha1: expected only one of" },
		{ WORK " register_retry = 60\n register_retry_max = 30 }\n",
		  ":4: account \"work\": register_retry_max: expected at least" },
		{ WORK " accept_from = list }\n", "expected an accept_list" },
		{ "accept_from = list\n", ":1: accept_from = \"list\": expected" },
		{ WORK " auto_answer = list }\n", "expected an auto_answer_from" },
		{ WORK " nat = static }\n", "expected a public_address" },
		{ WORK " nat = stun }\n", "expected a STUN server" },
		{ WORK " nat = stun\n ice_servers = {\"turn:a.example\"} }\n",
		  ":3: account \"work\": nat = \"stun\": expected a STUN" },
		{ "media { rtp_ports = \"10001-10016\" }\n", ":1: media: rtp_ports = "
		  "\"10001-10016\" holds 7 pairs of ports, and max_calls = 8" },
		{ "\nmax_calls = 501\n", ":2: media: rtp_ports = \"10000-10999\" "
		  "holds 500 pairs" },
		{ "sip { listen = {\"udp:[::1]:5060\", \"udp:[::1]:5060\"} }\n",
		  "stands there twice" },
		{ "account \"\" { uri = \"sip:a@b\" }\n", "expected a name" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		bad(*state, cases[i].text, cases[i].part);
}

static void a_password_that_others_can_read_is_refused(void **state)
{
	struct place *p = *state;
	char wanted[256];
	struct config *c;

	snprintf(wanted, sizeof wanted, ":3: holds a password, and others than "
		"you may read or write the file; type: chmod 600 %s\n", p->file);
	place_write(p, WORK " password = 'hush' }\n", 0644);
	assert_null(config_read(p->file, true, NULL, p->error));
	assert_non_null(strstr(p->error, wanted));
	place_write(p, WORK " ha1 = 0123456789abcdef0123456789abcdef }\n", 0640);
	assert_null(config_read(p->file, true, NULL, p->error));
	assert_non_null(strstr(p->error, wanted));
	place_write(p, WORK " password_command = \"pass show sip\" }\n", 0644);
	c = config_read(p->file, true, NULL, p->error);
	assert_non_null(c);
	config_free(c);
}

static void no_message_shows_a_secret(void **state)
{
	static const char *const texts[] = {
		WORK " password = \"hush\"\n }\nmax_calls = x\n",
		WORK " password = hush+hush }\n",
		WORK " password = a+hush }\n",
		WORK " password = a hush }\n",
		WORK " password = a{hush }\n",
		WORK " password =\n a hush\n }\n",
		WORK " password = {hush} }\n",
		WORK " pasword = hush }\n",
		WORK " password = (hush) }\n",
		WORK " ha1 = hush }\n",
		WORK " ha1 = 0,hush }\n",
		WORK " password = \"hush\" password = \"hush\" }\n",
		WORK " password_command = \"echo\nhush\" }\n",
		WORK " registrar = \"sip:a:hush@b\" }\n",
		WORK " proxy = {\"sip:a:hush@b\"} }\n",
		"account \"x\" { uri = \"sip:a:hush@b\" }\n",
		WORK " ice_password_command = \"hush\nx\" }\n",
	};
	struct place *p = *state;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		bad(p, texts[i], ":");
		if (strstr(p->error, "hush"))
			fail_msg("shown: %s", p->error);
	}
}

static void the_body_of_an_account_is_read_alone(void **state)
{
	struct place *p = *state;
	struct account_config *a = config_read_account("home",
		"uri = \"sip:me@x.example\"\npassword = 'p'\n", "account", p->error);

	assert_non_null(a);
	assert_string_equal(a->name, "home");
	assert_string_equal(a->password, "p");
	assert_true(a->accept_inherited);
	assert_true(a->enabled);
	account_config_free(a);
	a = config_read_account("home", "uri = \"sip:me@x.example\"\n"
		"accept_from = any accept_list = {\"192.0.2.1\"}\n", "account", p->error);
	assert_false(a->accept_inherited);
	assert_int_equal(a->accept_from, ACCEPT_ANY);
	assert_int_equal(a->warnings.n, 1);
	account_config_free(a);
	assert_null(config_read_account("home", "uri = \"sip:me@x.example\" }\n",
		"account", p->error));
	assert_string_equal(p->error, "account:1: this } closes nothing\n");
	assert_null(config_read_account("home", "\nmax_calls = 3", "account",
		p->error));
	assert_string_equal(p->error, "account:2: unknown key \"max_calls\" here: "
		"it belongs outside of all sections\n");
	assert_null(config_read_account("home", "", "account", p->error));
	assert_non_null(strstr(p->error, "uri is missing"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_a_file_the_defaults_count),
		TEST(the_default_file_is_found_by_itself),
		TEST(a_file_that_was_named_must_exist_and_be_one),
		TEST(every_value_arrives),
		TEST(every_value_of_sound_files_arrives),
		TEST(every_value_of_an_account_arrives),
		TEST(accounts_take_the_general_accept_from),
		TEST(comments_move_no_line_number),
		TEST(comment_signs_in_quotes_are_text),
		TEST(an_unknown_key_is_told_with_the_nearest_one),
		TEST(only_the_first_unknown_key_is_told),
		TEST(all_wrong_values_are_told_at_once),
		TEST(more_problems_than_fit_are_cut_at_a_line),
		TEST(broken_syntax_is_told_with_its_line),
		TEST(what_is_no_text_is_refused),
		TEST(what_belongs_together_is_checked),
		TEST(a_password_that_others_can_read_is_refused),
		TEST(no_message_shows_a_secret),
		TEST(the_body_of_an_account_is_read_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
