/* A scripted registrar accepts, asks, refuses, falls silent, comes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "loop/loop.h"
#include "raw_peer.h"
#include "sip/registration.h"
#include "sip_party.h"

#define T1X64 2000
#define RETRY_S 30
#define RETRY_MAX_S 600

static struct loop *loop;
static struct party a;
static struct raw_peer raw;
static struct registration *registration;
static struct backoff *backoff;
static const char *instance;		/* of what is made; NULL none */
static struct {
	int changes, state, status;
	char reason[128], contact[128], peer[64];
	int64_t expires_in_ms, next_attempt_ms;
	bool refused, listed, service_route;
	int flow_timer_s, fetched, fetch_status;
	char first[256], second[256];
} seen;

static void on_changed(void *arg, const struct registration_status *s)
{
	(void)arg;
	seen.changes++;
	seen.state = s->state;
	seen.status = s->status;
	snprintf(seen.reason, sizeof seen.reason, "%s",
		s->reason ? s->reason : "");
	snprintf(seen.contact, sizeof seen.contact, "%s",
		s->contact ? s->contact : "");
	seen.expires_in_ms = s->expires_at_ms - clock_ms();
	seen.next_attempt_ms = s->next_attempt_ms;
	seen.refused = s->refused;
	seen.listed = s->listed;
	seen.service_route = s->service_route;
	seen.flow_timer_s = s->flow_timer_s;
}

static void on_peer(void *arg, const char *ip)
{
	(void)arg;
	snprintf(seen.peer, sizeof seen.peer, "%s", ip);
}

static void make(const char *next_hop, const char *password)
{
	static const struct registration_handlers handlers = {
		.on_changed = on_changed, .on_peer = on_peer };
	struct registration_params params = { .aor = "sip:bob@example.org",
		.registrar = "sip:example.org",
		.next_hop = next_hop,
		.expires_s = 3600,
		.instance = instance,
		.reg_id = 1,
		.gruu = true,
		.backoff = backoff,
		.credentials = { .user = "bob", .password = password } };

	registration = registration_new(a.ua, &params, &handlers, NULL);
}

static int open_all(void **state)
{
	char uri[64];

	(void)state;
	memset(&a, 0, sizeof a);
	memset(&seen, 0, sizeof seen);
	if (!party_open(&a, loop, T1X64) || !raw_open(&raw))
		return -1;
	instance = NULL;
	backoff = backoff_new(RETRY_S, RETRY_MAX_S);
	make(raw_uri(&raw, uri), "secret");
	return 0;
}

static int close_all(void **state)
{
	(void)state;
	registration_free(registration);
	backoff_free(backoff);
	party_close(&a, loop);
	raw_close(&raw);
	return 0;
}

static void accepted(const char *expires)
{
	char contact[1024], headers[1200];

	raw_header(&raw, "Contact", contact);
	snprintf(headers, sizeof headers,
		"Contact: <sip:other@192.0.2.9>;expires=77\r\n"
		"Contact: %s;expires=%s\r\n",
		contact, expires);
	raw_reply(&raw, "200 OK", headers, "");
}

static void registers(void)
{
	registration_start(registration);
	assert_int_equal(seen.state, REGISTRATION_REGISTERING);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	accepted("1800");
	assert_true(until(loop, &seen.state, REGISTRATION_REGISTERED));
}

static int wait_s(void)
{
	return (int)((seen.next_attempt_ms - clock_ms() + 500) / 1000);
}

static void time_passes(int s)
{
	for (int i = 0; i < s; i++)
		jump(loop, 1000);
}

static void fails_in_silence(void)
{
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	time_passes(T1X64 / 1000 + 1);
	assert_int_equal(seen.state, REGISTRATION_FAILED);
	raw_count(&raw, loop, "REGISTER ", 0);	/* repeated ones lie there */
}

