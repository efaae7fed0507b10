/* A STUN server says where we are; what is no answer, or damaged, says nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "media/stun.h"

/* The answers of RFC 5769, 2.2 and 2.3. */
#define TRANSACTION "\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae"
#define SOFTWARE "\x80\x22\x00\x0b" "test vector "
#define FOUR "\x01\x01\x00\x3c\x21\x12\xa4\x42" TRANSACTION SOFTWARE \
	"\x00\x20\x00\x08\x00\x01\xa1\x47\xe1\x12\xa6\x43" \
	"\x00\x08\x00\x14\x2b\x91\xf5\x99\xfd\x9e\x90\xc3\x8c\x74\x89\xf9" \
	"\x2a\xf9\xba\x53\xf0\x6b\xe7\xd7" \
	"\x80\x28\x00\x04\xc0\x7d\x4c\x96"
#define SIX "\x01\x01\x00\x48\x21\x12\xa4\x42" TRANSACTION SOFTWARE \
	"\x00\x20\x00\x14\x00\x02\xa1\x47\x01\x13\xa9\xfa\xa5\xd3\xf1\x79" \
	"\xbc\x25\xf4\xb5\xbe\xd2\xb9\xd9" \
	"\x00\x08\x00\x14\xa3\x82\x95\x4e\x4b\xe6\x7b\xf1\x17\x84\xc9\x7c" \
	"\x82\x92\xc2\x75\xbf\xe3\xed\x41" \
	"\x80\x28\x00\x04\xc8\xfb\x0b\x4c"
#define HEAD(type, length) type "\x00" length "\x21\x12\xa4\x42" TRANSACTION
#define PLAIN "\x00\x01\x00\x08\x00\x01\x80\x55\xc0\x00\x02\x01"

static const uint8_t transaction[] = TRANSACTION;

static enum stun_answer read_it(const char *bytes, size_t n,
	struct sockaddr_storage *mapped)
{
	return stun_read((const uint8_t *)bytes, n, transaction, mapped);
}

#define READ(text, mapped) read_it(text, sizeof text - 1, mapped)

static void is_at(const struct sockaddr_storage *a, const char *ip, int port)
{
	const struct sockaddr_in *four = (const struct sockaddr_in *)a;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)a;
	char text[INET6_ADDRSTRLEN];

	assert_non_null(inet_ntop(a->ss_family, a->ss_family == AF_INET6 ?
		(const void *)&six->sin6_addr : (const void *)&four->sin_addr,
		text, sizeof text));
	assert_string_equal(text, ip);
	assert_int_equal(ntohs(a->ss_family == AF_INET6 ? six->sin6_port :
		four->sin_port), port);
}

static void a_request_is_twenty_bytes(void **state)
{
	uint8_t request[STUN_HEADER];

	(void)state;
	stun_request(request, transaction);
	assert_memory_equal(request, "\x00\x01\x00\x00\x21\x12\xa4\x42"
		TRANSACTION, STUN_HEADER);
	assert_true(stun_is(request, sizeof request));
}

static void the_answers_of_the_standard_are_read(void **state)
{
	struct sockaddr_storage mapped;

	(void)state;
	assert_int_equal(READ(FOUR, &mapped), STUN_MAPPED);
	is_at(&mapped, "192.0.2.1", 32853);
	assert_int_equal(READ(SIX, &mapped), STUN_MAPPED);
	is_at(&mapped, "2001:db8:1234:5678:11:2233:4455:6677", 32853);
}

static void an_old_server_says_it_plainly(void **state)
{
	struct sockaddr_storage mapped;

	(void)state;
	assert_int_equal(READ(HEAD("\x01\x01", "\x0c") PLAIN, &mapped),
		STUN_MAPPED);
	is_at(&mapped, "192.0.2.1", 32853);
}

static void a_refusal_is_one(void **state)
{
	struct sockaddr_storage mapped;

	(void)state;
	assert_int_equal(READ(HEAD("\x01\x11", "\x08")
		"\x00\x09\x00\x04\x00\x00\x04\x01", &mapped), STUN_REFUSED);
}

#define BEFORE_SUM 51		/* the length of that attribute */

static void every_damage_is_seen(void **state)
{
	char bytes[sizeof FOUR - 1];
	struct sockaddr_storage mapped;

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i++)
		for (int bit = 0; bit < 8; bit++) {
			memcpy(bytes, FOUR, sizeof bytes);
			bytes[i] = (char)(bytes[i] ^ 1 << bit);
			/* but where the check sum is no more, or is part of
			 * the attribute before it */
			if (i != sizeof bytes - 8 && i != sizeof bytes - 7 &&
			    i != BEFORE_SUM)
				assert_int_equal(read_it(bytes, sizeof bytes,
					&mapped), STUN_NONE);
		}
	for (size_t n = 0; n < sizeof bytes; n++)
		assert_int_equal(read_it(FOUR, n, &mapped), STUN_NONE);
}

static void what_nobody_can_send_to_is_no_address(void **state)
{
	struct sockaddr_storage mapped;

	(void)state;
	assert_int_equal(READ(HEAD("\x01\x01", "\x0c")		/* port 0 */
		"\x00\x01\x00\x08\x00\x01\x00\x00\xc0\x00\x02\x01", &mapped),
		STUN_NONE);
	assert_int_equal(READ(HEAD("\x01\x01", "\x0c")		/* 0.0.0.0 */
		"\x00\x01\x00\x08\x00\x01\x80\x55\x00\x00\x00\x00", &mapped),
		STUN_NONE);
	assert_int_equal(READ(HEAD("\x01\x01", "\x0c")		/* 224.0.0.1 */
		"\x00\x01\x00\x08\x00\x01\x80\x55\xe0\x00\x00\x01", &mapped),
		STUN_NONE);
	assert_int_equal(READ(HEAD("\x01\x01", "\x0c")		/* family 3 */
		"\x00\x01\x00\x08\x00\x03\x80\x55\xc0\x00\x02\x01", &mapped),
		STUN_NONE);
	assert_int_equal(READ(HEAD("\x01\x01", "\x00"), &mapped), STUN_NONE);
}

static void what_must_be_understood_is(void **state)
{
	struct sockaddr_storage mapped;

	(void)state;
	assert_int_equal(READ(HEAD("\x01\x01", "\x10") PLAIN "\x7f\xff\x00\x00",
		&mapped), STUN_NONE);
	assert_int_equal(READ(HEAD("\x01\x01", "\x10") PLAIN "\xff\xff\x00\x00",
		&mapped), STUN_MAPPED);
	assert_int_equal(READ(HEAD("\x01\x01", "\x10") PLAIN "\xff\xff\x00\x01",
		&mapped), STUN_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_twenty_bytes),
		cmocka_unit_test(the_answers_of_the_standard_are_read),
		cmocka_unit_test(an_old_server_says_it_plainly),
		cmocka_unit_test(a_refusal_is_one),
		cmocka_unit_test(every_damage_is_seen),
		cmocka_unit_test(what_nobody_can_send_to_is_no_address),
		cmocka_unit_test(what_must_be_understood_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
