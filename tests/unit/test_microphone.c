/* A microphone that is unplugged, too loud, or spoken into while muted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "media/microphone.h"

#define N 480

static void make(int16_t *frame, double amplitude, int tick)
{
	for (int i = 0; i < N; i++) {
		double v = amplitude * sin((tick * N + i) * 0.05);

		frame[i] = (int16_t)(v > 32767 ? 32767 : v < -32768 ?
			-32768 : v);
	}
}

/* How often so many ms of a tone bring that trouble. */
static int hear(struct microphone *m, double amplitude, int ms,
	enum microphone_trouble trouble)
{
	int16_t frame[N];
	int times = 0;

	for (int t = 0; t < ms / 10; t++) {
		make(frame, amplitude, t);
		times += microphone_hear(m, frame, N) == trouble;
	}
	return times;
}

/* Words of 600 ms and pauses of 200. */
static int say(struct microphone *m, double amplitude, int ms, bool muted)
{
	int16_t frame[N];
	int times = 0;

	for (int t = 0; t < ms / 10; t++) {
		make(frame, t % 80 < 60 ? amplitude : 5, t);
		times += microphone_speech(m, frame, N, muted) ==
			MICROPHONE_MUTED_TALKING;
	}
	return times;
}

static void one_that_is_dead_is_told_once(void **state)
{
	struct microphone m;

	(void)state;
	microphone_init(&m);
	assert_int_equal(hear(&m, 0, 3000, MICROPHONE_FLAT), 0);
	assert_int_equal(hear(&m, 0, 3000, MICROPHONE_FLAT), 1);
	assert_int_equal(hear(&m, 0, 20000, MICROPHONE_FLAT), 0);
}

static void a_quiet_room_is_not_flat(void **state)
{
	struct microphone m;

	(void)state;
	microphone_init(&m);
	assert_int_equal(hear(&m, 3, 20000, MICROPHONE_FLAT), 0);
}

static void one_that_clips_is_told(void **state)
{
	struct microphone m;

	(void)state;
	microphone_init(&m);
	assert_int_equal(hear(&m, 30000, 5000, MICROPHONE_CLIPS), 0);
	assert_int_equal(hear(&m, 60000, 20000, MICROPHONE_CLIPS), 1);
	assert_int_equal(hear(&m, 60000, 20000, MICROPHONE_CLIPS), 1);
}

static void talking_while_muted_is_told_once_a_mute(void **state)
{
	struct microphone m;

	(void)state;
	microphone_init(&m);
	assert_int_equal(say(&m, 5000, 3000, false), 0);
	assert_int_equal(say(&m, 5000, 60000, true), 1);
	assert_int_equal(say(&m, 5000, 3000, false), 0);
}

static void a_cough_or_a_murmur_while_muted_is_nothing(void **state)
{
	struct microphone m;

	(void)state;
	microphone_init(&m);
	assert_int_equal(say(&m, 5000, 200, true), 0);
	assert_int_equal(say(&m, 0, 5000, true), 0);
	assert_int_equal(say(&m, 100, 20000, true), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_that_is_dead_is_told_once),
		cmocka_unit_test(a_quiet_room_is_not_flat),
		cmocka_unit_test(one_that_clips_is_told),
		cmocka_unit_test(talking_while_muted_is_told_once_a_mute),
		cmocka_unit_test(a_cough_or_a_murmur_while_muted_is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