static void a_registrar_that_accepts_is_told(void **state)
{
	char value[1024], contact[128];

	(void)state;
	registers();
	assert_non_null(strstr(raw.in, "REGISTER sip:example.org SIP/2.0"));
	assert_string_equal(raw_header(&raw, "Expires", value), "3600");
	assert_non_null(
		strstr(raw_header(&raw, "To", value), "sip:bob@example.org"));
	snprintf(
		contact, sizeof contact, "sip:bob@127.0.0.1:%d", ua_port(a.ua));
	assert_string_equal(seen.contact, contact);
	assert_int_equal(seen.status, 200);
	assert_in_range(seen.expires_in_ms, 1799000, 1800000);
	assert_int_equal(seen.next_attempt_ms, 0);
	assert_string_equal(seen.peer, "127.0.0.1");
}

static void the_binding_is_refreshed_before_it_ends(void **state)
{
	(void)state;
	registers();
	jump(loop, 1750 * 1000);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_int_equal(seen.state, REGISTRATION_REGISTERED);
	accepted("600");
	assert_true(until(loop, &seen.changes, 3));
	assert_int_equal(seen.state, REGISTRATION_REGISTERED);
	assert_in_range(seen.expires_in_ms, 599000, 600000);
}

static void a_binding_under_another_name_is_refreshed_in_time(
	void **state)
{
	(void)state;
	registration_start(registration);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	raw_reply(&raw, "200 OK", "Expires: 60\r\n", "");
	assert_true(until(loop, &seen.state, REGISTRATION_REGISTERED));
	assert_in_range(seen.expires_in_ms, 59000, 60000);
	time_passes(46);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_int_equal(seen.state, REGISTRATION_REGISTERED);
}

static void a_password_is_given_when_asked_for(void **state)
{
	char value[1024];

	(void)state;
	registration_start(registration);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	raw_reply(&raw, "401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"r\", "
		"nonce=\"n1\", qop=\"auth\"\r\n",
		"");
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_non_null(
		strstr(raw_header(&raw, "Authorization", value), "\"n1\""));
	accepted("1800");
	assert_true(until(loop, &seen.state, REGISTRATION_REGISTERED));
	jump(loop, 1750 * 1000);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_non_null(strstr(
		raw_header(&raw, "Authorization", value), "nc=00000002"));
}

static void is_asked_twice(void)
{
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	raw_reply(&raw, "401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"r\", "
		"nonce=\"n1\", qop=\"auth\"\r\n",
		"");
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	raw_reply(&raw, "401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"r\", "
		"nonce=\"n2\", qop=\"auth\"\r\n",
		"");
	assert_true(until(loop, &seen.state, REGISTRATION_FAILED));
}

static void a_wrong_password_is_said_and_not_repeated(void **state)
{
	(void)state;
	registration_start(registration);
	is_asked_twice();
	assert_int_equal(seen.status, 401);
	assert_string_equal(seen.reason, "wrong user or password");
	assert_true(seen.refused);
	assert_int_equal(seen.next_attempt_ms, 0);
	time_passes(RETRY_S * 3);
	assert_int_equal(raw_count(&raw, loop, "REGISTER ", 20), 0);
	registration_start(registration);
	assert_false(seen.refused);
	is_asked_twice();
}

static void a_missing_password_is_said(void **state)
{
	char uri[64];

	(void)state;
	registration_free(registration);
	make(raw_uri(&raw, uri), NULL);
	registration_start(registration);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	raw_reply(&raw, "401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"r\", "
		"nonce=\"n1\", qop=\"auth\"\r\n",
		"");
	assert_true(until(loop, &seen.state, REGISTRATION_FAILED));
	assert_string_equal(
		seen.reason, "a password is asked for, and none is set");
}

static void waits_grow_up_to_the_longest(void **state)
{
	int last = 0;

	(void)state;
	registration_start(registration);
	for (int i = 0; i < 7; i++) {
		int whole = RETRY_S << (i + 1) < RETRY_MAX_S ?
			RETRY_S << (i + 1) : RETRY_MAX_S;

		fails_in_silence();
		assert_int_equal(seen.status, 408);
		assert_string_equal(seen.reason, "no answer");
		last = wait_s();
		/* whole seconds, and a loaded machine loses some of them */
		assert_in_range(last, RETRY_S - 5, RETRY_MAX_S);
		assert_in_range(last, whole / 2 - 5, whole);
		time_passes(last + 1);
	}
	assert_true(last >= RETRY_MAX_S / 2 - 5);
}

