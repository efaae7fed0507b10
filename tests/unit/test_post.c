/* Packets leave when they are due, however long the work of a tick takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "media/post.h"
#include "media/transport.h"
#include "media_peer.h"

#define MS INT64_C(1000000)
#define TICK (10 * MS)

struct sim {
	struct post *post;
	struct transport *transport;
	struct sockaddr_storage to;
	int peer;
	int64_t tick_ns;
};

static struct sim begin(void)
{
	struct transport_params p = { peer_ip(), 10000, 19999, 0 };
	struct sockaddr_in address;
	struct sim s = { .post = post_new(), .tick_ns = 100 * TICK };

	assert_int_equal(transport_open(&s.transport, &p), 0);
	s.peer = peer_open(0, &address);
	memcpy(&s.to, &address, sizeof address);
	return s;
}

static void end(struct sim *s)
{
	post_free(s->post);
	transport_close(s->transport);
	close(s->peer);
}

static int arrived(struct sim *s)
{
	uint8_t bytes[100];
	int n = 0;

	while (peer_get(s->peer, bytes, sizeof bytes))
		n++;
	return n;
}

/* A tick with one packet, whose work takes so long. */
static void tick(struct sim *s, int64_t work_ns)
{
	s->tick_ns += TICK;
	post_begin(s->post, s->tick_ns, s->tick_ns);
	assert_true(post_send(s->post, s->transport, &s->to,
		(const uint8_t *)"hello", 5));
	post_done(s->post, s->tick_ns + work_ns);
}

/* A second of them, whose work takes now so long, now half of it. */
static void work(struct sim *s, int64_t work_ns)
{
	for (int i = 0; i < 100; i++) {
		tick(s, i % 2 ? work_ns / 2 : work_ns);
		post_depart(s->post);
		arrived(s);
	}
}

static void little_work_sends_at_once(void **state)
{
	struct sim s = begin();

	(void)state;
	for (int i = 0; i < 5; i++) {
		tick(&s, MS / 10);
		assert_int_equal(arrived(&s), 1);
		assert_int_equal(post_departure_ns(s.post), 0);
	}
	end(&s);
}

static void much_work_that_is_always_the_same_sends_at_once(void **state)
{
	struct sim s = begin();

	(void)state;
	for (int i = 0; i < 300; i++) {
		tick(&s, 4 * MS + i % 5 * MS / 20);
		assert_int_equal(arrived(&s), 1);
	}
	end(&s);
}

static void with_much_work_all_leave_at_one_time_after_the_tick(void **state)
{
	struct sim s = begin();

	(void)state;
	work(&s, 4 * MS);
	for (int i = 0; i < 5; i++) {
		tick(&s, i % 2 ? 2 * MS : 4 * MS);
		assert_int_equal(arrived(&s), 0);
		assert_int_equal(post_departure_ns(s.post),
			s.tick_ns + 5 * MS);
		post_depart(s.post);
		assert_int_equal(arrived(&s), 1);
		assert_int_equal(post_departure_ns(s.post), 0);
	}
	end(&s);
}

static void what_was_not_collected_leaves_before_the_next_tick(void **state)
{
	struct sim s = begin();

	(void)state;
	work(&s, 3 * MS);
	tick(&s, 3 * MS);
	assert_int_equal(arrived(&s), 0);
	tick(&s, 3 * MS);
	assert_int_equal(arrived(&s), 1);
	end(&s);
}

static void after_half_a_minute_of_little_work_nothing_waits(void **state)
{
	struct sim s = begin();

	(void)state;
	work(&s, 5 * MS);
	for (int i = 0; i < 31; i++)
		work(&s, MS / 10);
	tick(&s, MS / 10);
	assert_int_equal(arrived(&s), 1);
	end(&s);
}

static void one_tick_that_took_long_changes_nothing(void **state)
{
	struct sim s = begin();

	(void)state;
	tick(&s, 8 * MS);
	arrived(&s);
	work(&s, MS / 10);
	tick(&s, MS / 10);
	assert_int_equal(arrived(&s), 1);
	end(&s);
}

static void more_than_can_wait_is_sent_at_once(void **state)
{
	struct sim s = begin();

	(void)state;
	work(&s, 5 * MS);
	s.tick_ns += TICK;
	post_begin(s.post, s.tick_ns, s.tick_ns);
	for (int i = 0; i < 600; i++)
		post_send(s.post, s.transport, &s.to,
			(const uint8_t *)"hello", 5);
	assert_in_range(arrived(&s), 1, 100);
	end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(little_work_sends_at_once),
		cmocka_unit_test(
			much_work_that_is_always_the_same_sends_at_once),
		cmocka_unit_test(
			with_much_work_all_leave_at_one_time_after_the_tick),
		cmocka_unit_test(
			what_was_not_collected_leaves_before_the_next_tick),
		cmocka_unit_test(
			after_half_a_minute_of_little_work_nothing_waits),
		cmocka_unit_test(one_tick_that_took_long_changes_nothing),
		cmocka_unit_test(more_than_can_wait_is_sent_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
