/* User agents come, go, and keep secrets out of the log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "dns_server.h"
#include "loop/loop.h"
#include "raw_peer.h"
#include "sip_party.h"

static struct loop *loop;
static struct party a;
static struct raw_peer raw;

static int open_all(void **state)
{
	(void)state;
	memset(&a, 0, sizeof a);
	return party_open(&a, loop, 4000) && raw_open(&raw) ? 0 : -1;
}

static int close_all(void **state)
{
	(void)state;
	party_close(&a, loop);
	raw_close(&raw);
	return 0;
}

static int open_at(struct party *p, const char *address, int port,
	int transports, const char *resolv_conf)
{
	struct ua_params params = { .loop = loop,
		.address = address,
		.port = port,
		.transports = transports,
		.user = "bob",
		.user_agent = "offhook-test",
		.t1x64_ms = 4000,
		.resolv_conf = resolv_conf,
		.handlers = &party_ua_handlers,
		.arg = p };

	memset(p, 0, sizeof *p);
	p->answer_sdp = "answer";
	return ua_new(&p->ua, &params);
}

static void a_port_that_is_taken_is_told(void **state)
{
	struct party b;

	(void)state;
	assert_int_equal(
		open_at(&b, "127.0.0.1", ua_port(a.ua), UA_UDP | UA_TCP, NULL),
		-EADDRINUSE);
	assert_int_equal(open_at(&b, "127.0.0.1", ua_port(a.ua), UA_TCP, NULL),
		-EADDRINUSE);
	assert_int_equal(
		open_at(&b, "127.0.0.1", raw.port, UA_UDP, NULL), -EADDRINUSE);
}

static void an_address_that_is_not_ours_is_told(void **state)
{
	struct party b;

	(void)state;
	assert_int_equal(
		open_at(&b, "192.0.2.1", 0, UA_UDP, NULL), -EADDRNOTAVAIL);
	assert_int_equal(open_at(&b, "localhost", 0, UA_UDP, NULL), -EINVAL);
}

static void a_port_can_be_chosen(void **state)
{
	struct party b;
	int port;

	(void)state;
	assert_int_equal(open_at(&b, "127.0.0.1", 0, UA_UDP, NULL), 0);
	port = ua_port(b.ua);
	assert_in_range(port, 1024, 65535);
	party_close(&b, loop);
	assert_true(b.down);
	assert_int_equal(
		open_at(&b, "127.0.0.1", port, UA_UDP | UA_TCP, NULL), 0);
	assert_int_equal(ua_port(b.ua), port);
	assert_string_equal(ua_address(b.ua), "127.0.0.1");
	party_close(&b, loop);
}

static void calls_go_over_ipv6(void **state)
{
	struct party six, b;
	char uri[64];

	(void)state;
	if (open_at(&six, "::1", 0, UA_UDP | UA_TCP, NULL) < 0)
		skip();
	assert_int_equal(open_at(&b, "::1", 0, UA_UDP, NULL), 0);
	b.answer_at_once = true;
	snprintf(uri, sizeof uri, "sip:bob@[::1]:%d", ua_port(b.ua));
	party_call(&six, uri);
	assert_true(until(loop, &b.confirmed, 1));
	assert_string_equal(b.source, "::1");
	party_close(&six, loop);
	party_close(&b, loop);
}

static void an_idle_ua_goes_down_at_once(void **state)
{
	(void)state;
	ua_shutdown(a.ua);
	ua_shutdown(a.ua);
	assert_false(a.down);
	for (int i = 0; i < 20; i++)
		loop_step(loop, 0);
	assert_true(a.down);
}

static void a_silent_peer_holds_up_the_end_for_two_seconds(void **state)
{
	char uri[64];

	(void)state;
	party_call(&a, raw_uri(&raw, uri));
	assert_true(raw_expect(&raw, loop, "INVITE "));
	raw_reply(&raw, "200 OK", "", "answer");
	assert_true(raw_expect(&raw, loop, "ACK "));
	dialog_free(a.dialog);
	a.dialog = NULL;
	ua_shutdown(a.ua);
	assert_true(raw_expect(&raw, loop, "BYE "));
	for (int i = 0; i < 19; i++)
		jump(loop, 100);
	assert_false(a.down);
	jump(loop, 200);
	assert_true(a.down);
	for (int i = 0; i < 40; i++)	/* the stack goes on, and ends */
		jump(loop, 1000);
}

/* A lost BYE is repeated though everybody has left. */
static void the_end_of_a_freed_call_is_seen_to(void **state)
{
	char uri[64];

	(void)state;
	party_call(&a, raw_uri(&raw, uri));
	assert_true(raw_expect(&raw, loop, "INVITE "));
	raw_reply(&raw, "200 OK", "", "answer");
	assert_true(raw_expect(&raw, loop, "ACK "));
	dialog_free(a.dialog);
	a.dialog = NULL;
	ua_shutdown(a.ua);
	assert_true(raw_expect(&raw, loop, "BYE "));
	jump(loop, 600);
	assert_false(a.down);
	assert_true(raw_expect(&raw, loop, "BYE "));
	raw_reply(&raw, "200 OK", "", "");
	for (int i = 0; i < 11; i++)
		jump(loop, 100);
	assert_true(a.down);
}