static void a_registrar_that_comes_back_is_found(void **state)
{
	(void)state;
	registration_start(registration);
	fails_in_silence();
	time_passes(wait_s() + 1);
	assert_int_equal(seen.state, REGISTRATION_REGISTERING);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	accepted("1800");
	assert_true(until(loop, &seen.state, REGISTRATION_REGISTERED));
	assert_int_equal(seen.next_attempt_ms, 0);
}

static void starting_again_does_not_wait(void **state)
{
	(void)state;
	registration_start(registration);
	fails_in_silence();
	registers();
}

static void retry_after_is_honoured(void **state)
{
	(void)state;
	registration_start(registration);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	raw_reply(&raw, "503 Service Unavailable", "Retry-After: 7\r\n", "");
	assert_true(until(loop, &seen.state, REGISTRATION_FAILED));
	assert_int_equal(seen.status, 503);
	assert_string_equal(seen.reason, "Service Unavailable");
	assert_in_range(wait_s(), 7, 8);
	time_passes(9);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
}

static void too_short_an_expiry_is_corrected(void **state)
{
	char value[1024];

	(void)state;
	registration_start(registration);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	raw_reply(&raw, "423 Interval Too Brief", "Min-Expires: 7200\r\n", "");
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_string_equal(raw_header(&raw, "Expires", value), "7200");
}

static void a_refused_account_says_why(void **state)
{
	(void)state;
	registration_start(registration);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	raw_reply(&raw, "403 You Are\tNot Welcome", "", "");
	assert_true(until(loop, &seen.state, REGISTRATION_FAILED));
	assert_int_equal(seen.status, 403);
	assert_string_equal(seen.reason, "You Are Not Welcome");
}

static void a_refused_connection_is_told_at_once(void **state)
{
	struct raw_peer closed;
	char uri[64], tcp[96];

	(void)state;
	assert_true(raw_open(&closed));
	snprintf(tcp, sizeof tcp, "%s;transport=tcp", raw_uri(&closed, uri));
	raw_close(&closed);
	registration_free(registration);
	make(tcp, "secret");
	registration_start(registration);
	assert_true(until(loop, &seen.state, REGISTRATION_FAILED));
	assert_int_equal(seen.status, 503);
	assert_true(seen.next_attempt_ms > 0);
}

static void stopping_unbinds(void **state)
{
	char value[1024];

	(void)state;
	registers();
	registration_stop(registration);
	assert_int_equal(seen.state, REGISTRATION_UNREGISTERING);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_string_equal(raw_header(&raw, "Expires", value), "0");
	raw_reply(&raw, "200 OK", "", "");
	assert_true(until(loop, &seen.state, REGISTRATION_UNREGISTERED));
	assert_string_equal(seen.contact, "");
	registers();
}

static void stopping_while_registering_unbinds_as_well(void **state)
{
	char value[1024];

	(void)state;
	registration_start(registration);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	registration_stop(registration);
	registration_stop(registration);
	accepted("1800");
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_string_equal(raw_header(&raw, "Expires", value), "0");
	raw_reply(&raw, "200 OK", "", "");
	assert_true(until(loop, &seen.state, REGISTRATION_UNREGISTERED));
}

static void stopping_what_waits_plans_nothing_more(void **state)
{
	(void)state;
	registration_start(registration);
	fails_in_silence();
	registration_stop(registration);
	assert_int_equal(seen.state, REGISTRATION_UNREGISTERED);
	time_passes(RETRY_S * 2);
	assert_int_equal(raw_count(&raw, loop, "REGISTER ", 20), 0);
}

