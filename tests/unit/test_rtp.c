/* Packets whose header can be trusted, and those whose lengths lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "media/rtp.h"

static void what_is_written_is_read(void **state)
{
	const struct rtp_packet out = { .marker = true, .type = 101,
		.sequence = 65535, .timestamp = 0xdeadbeef,
		.ssrc = 0x01020304 };
	uint8_t bytes[RTP_HEADER + 3];
	struct rtp_packet in;

	(void)state;
	rtp_write_header(bytes, &out);
	memcpy(bytes + RTP_HEADER, "abc", 3);
	assert_true(rtp_read(&in, bytes, sizeof bytes));
	assert_true(in.marker);
	assert_int_equal(in.type, 101);
	assert_int_equal(in.sequence, 65535);
	assert_int_equal(in.timestamp, 0xdeadbeef);
	assert_int_equal(in.ssrc, 0x01020304);
	assert_int_equal(in.n, 3);
	assert_memory_equal(in.payload, "abc", 3);
}

/* A packet of n bytes whose first is first, the rest zeros. */
static bool reads(uint8_t first, size_t n, uint8_t last)
{
	uint8_t bytes[RTP_PACKET_MAX + 1] = { first };
	struct rtp_packet p;

	if (n > 1)
		bytes[n - 1] = last;
	return rtp_read(&p, bytes, n);
}

static void a_short_packet_or_another_version_is_none(void **state)
{
	(void)state;
	for (size_t n = 0; n < RTP_HEADER; n++)
		assert_false(reads(0x80, n, 0));
	assert_true(reads(0x80, RTP_HEADER, 0));
	assert_false(reads(0x00, 100, 0));
	assert_false(reads(0x40, 100, 0));
	assert_false(reads(0xc0, 100, 0));
	assert_false(reads(0x80, RTP_PACKET_MAX + 1, 0));
}

static void contributing_sources_must_fit(void **state)
{
	(void)state;
	assert_true(reads(0x8f, RTP_HEADER + 60, 0));
	assert_false(reads(0x8f, RTP_HEADER + 59, 0));
}

static void padding_must_leave_a_payload_or_none(void **state)
{
	uint8_t bytes[RTP_HEADER + 10] = { 0xa0 };
	struct rtp_packet p;

	(void)state;
	bytes[sizeof bytes - 1] = 4;
	assert_true(rtp_read(&p, bytes, sizeof bytes));
	assert_int_equal(p.n, 6);
	bytes[sizeof bytes - 1] = 10;
	assert_true(rtp_read(&p, bytes, sizeof bytes));
	assert_int_equal(p.n, 0);
	bytes[sizeof bytes - 1] = 11;
	assert_false(rtp_read(&p, bytes, sizeof bytes));
	bytes[sizeof bytes - 1] = 0;
	assert_false(rtp_read(&p, bytes, sizeof bytes));
}

static void an_extension_is_passed_over(void **state)
{
	uint8_t bytes[RTP_HEADER + 4 + 8 + 2] = { 0x90 };
	struct rtp_packet p;

	(void)state;
	bytes[RTP_HEADER + 3] = 2;
	assert_true(rtp_read(&p, bytes, sizeof bytes));
	assert_int_equal(p.n, 2);
	bytes[RTP_HEADER + 3] = 3;
	assert_false(rtp_read(&p, bytes, sizeof bytes));
	assert_false(rtp_read(&p, bytes, RTP_HEADER + 3));
	bytes[RTP_HEADER + 2] = 0xff;
	assert_false(rtp_read(&p, bytes, sizeof bytes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(a_short_packet_or_another_version_is_none),
		cmocka_unit_test(contributing_sources_must_fit),
		cmocka_unit_test(padding_must_leave_a_payload_or_none),
		cmocka_unit_test(an_extension_is_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
