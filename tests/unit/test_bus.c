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

static void a_gain_is_heard_by_the_others_and_not_by_himself(void **state)
{
	struct bus bus;
	struct party a, b;

	(void)state;
	bus_init(&bus);
	come(&bus, &a, 1000);
	come(&bus, &b, 20);
	a.port.gain_db = 6;
	for (int i = 0; i < 2; i++)
		bus_tick(&bus);
	assert_in_range(b.heard, 1990, 2000);
	assert_int_equal(a.heard, 20);
	a.port.gain_db = -20;
	for (int i = 0; i < 2; i++)
		bus_tick(&bus);
	assert_in_range(b.heard, 99, 101);
}

static void a_gain_that_is_too_much_is_clipped(void **state)
{
	struct bus bus;
	struct party a, b;

	(void)state;
	bus_init(&bus);
	come(&bus, &a, -30000);
	come(&bus, &b, 0);
	a.port.gain_db = 20;
	for (int i = 0; i < 2; i++)
		bus_tick(&bus);
	assert_in_range(b.heard, INT16_MIN, INT16_MIN + 1);
	assert_int_equal(a.heard, 0);
}

static void who_is_muted_fades_and_still_hears_all(void **state)
{
	struct bus bus;
	struct party a, b, c;

	(void)state;
	bus_init(&bus);
	come(&bus, &a, 8000);
	come(&bus, &b, 20);
	come(&bus, &c, 300);
	bus_tick(&bus);
	a.port.muted = true;
	bus_tick(&bus);
	assert_in_range(b.heard, 301, 500);	/* the last of the fade */
	bus_tick(&bus);
	assert_int_equal(b.heard, 300);
	assert_int_equal(a.heard, 320);
	a.port.muted = false;
	bus_tick(&bus);
	assert_in_range(b.heard, 8100, 8299);
	bus_tick(&bus);
	assert_int_equal(b.heard, 8300);
}

/* --- the loudest ---------------------------------------------------------- */

#define MEMBERS 5

struct crowd {
	struct bus bus;
	struct party all[MEMBERS], listener;
};

/* Says 1000, 2000 ...: which of them are heard is in the sum. */
static struct crowd *crowd_new(int loudest)
{
	static struct crowd c;

	bus_init(&c.bus);
	c.bus.loudest = loudest;
	come(&c.bus, &c.listener, 0);
	for (int i = 0; i < MEMBERS; i++) {
		come(&c.bus, &c.all[i], (int16_t)(1000 << i));
		c.all[i].port.member = true;
	}
	return &c;
}

static int heard_after(struct crowd *c, int ticks)
{
	for (int i = 0; i < ticks; i++)
		bus_tick(&c->bus);
	return c->listener.heard / 1000;
}

static void only_the_loudest_members_are_heard(void **state)
{
	struct crowd *c = crowd_new(3);

	(void)state;
	c->all[4].silent = true;
	assert_int_equal(heard_after(c, 100), 2 + 4 + 8);
	assert_int_equal(c->all[0].heard / 1000, 2 + 4 + 8);
	assert_int_equal(c->all[3].heard / 1000, 2 + 4);
}

static void who_begins_to_speak_is_heard_at_once_where_one_is_silent(
	void **state)
{
	struct crowd *c = crowd_new(3);

	(void)state;
	c->all[3].silent = c->all[4].silent = true;
	assert_int_equal(heard_after(c, 100), 1 + 2 + 4);
	c->all[0].silent = true;
	heard_after(c, 200);
	c->all[3].silent = false;
	assert_int_equal(heard_after(c, 2), 2 + 4 + 8);
}

static void a_place_is_kept_for_half_a_second(void **state)
{
	struct crowd *c = crowd_new(3);

	(void)state;
	c->all[3].silent = c->all[4].silent = true;
	heard_after(c, 100);
	c->all[3].silent = false;
	assert_int_equal(heard_after(c, BUS_HOLD_TICKS - 1), 1 + 2 + 4);
	assert_int_equal(heard_after(c, 4), 2 + 4 + 8);
}

/* Two that take turns at being the third: neither is cut off each time. */
static void nobody_flutters(void **state)
{
	struct crowd *c = crowd_new(3);
	int changes = 0, before;

	(void)state;
	c->all[0].says = c->all[1].says = 100;
	before = heard_after(c, 100);
	for (int i = 0; i < 300; i++) {
		c->all[0].says = i / 10 % 2 ? 5000 : 0;
		c->all[1].says = i / 10 % 2 ? 0 : 5000;
		c->all[2].says = 16000;
		bus_tick(&c->bus);
		changes += c->all[0].port.chosen != before;
		before = c->all[0].port.chosen;
	}
	assert_in_range(changes, 0, 300 / BUS_HOLD_TICKS + 1);
}

static void the_person_is_heard_and_takes_no_place(void **state)
{
	struct crowd *c = crowd_new(3);

	(void)state;
	c->all[0].port.member = false;
	c->all[4].silent = true;
	assert_int_equal(heard_after(c, 100), 1 + 2 + 4 + 8);
}

static void who_is_muted_takes_no_place(void **state)
{
	struct crowd *c = crowd_new(3);

	(void)state;
	c->all[4].port.muted = true;
	assert_int_equal(heard_after(c, 100), 2 + 4 + 8);
}

static void few_are_all_heard_however_quiet(void **state)
{
	struct crowd *c = crowd_new(3);

	(void)state;
	for (int i = 3; i < MEMBERS; i++)
		bus_remove(&c->all[i].port);
	c->all[0].says = 1;
	c->all[1].says = c->all[2].says = 2;
	heard_after(c, 100);
	assert_int_equal(c->listener.heard, 5);
}

static void coming_again_to_the_same_bus_changes_nothing(void **state)
{
	struct crowd *c = crowd_new(3);

	(void)state;
	heard_after(c, 100);
	for (int i = 0; i < MEMBERS; i++)
		bus_add(&c->bus, &c->all[i].port);
	assert_int_equal(heard_after(c, 1), 4 + 8 + 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_gain_is_heard_by_the_others_and_not_by_himself),
		cmocka_unit_test(a_gain_that_is_too_much_is_clipped),
		cmocka_unit_test(who_is_muted_fades_and_still_hears_all),
		cmocka_unit_test(only_the_loudest_members_are_heard),
		cmocka_unit_test(
		    who_begins_to_speak_is_heard_at_once_where_one_is_silent),
		cmocka_unit_test(a_place_is_kept_for_half_a_second),
		cmocka_unit_test(nobody_flutters),
		cmocka_unit_test(the_person_is_heard_and_takes_no_place),
		cmocka_unit_test(who_is_muted_takes_no_place),
		cmocka_unit_test(few_are_all_heard_however_quiet),
		cmocka_unit_test(coming_again_to_the_same_bus_changes_nothing),
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