static void a_refresh_that_fails_is_tried_again_and_nothing_unbound(
	void **state)
{
	char value[1024];

	(void)state;
	registers();
	jump(loop, 1750 * 1000);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	raw_reply(&raw, "503 Service Unavailable", "", "");
	assert_true(until(loop, &seen.state, REGISTRATION_FAILED));
	assert_int_equal(raw_count(&raw, loop, "REGISTER ", 20), 0);
	time_passes(wait_s() + 1);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_string_equal(raw_header(&raw, "Expires", value), "3600");
	accepted("1800");
	assert_true(until(loop, &seen.state, REGISTRATION_REGISTERED));
	/* and it is refreshed as before */
	jump(loop, 1750 * 1000);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
}

static void freeing_unbinds_without_a_word(void **state)
{
	char value[1024];
	int changes;

	(void)state;
	registers();
	changes = seen.changes;
	registration_free(registration);
	registration = NULL;
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_string_equal(raw_header(&raw, "Expires", value), "0");
	raw_reply(&raw, "401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"r\", "
		"nonce=\"n1\"\r\n",
		"");
	jump(loop, 10);
	assert_int_equal(seen.changes, changes);
}

/* --- instance, flow, GRUU --------------------------------------------------*/

#define INSTANCE "urn:uuid:00000000-0000-4000-8000-000000000001"
#define IN_CONTACT ";+sip.instance=\"<" INSTANCE ">\";reg-id=1"

static void make_again(const char *name)
{
	char uri[64];

	registration_free(registration);
	instance = name;
	make(raw_uri(&raw, uri), "secret");
}

static void starts(void)
{
	registration_start(registration);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
}

/* The Contact of the last REGISTER, its URI alone. */
static void our_address(char address[128])
{
	snprintf(address, 128, "sip:bob@127.0.0.1:%d", ua_port(a.ua));
}

static void accepted_with(const char *more)
{
	char contact[1024], headers[2400];

	raw_header(&raw, "Contact", contact);
	snprintf(headers, sizeof headers, "Contact: %s;expires=1800%s\r\n",
		contact, more);
	raw_reply(&raw, "200 OK", headers, "");
	assert_true(until(loop, &seen.state, REGISTRATION_REGISTERED));
}

static void the_phone_names_itself_to_the_registrar(void **state)
{
	char value[1024], address[128], expected[256];

	(void)state;
	make_again(INSTANCE);
	starts();
	our_address(address);
	snprintf(expected, sizeof expected, "<%s;ob>" IN_CONTACT, address);
	assert_string_equal(raw_header(&raw, "Contact", value), expected);
	assert_string_equal(raw_header(&raw, "Supported", value),
		"path, outbound, gruu");
	accepted_with("");
	assert_true(seen.listed);
	snprintf(expected, sizeof expected, "%s;ob", address);
	assert_string_equal(seen.contact, expected);
}

static void a_proxy_that_knows_no_outbound_gets_none(void **state)
{
	char value[1024];

	(void)state;
	make_again(INSTANCE);
	starts();
	raw_reply(&raw, "439 First Hop Lacks Outbound Support", "", "");
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_null(strstr(raw_header(&raw, "Contact", value), "reg-id"));
	assert_null(strstr(raw_header(&raw, "Supported", value), "outbound"));
	accepted_with("");
}

static void the_flow_timer_is_told(void **state)
{
	(void)state;
	starts();
	accepted_with("\r\nFlow-Timer: 25");
	assert_int_equal(seen.flow_timer_s, 25);
}

static void a_flow_timer_of_nonsense_is_none(void **state)
{
	(void)state;
	starts();
	accepted_with("\r\nFlow-Timer: -7");
	assert_int_equal(seen.flow_timer_s, 0);
}

/* The Contact of a call that begins now. */
static const char *contact_of_a_call(char value[1024])
{
	char uri[64];

	party_call(&a, raw_uri(&raw, uri));
	assert_true(raw_expect(&raw, loop, "INVITE "));
	return raw_header(&raw, "Contact", value);
}

static void a_gruu_that_is_granted_is_the_contact_of_calls(void **state)
{
	char value[1024];

	(void)state;
	make_again(INSTANCE);
	starts();
	accepted_with(";pub-gruu=\"sip:bob@example.org;gr=" INSTANCE "\""
		";temp-gruu=\"sip:x7@example.org;gr\"");
	assert_string_equal(contact_of_a_call(value),
		"<sip:bob@example.org;gr=" INSTANCE ">");
}

