/* Why there is no sound: named within five seconds, and only what is so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/diagnosis.h"

struct call {
	struct diagnosis d;
	struct symptoms s;
	int64_t now_ms;
	enum problem problem;
};

static struct call talking(void)
{
	return (struct call){ .now_ms = 1000, .s = { .hears = true,
		.speaks = true, .in_room = true } };
}

/* So many seconds, in each of which so many packets are added. */
static void pass(struct call *c, int seconds, uint64_t *counter, int packets)
{
	for (; seconds--; c->now_ms += 1000) {
		if (counter)
			*counter += (unsigned)packets;
		c->problem = diagnose(&c->d, &c->s, c->now_ms);
	}
}

static void a_good_call_has_no_problem(void **state)
{
	struct call c = talking();

	(void)state;
	for (int i = 0; i < 100; i++) {
		pass(&c, 1, &c.s.played, 50);
		assert_int_equal(c.problem, PROBLEM_NONE);
	}
}

static void silence_is_noticed_within_five_seconds(void **state)
{
	struct call c = talking();

	(void)state;
	pass(&c, 4, NULL, 0);
	assert_int_equal(c.problem, PROBLEM_NONE);
	pass(&c, 1, NULL, 0);
	assert_int_equal(c.problem, PROBLEM_NOTHING);
	pass(&c, 1, &c.s.played, 1);
	assert_int_equal(c.problem, PROBLEM_NONE);
}

static void it_is_called_by_what_came_instead(void **state)
{
	static const enum problem expected[ARRIVALS] = {
		[ARRIVED_STRANGER] = PROBLEM_STRANGER,
		[ARRIVED_TYPE] = PROBLEM_TYPE,
		[ARRIVED_GARBAGE] = PROBLEM_GARBAGE,
		[ARRIVED_FORGED] = PROBLEM_FORGED,
		[ARRIVED_LATE] = PROBLEM_LATE,
	};

	(void)state;
	for (int i = 0; i < ARRIVALS; i++) {
		struct call c = talking();

		c.s.arrived[ARRIVED_GARBAGE] = 1000;	/* long ago */
		pass(&c, 3, &c.s.played, 50);
		pass(&c, 6, &c.s.arrived[i], 50);
		assert_int_equal(c.problem, expected[i]);
	}
}

static void the_cause_may_change(void **state)
{
	struct call c = talking();

	(void)state;
	pass(&c, 6, NULL, 0);
	assert_int_equal(c.problem, PROBLEM_NOTHING);
	pass(&c, 1, &c.s.arrived[ARRIVED_TYPE], 50);
	assert_int_equal(c.problem, PROBLEM_TYPE);
}

static void who_is_on_hold_is_meant_to_hear_nothing(void **state)
{
	struct call c = talking();

	(void)state;
	c.s.hears = c.s.speaks = false;
	c.s.unheard = 9;
	c.s.capture_failed = c.s.playback_failed = true;
	pass(&c, 60, NULL, 0);
	assert_int_equal(c.problem, PROBLEM_NONE);
	c.s = (struct symptoms){ .hears = true };
	pass(&c, 3, NULL, 0);		/* counted from the end of the hold */
	assert_int_equal(c.problem, PROBLEM_NONE);
	pass(&c, 1, NULL, 0);
	assert_int_equal(c.problem, PROBLEM_NOTHING);
}

static void devices_matter_where_the_person_is(void **state)
{
	struct call c = talking();

	(void)state;
	c.s.capture_failed = true;
	pass(&c, 1, &c.s.played, 50);
	assert_int_equal(c.problem, PROBLEM_MICROPHONE);
	c.s.playback_failed = true;
	pass(&c, 1, &c.s.played, 50);
	assert_int_equal(c.problem, PROBLEM_LOUDSPEAKER);
	c.s.in_room = false;
	pass(&c, 1, &c.s.played, 50);
	assert_int_equal(c.problem, PROBLEM_NONE);
}

static void two_reports_that_nothing_comes_are_believed(void **state)
{
	struct call c = talking();

	(void)state;
	c.s.unheard = 1;
	pass(&c, 1, &c.s.played, 50);
	assert_int_equal(c.problem, PROBLEM_NONE);
	c.s.unheard = 2;
	pass(&c, 1, &c.s.played, 50);
	assert_int_equal(c.problem, PROBLEM_UNHEARD);
	c.s.unheard = 0;
	c.s.microphone_flat = true;
	pass(&c, 1, &c.s.played, 50);
	assert_int_equal(c.problem, PROBLEM_FLAT);
}

static void every_problem_has_its_code(void **state)
{
	(void)state;
	assert_null(problem_code(PROBLEM_NONE));
	for (int i = PROBLEM_NONE + 1; i < PROBLEMS; i++)
		assert_non_null(problem_code((enum problem)i));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_call_has_no_problem),
		cmocka_unit_test(silence_is_noticed_within_five_seconds),
		cmocka_unit_test(it_is_called_by_what_came_instead),
		cmocka_unit_test(the_cause_may_change),
		cmocka_unit_test(who_is_on_hold_is_meant_to_hear_nothing),
		cmocka_unit_test(devices_matter_where_the_person_is),
		cmocka_unit_test(two_reports_that_nothing_comes_are_believed),
		cmocka_unit_test(every_problem_has_its_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
