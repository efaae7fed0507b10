/* A call's seconds become graphs and words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "quality.h"
#include "widgets/graph.h"

static void load(struct quality *q, int n, double (*loss)(int))
{
	json_t *list = json_array();
	json_t *result;

	for (int i = 0; i < n; i++)
		json_array_append_new(list, loss(i) < 0 ? json_null() :
			json_real(loss(i)));
	result = json_pack("{s:{s:s, s:{s:o}, s:{s:i, s:i, s:{s:f}}}}",
		"quality", "until", "2026-01-02T03:04:07.000Z",
		"series", "loss_fraction", list,
		"summary", "seconds", n, "concealed_ms", 1500,
		"loss_fraction", "worst", 0.25);
	quality_load(q, result);
	json_decref(result);
}

static double count(int i)
{
	return i / 100.0;
}

static double unknown(int i)
{
	return i % 2 ? -1 : 0.01;
}

static void a_step_shows_its_worst_second(void **state)
{
	static struct quality q;
	float values[8];

	(void)state;
	load(&q, 14, count);
	/* 7 s past a multiple of 5: two seconds, then whole steps */
	assert_int_equal(quality_step_count(&q, 5), 4);
	assert_int_equal(quality_steps(&q, FIGURE_LOSS, 5, 0, values, 8), 4);
	assert_float_equal(values[3], 13, 0.001);
	assert_float_equal(values[2], 11, 0.001);
	assert_float_equal(values[1], 6, 0.001);
	assert_float_equal(values[0], 1, 0.001);
	assert_int_equal(quality_steps(&q, FIGURE_LOSS, 5, 2, values, 8), 2);
	assert_float_equal(values[1], 6, 0.001);
	assert_int_equal(quality_steps(&q, FIGURE_LOSS, 1, 0, values, 3), 3);
	assert_float_equal(values[0], 11, 0.001);
	assert_int_equal(quality_steps(&q, FIGURE_LOSS, 1, 99, values, 3), 0);
}

static void what_nobody_knows_is_blank(void **state)
{
	static struct quality q;
	float values[4];
	char text[16];

	(void)state;
	load(&q, 4, unknown);
	assert_int_equal(quality_steps(&q, FIGURE_LOSS, 1, 0, values, 4), 4);
	assert_true(isnan(values[3]));
	quality_text(FIGURE_LOSS, quality_now(&q, FIGURE_LOSS), text);
	assert_string_equal(text, "-");
	assert_true(isnan(quality_now(&q, FIGURE_MOS)));
	quality_text(FIGURE_RTT, 38.4, text);
	assert_string_equal(text, "38 ms");
}

static void more_than_there_is_room_for(void **state)
{
	static struct quality q;

	(void)state;
	load(&q, QUALITY_SECONDS + 7, count);
	assert_int_equal(q.n, QUALITY_SECONDS);
	assert_float_equal(quality_now(&q, FIGURE_LOSS), QUALITY_SECONDS + 6,
		0.01);
	load(&q, 0, count);
	assert_int_equal(q.n, 0);
	assert_int_equal(quality_step_count(&q, 5), 0);
}

static void rubbish_is_no_quality(void **state)
{
	static const char *const texts[] = { "{}", "[]", "{\"quality\": 7}",
		"{\"quality\": {\"series\": {\"mos_lq\": {\"a\": 1}}}}",
		"{\"quality\": {\"series\": {\"mos_lq\": [\"x\", null, {}]},"
		"\"until\": 5, \"summary\": []}}" };
	static struct quality q;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		json_t *o = json_loads(texts[i], 0, NULL);
		char *words;

		quality_load(&q, o);
		words = quality_report(&q, "Bob");
		assert_non_null(strstr(words, "Bob: 0 s of sound"));
		free(words);
		json_decref(o);
	}
}

static void two_values_a_braille_character(void **state)
{
	static const float values[] = { 0, 1, 2, 3, 4, NAN, 9 };
	char text[GRAPH_TEXT];

	(void)state;
	graph_text(values, 7, 0, 4, true, text);
	assert_string_equal(text, "\u28e0\u28f6\u2847\u2847");
	graph_text(values, 7, 0, 4, false, text);
	assert_string_equal(text, ",+##");
	graph_text(values, 2, 0, 0, false, text);
	assert_string_equal(text, "_");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_step_shows_its_worst_second),
		cmocka_unit_test(what_nobody_knows_is_blank),
		cmocka_unit_test(more_than_there_is_room_for),
		cmocka_unit_test(rubbish_is_no_quality),
		cmocka_unit_test(two_values_a_braille_character),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