/* The Contact of a call that does not tell who we are. */
static const char *contact_of_a_private_call(char value[1024])
{
	char uri[64];
	struct dialog_params p = { .to_uri = raw_uri(&raw, uri),
		.sdp = "offer", .anonymous = true };

	a.dialog = dialog_invite(a.ua, &p, &party_dialog_handlers, &a);
	assert_true(raw_expect(&raw, loop, "INVITE "));
	return raw_header(&raw, "Contact", value);
}

static void a_private_call_gives_the_gruu_that_names_nobody(void **state)
{
	char value[1024];

	(void)state;
	make_again(INSTANCE);
	starts();
	accepted_with(";pub-gruu=\"sip:bob@example.org;gr=" INSTANCE "\""
		";temp-gruu=\"sip:x7@example.org;gr\"");
	assert_string_equal(contact_of_a_private_call(value),
		"<sip:x7@example.org;gr>");
}

static void a_private_call_without_such_a_gruu_gives_no_name(void **state)
{
	char value[1024], expected[64];

	(void)state;
	make_again(INSTANCE);
	starts();
	accepted_with(";pub-gruu=\"sip:bob@example.org;gr=" INSTANCE "\"");
	snprintf(expected, sizeof expected, "<sip:127.0.0.1:%d>",
		ua_port(a.ua));
	assert_string_equal(contact_of_a_private_call(value), expected);
}

static void is_not_used(const char *gruu)
{
	char value[1024];

	make_again(INSTANCE);
	starts();
	accepted_with(gruu);
	assert_null(strstr(contact_of_a_call(value), "gr="));
}

static void a_gruu_of_another_domain_is_not_used(void **state)
{
	(void)state;
	is_not_used(";pub-gruu=\"sip:bob@example.net;gr=x\"");
}

static void a_gruu_of_another_port_is_not_used(void **state)
{
	(void)state;
	is_not_used(";pub-gruu=\"sip:bob@example.org:5070;gr=x\"");
}

static void a_gruu_that_is_no_uri_is_not_used(void **state)
{
	char value[1024], address[128], expected[160];

	(void)state;
	make_again(INSTANCE);
	starts();
	accepted_with(";pub-gruu=\"bad> , <sip:evil@example.net\"");
	our_address(address);
	snprintf(expected, sizeof expected, "<%s>", address);
	assert_string_equal(contact_of_a_call(value), expected);
}

static void a_registrar_that_took_the_flow_sees_it_in_calls(void **state)
{
	char value[1024];

	(void)state;
	make_again(INSTANCE);
	starts();
	accepted_with("\r\nRequire: outbound");
	assert_non_null(strstr(contact_of_a_call(value), ";ob>"));
}

static void a_binding_of_the_last_run_is_removed(void **state)
{
	char value[1024];

	(void)state;
	make_again(INSTANCE);
	starts();
	accepted_with("\r\nContact: <sip:bob@127.0.0.1:9>" IN_CONTACT
		";expires=900");
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_string_equal(raw_header(&raw, "Contact", value),
		"<sip:bob@127.0.0.1:9>;expires=0");
	raw_reply(&raw, "200 OK", "", "");
	jump(loop, 20);
	assert_int_equal(seen.state, REGISTRATION_REGISTERED);
}

static void bindings_of_others_are_left_alone(void **state)
{
	(void)state;
	make_again(INSTANCE);
	starts();
	accepted_with("\r\nContact: <sip:bob@127.0.0.1:9>;expires=900"
		";+sip.instance=\"<urn:uuid:00000000-0000-4000-8000-"
		"000000000002>\";reg-id=1");
	assert_int_equal(raw_count(&raw, loop, "REGISTER ", 20), 0);
}

