/* A trace as a capture file: headers, addresses, checksums. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "pcap.h"

static void load(struct trace *t, const char *peer, const char *contact)
{
	json_t *result = json_pack("{s:[{s:s,s:s,s:s,s:s},{s:s,s:s,s:s,s:s}]}",
		"messages", "time", "2026-01-02T03:04:05.678Z", "direction",
		"sent", "peer", peer, "text", contact,
		"time", "2026-01-02T03:04:05.700Z", "direction", "received",
		"peer", peer, "text", "SIP/2.0 200 OK\r\n\r\n");

	*t = (struct trace){ 0 };
	trace_load(t, result);
	json_decref(result);
}

static unsigned at16(const unsigned char *p)
{
	return p[0] << 8 | p[1];
}

static uint32_t native32(const unsigned char *p)
{
	uint32_t value;

	memcpy(&value, p, sizeof value);
	return value;
}

/* RFC 1071: with its checksum in it, the sum is all ones. */
static unsigned sum(uint32_t start, const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		start += i % 2 ? p[i] : p[i] << 8;
	while (start >> 16)
		start = (start & 0xffff) + (start >> 16);
	return start;
}

static void two_messages_over_ipv4(void **state)
{
	static const char text[] = "BYE sip:x SIP/2.0\r\n"
		"Contact: <sip:ann@192.0.2.14:40110;transport=tcp>\r\n\r\n";
	struct trace t;
	unsigned char *file, *ip, *second;
	size_t n, length = strlen(text);

	(void)state;
	load(&t, "198.51.100.2:5060", text);
	file = pcap_make(&t, &n);
	assert_int_equal(native32(file), 0xa1b2c3d4u);
	assert_int_equal(native32(file + 20), 101);
	assert_int_equal(native32(file + 28), 678000);
	assert_int_equal(native32(file + 32), 28 + length);
	ip = file + 40;
	assert_int_equal(at16(ip + 2), 28 + length);
	assert_int_equal(sum(0, ip, 20), 0xffff);
	assert_memory_equal(ip + 12, "\xc0\x00\x02\x0e\xc6\x33\x64\x02", 8);
	assert_int_equal(at16(ip + 20), 40110);
	assert_int_equal(at16(ip + 22), 5060);
	assert_int_equal(sum(17 + 8 + length, ip + 12, 16 + length), 0xffff);
	assert_memory_equal(ip + 28, text, length);
	second = ip + 28 + length;
	assert_memory_equal(second + 16 + 12,
		"\xc6\x33\x64\x02\xc0\x00\x02\x0e", 8);
	assert_ptr_equal(second + 16 + 28 + 18, file + n);
	free(file);
	trace_clear(&t);
}

static void ipv6_and_addresses_nobody_knows(void **state)
{
	struct trace t;
	unsigned char *file;
	size_t n;

	(void)state;
	load(&t, "[2001:db8::2]:5070", "ACK sip:x SIP/2.0\r\n\r\n");
	file = pcap_make(&t, &n);
	assert_int_equal(file[40] >> 4, 6);
	assert_int_equal(at16(file + 40 + 40), 5060);
	assert_int_equal(at16(file + 40 + 42), 5070);
	free(file);
	trace_clear(&t);
	load(&t, "nowhere", "x");
	file = pcap_make(&t, &n);
	assert_int_equal(n, 24);
	free(file);
	trace_clear(&t);
}

static void sound_stands_among_the_messages_and_is_none(void **state)
{
	struct trace t;
	unsigned char *file;
	size_t n, alone;

	(void)state;
	load(&t, "198.51.100.2:5060", "ACK sip:x SIP/2.0\r\n\r\n");
	file = pcap_make(&t, &alone);
	free(file);
	trace_add_sound(&t, t.messages[0].time + 5, "RTP opus");
	assert_int_equal(t.n, 3);
	assert_string_equal(t.messages[1].label, "RTP opus");
	file = pcap_make(&t, &n);
	assert_int_equal(n, alone);
	free(file);
	trace_clear(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_messages_over_ipv4),
		cmocka_unit_test(ipv6_and_addresses_nobody_knows),
		cmocka_unit_test(sound_stands_among_the_messages_and_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
