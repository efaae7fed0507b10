/* What happens when time passes: the clock jumps, nobody sleeps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "phone.h"

#define QUIET \
	"audio { capture = {\"null\"} playback = {\"null\"} ring = {\"null\"} }\n" \
	"media { rtp_ports = \"20000-29999\" }\n"
#define LISTENS "sip { listen = {\"udp:127.0.0.1:%d\"} }\n"

/* A port that was free a moment ago. */
static int free_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof a;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	bind(fd, (struct sockaddr *)&a, sizeof a);
	getsockname(fd, (struct sockaddr *)&a, &n);
	close(fd);
	return ntohs(a.sin_port);
}

struct two {
	struct loop *loop;
	struct phone *caller, *callee;
	int port;
};

static void setup(struct two *t, const char *callee_config)
{
	char *config;

	t->loop = loop_new();
	t->port = free_port();
	config = mem_format(QUIET LISTENS "%s", t->port, callee_config);
	t->callee = phone_new(t->loop, config);
	free(config);
	t->caller = phone_new(t->loop, QUIET);
}

static void teardown(struct two *t)
{
	phone_free(t->caller);
	phone_free(t->callee);
	loop_free(t->loop);
}

static struct session *dial(struct two *t)
{
	char *to = mem_format("sip:bob@127.0.0.1:%d", t->port);
	struct call_params p = { .to = to };
	struct fault fault = { 0 };
	struct session *s = NULL;

	engine_call(phone_engine(t->caller), &p, &s, &fault);
	free(to);
	return s;
}

static void a_call_that_nobody_answers_ends_with_480_on_both_sides(void **state)
{
	struct session_view v;
	struct two t;

	(void)state;
	setup(&t, "no_answer_timeout = 60\n");
	assert_non_null(dial(&t));
	assert_true(phone_reaches(t.caller, "ringing"));
	phone_jump(t.loop, 61000);
	assert_true(phone_reaches(t.callee, "terminated"));
	assert_true(phone_reaches(t.caller, "terminated"));
	session_view(phone_session(t.caller), &v);
	assert_int_equal(v.end_status, 480);
	assert_string_equal(v.ended_by, "remote");
	session_view(phone_session(t.callee), &v);
	assert_string_equal(v.ended_by, "local");
	teardown(&t);
}

static void an_automatic_answer_waits_its_delay(void **state)
{
	struct two t;

	(void)state;
	setup(&t, "account \"line\" { uri = \"sip:bob@127.0.0.1\" "
		"registrar = \"none\" auto_answer = all "
		"auto_answer_delay = 3000 answer_with = echo }\n");
	assert_non_null(dial(&t));
	assert_true(phone_reaches(t.caller, "ringing"));
	phone_jump(t.loop, 3001);
	assert_true(phone_reaches(t.caller, "established"));
	assert_true(phone_reaches(t.callee, "established"));
	teardown(&t);
}

static bool is_forgotten(void *arg)
{
	return phone_session(arg) == NULL;
}

static void an_ended_call_is_kept_for_a_minute(void **state)
{
	struct fault fault;
	struct session *s;
	struct two t;

	(void)state;
	setup(&t, "");
	s = dial(&t);
	assert_true(phone_reaches(t.callee, "incoming"));
	assert_true(session_hangup(s, &fault));
	assert_true(phone_reaches(t.caller, "terminated"));
	assert_true(phone_reaches(t.callee, "terminated"));
	phone_jump(t.loop, 50000);
	assert_non_null(phone_session(t.caller));
	phone_jump(t.loop, 70000);
	assert_true(phone_until(t.loop, is_forgotten, t.caller));
	teardown(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_call_that_nobody_answers_ends_with_480_on_both_sides),
		cmocka_unit_test(an_automatic_answer_waits_its_delay),
		cmocka_unit_test(an_ended_call_is_kept_for_a_minute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