static void a_registrar_that_leaves_us_out_is_told_of(void **state)
{
	(void)state;
	starts();
	raw_reply(&raw, "200 OK",
		"Contact: <sip:other@192.0.2.9>;expires=77\r\n", "");
	assert_true(until(loop, &seen.state, REGISTRATION_REGISTERED));
	assert_false(seen.listed);
	assert_string_equal(seen.contact, "");
	assert_non_null(strstr(seen.reason, "does not list this phone"));
}

static void a_route_of_the_registrar_is_told_of(void **state)
{
	(void)state;
	starts();
	accepted_with("\r\nService-Route: <sip:127.0.0.1:9;lr>");
	assert_true(seen.service_route);
}

/* --- passwords that are refused --------------------------------------------*/

static void forbids(void)
{
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	raw_reply(&raw, "403 Forbidden", "", "");
	seen.state = REGISTRATION_REGISTERING;
	assert_true(until(loop, &seen.state, REGISTRATION_FAILED));
}

static void a_second_403_to_a_password_is_the_last(void **state)
{
	(void)state;
	starts();
	raw_reply(&raw, "401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\"\r\n", "");
	forbids();
	assert_false(seen.refused);
	assert_true(seen.next_attempt_ms > 0);
	time_passes(wait_s() + 1);
	forbids();
	assert_true(seen.refused);
	assert_string_equal(seen.reason, "Forbidden");
	raw_count(&raw, loop, "REGISTER ", 0);	/* repeated ones lie there */
	time_passes(RETRY_MAX_S);
	assert_int_equal(raw_count(&raw, loop, "REGISTER ", 20), 0);
}

static void a_403_without_a_password_is_tried_on(void **state)
{
	(void)state;
	registration_start(registration);
	for (int i = 0; i < 4; i++) {
		forbids();
		assert_false(seen.refused);
		time_passes(wait_s() + 1);
	}
}

/* --- the other bindings ----------------------------------------------------*/

static void on_fetched(void *arg, const struct bindings *all, int status,
	const char *reason)
{
	(void)arg;
	(void)reason;
	seen.fetched = all ? all->n : -1;
	seen.fetch_status = status;
	if (!all || all->n < 3)
		return;
	snprintf(seen.first, sizeof seen.first, "%s %d %.1f %d",
		all->items[1].contact, all->items[1].expires_s,
		all->items[1].q, all->items[1].ours);
	snprintf(seen.second, sizeof seen.second, "%s %d %s %d",
		all->items[2].contact, all->items[2].expires_s,
		all->items[2].instance, all->items[2].ours);
}

static void bindings_are_asked_for_without_changing_any(void **state)
{
	char value[1024], address[128], headers[512], expected[256];

	(void)state;
	registers();
	seen.fetched = -2;
	registration_fetch(registration, on_fetched, NULL);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_string_equal(raw_header(&raw, "Contact", value), "");
	assert_string_equal(raw_header(&raw, "Expires", value), "");
	raw_reply(&raw, "401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\"\r\n", "");
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_non_null(strstr(raw_header(&raw, "Authorization", value), "n1"));
	our_address(address);
	snprintf(headers, sizeof headers, "Contact: <%s>;expires=90;q=0.5\r\n"
		"Contact: <sip:bob@192.0.2.9>" IN_CONTACT "\r\n"
		"Expires: 300\r\n", address);
	raw_reply(&raw, "200 OK", headers, "");
	assert_true(until(loop, &seen.fetched, 3));	/* and the peer's own */
	snprintf(expected, sizeof expected, "%s 90 0.5 1", address);
	assert_string_equal(seen.first, expected);
	assert_string_equal(seen.second,
		"sip:bob@192.0.2.9 300 " INSTANCE " 0");
	assert_int_equal(seen.state, REGISTRATION_REGISTERED);
}

static void bindings_that_are_refused_say_so(void **state)
{
	(void)state;
	registers();
	registration_fetch(registration, on_fetched, NULL);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	raw_reply(&raw, "403 Forbidden", "", "");
	assert_true(until(loop, &seen.fetched, -1));
	assert_int_equal(seen.fetch_status, 403);
	assert_int_equal(seen.state, REGISTRATION_REGISTERED);
}

