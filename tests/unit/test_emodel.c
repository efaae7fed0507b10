/* The E-model against the values that ITU-T publishes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "media/emodel.h"

#define ASSERT_NEAR(x, expected, by) \
	assert_true((x) > (expected) - (by) && (x) < (expected) + (by))

static const struct emodel perfect = { .bpl = 1, .burst_ratio = 1 };

/* G.107: all default values. */
static void nothing_wrong_is_93_and_4_41(void **state)
{
	(void)state;
	ASSERT_NEAR(emodel_r(&perfect), 93.2, 0.001);
	ASSERT_NEAR(emodel_mos(93.2), 4.41, 0.005);
}

/* G.107 table B.1 and G.109. */
static void r_becomes_mos_as_in_the_table(void **state)
{
	static const double table[][2] = {
		{ 100, 4.5 }, { 90, 4.34 }, { 80, 4.03 }, { 70, 3.60 },
		{ 60, 3.10 }, { 50, 2.58 }, { 0, 1 }, { -20, 1 }, { 150, 4.5 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		ASSERT_NEAR(emodel_mos(table[i][0]), table[i][1], 0.01);
}

static void mos_never_falls_while_r_rises(void **state)
{
	(void)state;
	for (double r = 0; r < 100; r += 0.5)
		assert_true(emodel_mos(r + 0.5) >= emodel_mos(r));
}

/* G.113 table I.1: G.711 0, G.729A 11, GSM full rate 20. */
static void a_codec_takes_what_g113_says(void **state)
{
	struct emodel m = perfect;

	(void)state;
	m.ie = 11;
	ASSERT_NEAR(emodel_r(&m), 82.2, 0.001);
	m.ie = 20;
	ASSERT_NEAR(emodel_r(&m), 73.2, 0.001);
}

/* G.113 table I.4: Bpl of G.711 with PLC 25.1, of G.729A 19; Ie,eff by 7.5. */
static void loss_takes_what_the_formula_says(void **state)
{
	struct emodel g711 = { .bpl = 25, .loss = 0.03, .burst_ratio = 1 };
	struct emodel g729 = { .ie = 11, .bpl = 19, .loss = 0.02,
		.burst_ratio = 1 };

	(void)state;
	ASSERT_NEAR(93.2 - emodel_r(&g711), 95 * 3.0 / 28, 0.001);
	ASSERT_NEAR(93.2 - emodel_r(&g729), 11 + 84 * 2.0 / 21, 0.001);
	g711.loss = 1;
	assert_true(emodel_r(&g711) > 0 && emodel_r(&g711) < 20);
}

static void as_much_loss_in_bursts_is_worse(void **state)
{
	struct emodel m = { .bpl = 25, .loss = 0.05, .burst_ratio = 1 };
	double scattered = emodel_r(&m);

	(void)state;
	m.burst_ratio = 2;
	ASSERT_NEAR(scattered - emodel_r(&m), 95 * 5 / 27.5 - 95 * 5 / 30.,
		0.001);
	m.burst_ratio = 0;		/* there is no such thing */
	ASSERT_NEAR(emodel_r(&m), scattered, 0.001);
}

/* G.114 figure 1: hardly anything to 150 ms, then it falls: about 90 at 150,
 * 86 at 200, 80 at 250, 73 at 300, 63 at 400. */
static void delay_is_felt_from_150_ms(void **state)
{
	static const double table[][2] = {
		{ 0, 93.2 }, { 50, 92 }, { 100, 91 }, { 150, 89.7 },
		{ 200, 86 }, { 250, 80 }, { 300, 73 }, { 400, 63 },
		{ 500, 56 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct emodel m = perfect;

		m.delay_ms = table[i][0];
		ASSERT_NEAR(emodel_r(&m), table[i][1], 2);
	}
}

static void r_never_rises_with_delay_and_is_never_negative(void **state)
{
	struct emodel m = { .ie = 20, .bpl = 4, .loss = 0.2, .burst_ratio = 3 };
	double last = 100;

	(void)state;
	for (m.delay_ms = 0; m.delay_ms < 5000; m.delay_ms += 1) {
		double r = emodel_r(&m);

		assert_true(r <= last + 1e-9 && r >= 0);
		last = r;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_wrong_is_93_and_4_41),
		cmocka_unit_test(r_becomes_mos_as_in_the_table),
		cmocka_unit_test(mos_never_falls_while_r_rises),
		cmocka_unit_test(a_codec_takes_what_g113_says),
		cmocka_unit_test(loss_takes_what_the_formula_says),
		cmocka_unit_test(as_much_loss_in_bursts_is_worse),
		cmocka_unit_test(delay_is_felt_from_150_ms),
		cmocka_unit_test(
			r_never_rises_with_delay_and_is_never_negative),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
