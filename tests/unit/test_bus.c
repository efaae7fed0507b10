/* Everybody hears everybody else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "media/bus.h"

struct party {
	struct bus_port port;
	int16_t says, heard;
	int asked_hz;
	bool silent;
};

static bool give(void *arg, int16_t *frame, int rate_hz)
{
	struct party *p = arg;

	p->asked_hz = rate_hz;
	for (size_t i = 0; i < media_frame(rate_hz); i++)
		frame[i] = p->says;
	return !p->silent;
}

static void take(void *arg, int16_t *frame, int rate_hz)
{
	struct party *p = arg;

	p->heard = frame[media_frame(rate_hz) - 1];
	assert_true(!p->asked_hz || rate_hz == p->asked_hz);
}

static void come(struct bus *b, struct party *p, int16_t says)
{
	*p = (struct party){ .port = { .give = give, .take = take, .arg = p },
		.says = says };
	bus_add(b, &p->port);
}

static void each_hears_all_but_itself(void **state)
{
	struct bus bus;
	struct party a, b, c;

	(void)state;
	bus_init(&bus);
	come(&bus, &a, 1);
	come(&bus, &b, 20);
	come(&bus, &c, 300);
	bus_tick(&bus);
	assert_int_equal(a.heard, 320);
	assert_int_equal(b.heard, 301);
	assert_int_equal(c.heard, 21);
}

static void alone_there_is_silence(void **state)
{
	struct bus bus;
	struct party a;

	(void)state;
	bus_init(&bus);
	come(&bus, &a, 1000);
	a.heard = 7;
	bus_tick(&bus);
	assert_int_equal(a.heard, 0);
}

static void the_silent_and_those_who_left_are_not_heard(void **state)
{
	struct bus bus;
	struct party a, b, c;

	(void)state;
	bus_init(&bus);
	come(&bus, &a, 1);
	come(&bus, &b, 20);
	come(&bus, &c, 300);
	b.silent = true;
	bus_remove(&c.port);
	bus_tick(&bus);
	assert_int_equal(a.heard, 0);
	assert_int_equal(b.heard, 1);
	assert_int_equal(c.heard, 0);
}

static void too_loud_is_clipped_and_does_not_wrap(void **state)
{
	struct bus bus;
	struct party a, b, c;

	(void)state;
	bus_init(&bus);
	come(&bus, &a, 30000);
	come(&bus, &b, 30000);
	come(&bus, &c, -30000);
	bus_tick(&bus);
	assert_int_equal(c.heard, INT16_MAX);
	assert_int_equal(a.heard, 0);
	a.says = b.says = -30000;
	bus_tick(&bus);
	assert_in_range(-c.heard, 20000, 32768);
}

static void who_only_gives_or_takes_is_welcome(void **state)
{
	struct bus bus;
	struct party microphone, loudspeaker, a;

	(void)state;
	bus_init(&bus);
	come(&bus, &microphone, 5);
	come(&bus, &loudspeaker, 70);
	come(&bus, &a, 900);
	microphone.port.take = NULL;
	loudspeaker.port.give = NULL;
	bus_tick(&bus);
	assert_int_equal(a.heard, 5);
	assert_int_equal(loudspeaker.heard, 905);
}

static void the_rate_is_the_highest_that_is_wished(void **state)
{
	struct bus bus;
	struct party a, b;

	(void)state;
	bus_init(&bus);
	come(&bus, &a, 1);
	come(&bus, &b, 20);
	bus_tick(&bus);
	assert_int_equal(a.asked_hz, 8000);
	b.port.rate_hz = 48000;
	bus_tick(&bus);
	assert_int_equal(a.asked_hz, 48000);
	assert_int_equal(a.heard, 20);
	bus_remove(&b.port);
	bus_tick(&bus);
	assert_int_equal(a.asked_hz, 8000);
}

static void what_is_too_loud_together_is_turned_down_and_up_again(void **state)
{
	struct bus bus;
	struct party a, b, c;

	(void)state;
	bus_init(&bus);
	come(&bus, &a, 20000);
	come(&bus, &b, 20000);
	come(&bus, &c, 20000);
	bus_tick(&bus);
	/* all three are 60000, of which 32767 are possible */
	assert_in_range(a.heard, 21700, 21900);
	b.says = c.says = 5000;
	bus_tick(&bus);
	assert_in_range(a.heard, 5000, 7000);
	for (int i = 0; i < 1000; i++)
		bus_tick(&bus);
	assert_int_equal(a.heard, 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rate_is_the_highest_that_is_wished),
		cmocka_unit_test(
			what_is_too_loud_together_is_turned_down_and_up_again),
		cmocka_unit_test(each_hears_all_but_itself),
		cmocka_unit_test(alone_there_is_silence),
		cmocka_unit_test(the_silent_and_those_who_left_are_not_heard),
		cmocka_unit_test(too_loud_is_clipped_and_does_not_wrap),
		cmocka_unit_test(who_only_gives_or_takes_is_welcome),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