static void a_fetch_that_is_forgotten_says_nothing(void **state)
{
	struct bindings_request *request;

	(void)state;
	registers();
	seen.fetched = -2;
	request = registration_fetch(registration, on_fetched, NULL);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	bindings_request_forget(request);
	raw_reply(&raw, "200 OK", "", "");
	jump(loop, 20);
	assert_int_equal(seen.fetched, -2);
}

static void is_asked_to_unbind_all(void)
{
	char value[1024];

	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_string_equal(raw_header(&raw, "Contact", value), "*");
	assert_string_equal(raw_header(&raw, "Expires", value), "0");
	raw_reply(&raw, "200 OK", "", "");
	assert_true(until(loop, &seen.state, REGISTRATION_UNREGISTERED));
}

static void all_can_be_unbound(void **state)
{
	(void)state;
	registers();
	registration_stop_all(registration);
	is_asked_to_unbind_all();
	assert_string_equal(seen.contact, "");
	jump(loop, 3600 * 1000);
	assert_int_equal(raw_count(&raw, loop, "REGISTER ", 20), 0);
}

static void all_can_be_unbound_by_one_that_is_not_bound(void **state)
{
	(void)state;
	registration_stop_all(registration);
	is_asked_to_unbind_all();
	registers();
}

static void all_can_be_unbound_while_registering(void **state)
{
	(void)state;
	starts();
	registration_stop_all(registration);
	accepted("1800");
	is_asked_to_unbind_all();
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
		STORY(a_registrar_that_accepts_is_told),
		STORY(the_binding_is_refreshed_before_it_ends),
		STORY(a_binding_under_another_name_is_refreshed_in_time),
		STORY(a_password_is_given_when_asked_for),
		STORY(a_wrong_password_is_said_and_not_repeated),
		STORY(a_missing_password_is_said),
		STORY(waits_grow_up_to_the_longest),
		STORY(a_registrar_that_comes_back_is_found),
		STORY(starting_again_does_not_wait),
		STORY(retry_after_is_honoured),
		STORY(too_short_an_expiry_is_corrected),
		STORY(a_refused_account_says_why),
		STORY(a_refused_connection_is_told_at_once),
		STORY(stopping_unbinds),
		STORY(stopping_while_registering_unbinds_as_well),
		STORY(stopping_what_waits_plans_nothing_more),
		STORY(a_refresh_that_fails_is_tried_again_and_nothing_unbound),
		STORY(freeing_unbinds_without_a_word),
		STORY(the_phone_names_itself_to_the_registrar),
		STORY(a_proxy_that_knows_no_outbound_gets_none),
		STORY(the_flow_timer_is_told),
		STORY(a_flow_timer_of_nonsense_is_none),
		STORY(a_gruu_that_is_granted_is_the_contact_of_calls),
		STORY(a_private_call_gives_the_gruu_that_names_nobody),
		STORY(a_private_call_without_such_a_gruu_gives_no_name),
		STORY(a_gruu_of_another_domain_is_not_used),
		STORY(a_gruu_of_another_port_is_not_used),
		STORY(a_gruu_that_is_no_uri_is_not_used),
		STORY(a_registrar_that_took_the_flow_sees_it_in_calls),
		STORY(a_binding_of_the_last_run_is_removed),
		STORY(bindings_of_others_are_left_alone),
		STORY(a_registrar_that_leaves_us_out_is_told_of),
		STORY(a_route_of_the_registrar_is_told_of),
		STORY(a_second_403_to_a_password_is_the_last),
		STORY(a_403_without_a_password_is_tried_on),
		STORY(bindings_are_asked_for_without_changing_any),
		STORY(bindings_that_are_refused_say_so),
		STORY(a_fetch_that_is_forgotten_says_nothing),
		STORY(all_can_be_unbound),
		STORY(all_can_be_unbound_by_one_that_is_not_bound),
		STORY(all_can_be_unbound_while_registering),
	};

	return cmocka_run_group_tests(tests, make_loop, end_loop);
}