static void a_name_that_is_not_there_ends_the_call(void **state)
{
	static const struct dns_record nothing = { "other.example", "A",
		"127.0.0.1" };
	struct dns_server dns;
	struct party b;

	(void)state;
	assert_true(dns_open(&dns, &nothing, 1));
	assert_int_equal(
		open_at(&b, "127.0.0.1", 0, UA_UDP | UA_TCP, dns.conf), 0);
	party_call(&b, "sip:alice@missing.example");
	for (int i = 0; i < 200 && !b.ended; i++) {
		loop_step(loop, 5);
		dns_serve(&dns);
	}
	assert_int_equal(b.ended, 1);
	assert_int_equal(b.by, DIALOG_BY_ERROR);
	assert_int_equal(b.status, 503);
	assert_string_equal(b.reason, "DNS Error");
	party_close(&b, loop);
	dns_close(&dns);
}

static void cancelling_during_a_lookup_ends_the_call(void **state)
{
	static const struct dns_record nothing = { "other.example", "A",
		"127.0.0.1" };
	struct dns_server dns;
	struct party b;

	(void)state;
	assert_true(dns_open(&dns, &nothing, 1));
	dns.silent = true;
	assert_int_equal(
		open_at(&b, "127.0.0.1", 0, UA_UDP | UA_TCP, dns.conf), 0);
	party_call(&b, "sip:alice@missing.example");
	for (int i = 0; i < 5; i++)
		loop_step(loop, 1);
	dialog_end(b.dialog, NULL);
	assert_true(until(loop, &b.ended, 1));
	assert_int_equal(b.by, DIALOG_BY_LOCAL);
	dns.silent = false;
	for (int i = 0; i < 5; i++) {
		dns_serve(&dns);
		loop_step(loop, 1);
	}
	party_close(&b, loop);
	dns_close(&dns);
}

static char log_text[1 << 18];

static void keep_log(
	void *arg, enum log_level level, const char *line, size_t n)
{
	size_t have = strlen(log_text);

	(void)arg;
	(void)level;
	if (have + n < sizeof log_text)
		memcpy(log_text + have, line, n);
}

/* At its loudest the log shows the messages, and neither the password nor what
 * could be tried against it. */
static void the_trace_leaves_credentials_out(void **state)
{
	struct party b;
	char uri[64];

	(void)state;
	memset(log_text, 0, sizeof log_text);
	log_to(keep_log, NULL);
	log_configure("trace");
	assert_int_equal(open_at(&b, "127.0.0.1", 0, UA_UDP, NULL), 0);
	b.credentials =
		(struct credentials){ .user = "bob", .password = "hush-hush" };
	party_call(&b, raw_uri(&raw, uri));
	assert_true(raw_expect(&raw, loop, "INVITE "));
	raw_reply(&raw, "401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"r\", "
		"nonce=\"n1\", qop=\"auth\"\r\n",
		"");
	assert_true(raw_expect(&raw, loop, "ACK "));
	assert_true(raw_expect(&raw, loop, "INVITE "));
	assert_non_null(strstr(raw.in, "response="));
	raw_invite(&raw, ua_port(b.ua),
		"Authorization: Digest username=\"x\",\r\n"
		" response=\"folded\"\r\n",
		"a=crypto:1 X inline:keykey\r\n");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 486"));
	party_close(&b, loop);
	log_configure("error");
	log_to(NULL, NULL);
	assert_non_null(strstr(log_text, "INVITE sip:raw@127.0.0.1"));
	assert_non_null(strstr(log_text, "Authorization: (left out)"));
	assert_null(strstr(log_text, "hush-hush"));
	assert_null(strstr(log_text, "response="));
	assert_null(strstr(log_text, "folded"));
	assert_null(strstr(log_text, "keykey"));
}

/* Whatever goes wrong inside it, the stack writes nothing to the terminal. */
static void the_stack_says_nothing_on_standard_error(void **state)
{
	char path[] = "/tmp/offhook-stderr-XXXXXX";
	int kept = dup(2), file = mkstemp(path);
	struct party b;
	struct stat written;

	(void)state;
	setenv("SOFIA_DEBUG", "9", 1);
	dup2(file, 2);
	open_at(&b, "127.0.0.1", ua_port(a.ua), UA_UDP, NULL);
	raw_send(&raw, ua_port(a.ua), "garbage\r\n\r\n");
	party_call(&a, "sip:x@127.0.0.1:1;transport=tcp");
	until(loop, &a.ended, 1);
	dup2(kept, 2);
	unsetenv("SOFIA_DEBUG");
	assert_int_equal(fstat(file, &written), 0);
	assert_int_equal(written.st_size, 0);
	close(kept);
	close(file);
	unlink(path);
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

#define STORY(f) cmocka_unit_test_setup_teardown(f, open_all, close_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(a_port_that_is_taken_is_told),
		STORY(an_address_that_is_not_ours_is_told),
		STORY(a_port_can_be_chosen),
		STORY(calls_go_over_ipv6),
		STORY(an_idle_ua_goes_down_at_once),
		STORY(a_silent_peer_holds_up_the_end_for_two_seconds),
		STORY(the_end_of_a_freed_call_is_seen_to),
		STORY(a_name_that_is_not_there_ends_the_call),
		STORY(cancelling_during_a_lookup_ends_the_call),
		STORY(the_trace_leaves_credentials_out),
		STORY(the_stack_says_nothing_on_standard_error),
	};

	return cmocka_run_group_tests(tests, make_loop, end_loop);
}
