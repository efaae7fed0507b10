/* Loss and jitter of one remote SSRC, by the book: RFC 3550 A.1, A.3, A.8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "media/source.h"

static enum source_verdict packet(struct source *s, uint32_t ssrc,
	uint16_t sequence)
{
	return source_packet(s, &(struct rtp_packet){ .ssrc = ssrc,
		.sequence = sequence });
}

static void run(struct source *s, uint16_t from, int n)
{
	for (int i = 0; i < n; i++)
		assert_int_not_equal(packet(s, 1, (uint16_t)(from + i)),
			SOURCE_REFUSED);
}

static void the_first_source_is_believed_at_once(void **state)
{
	struct source s = { 0 };

	(void)state;
	assert_int_equal(packet(&s, 1, 10), SOURCE_NEW);
	assert_int_equal(packet(&s, 1, 11), SOURCE_TAKEN);
	assert_int_equal(source_lost(&s), 0);
}

static void another_source_needs_two_packets_in_sequence(void **state)
{
	struct source s = { 0 };

	(void)state;
	run(&s, 10, 5);
	assert_int_equal(packet(&s, 2, 100), SOURCE_REFUSED);
	assert_int_equal(packet(&s, 2, 102), SOURCE_REFUSED);
	assert_int_equal(packet(&s, 2, 103), SOURCE_NEW);
	assert_int_equal(packet(&s, 2, 104), SOURCE_TAKEN);
}

static void a_stray_packet_of_another_source_changes_nothing(void **state)
{
	struct source s = { 0 };

	(void)state;
	run(&s, 10, 5);
	assert_int_equal(packet(&s, 2, 100), SOURCE_REFUSED);
	assert_int_equal(packet(&s, 1, 15), SOURCE_TAKEN);
	assert_int_equal(packet(&s, 2, 101), SOURCE_REFUSED);
	assert_int_equal(source_lost(&s), 0);
}

static void after_its_bye_another_is_believed_at_once(void **state)
{
	struct source s = { 0 };

	(void)state;
	run(&s, 10, 2);
	assert_int_equal(packet(&s, 1, 13), SOURCE_TAKEN);
	source_gone(&s, 99);
	assert_true(s.known);
	source_gone(&s, 1);
	assert_int_equal(source_lost_in_all(&s), 1);
	assert_int_equal(packet(&s, 2, 7), SOURCE_NEW);
	assert_int_equal(source_lost_in_all(&s), 1);
}

static void sequence_numbers_wrap(void **state)
{
	struct source s = { 0 };

	(void)state;
	run(&s, 65530, 12);
	assert_int_equal(source_highest(&s), (1 << 16) + 5);
	assert_int_equal(source_lost(&s), 0);
}

static void holes_are_lost_and_disorder_is_not(void **state)
{
	struct source s = { 0 };

	(void)state;
	run(&s, 0, 10);
	packet(&s, 1, 12);
	packet(&s, 1, 11);
	assert_int_equal(source_lost(&s), 1);
	packet(&s, 1, 10);
	assert_int_equal(source_lost(&s), 0);
	packet(&s, 1, 10);
	assert_int_equal(source_lost(&s), -1);
	assert_int_equal(source_lost_in_all(&s), 0);
}

static void the_fraction_is_that_of_the_interval(void **state)
{
	struct source s = { 0 };

	(void)state;
	run(&s, 0, 75);
	run(&s, 100, 1);	/* 25 lost of 101 */
	assert_int_equal(source_interval(&s), 25 * 256 / 101);
	run(&s, 101, 50);
	assert_int_equal(source_interval(&s), 0);
	assert_int_equal(source_interval(&s), 0);
	assert_int_equal(source_lost(&s), 25);
}

static void a_large_jump_needs_two_packets(void **state)
{
	struct source s = { 0 };

	(void)state;
	run(&s, 0, 10);
	assert_int_equal(packet(&s, 1, 30000), SOURCE_REFUSED);
	assert_int_equal(packet(&s, 1, 10), SOURCE_TAKEN);
	assert_int_equal(packet(&s, 1, 40000), SOURCE_REFUSED);
	assert_int_equal(packet(&s, 1, 40001), SOURCE_RESTARTED);
	assert_int_equal(source_lost(&s), 0);
}

static void even_pacing_has_no_jitter(void **state)
{
	struct source s = { 0 };

	(void)state;
	for (uint32_t i = 0; i < 100; i++)
		source_arrival(&s, 7000 + i * 160, 99 + i * 160);
	assert_int_equal(source_jitter(&s), 0);
}

/* D = 16 at every packet: J goes to 16 as 1 - (15/16)^n. */
static void jitter_follows_the_mean_deviation(void **state)
{
	struct source s = { 0 };

	(void)state;
	for (uint32_t i = 0; i < 400; i++)
		source_arrival(&s, i * 160, i * 160 + (i & 1 ? 16 : 0));
	assert_in_range(source_jitter(&s), 15, 16);
	source_arrival(&s, 400 * 160, 400 * 160 + 16 * 17);
	assert_in_range(source_jitter(&s), 30, 32);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_source_is_believed_at_once),
		cmocka_unit_test(another_source_needs_two_packets_in_sequence),
		cmocka_unit_test(
			a_stray_packet_of_another_source_changes_nothing),
		cmocka_unit_test(after_its_bye_another_is_believed_at_once),
		cmocka_unit_test(sequence_numbers_wrap),
		cmocka_unit_test(holes_are_lost_and_disorder_is_not),
		cmocka_unit_test(the_fraction_is_that_of_the_interval),
		cmocka_unit_test(a_large_jump_needs_two_packets),
		cmocka_unit_test(even_pacing_has_no_jitter),
		cmocka_unit_test(jitter_follows_the_mean_deviation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
