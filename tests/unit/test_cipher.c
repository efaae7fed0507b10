/* Packets sealed and unsealed: every suite, wraps, losses, what is forged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "media/cipher.h"

#define N 172
#define SSRC 0x12345678u

struct pair {
	struct cipher *seal, *unseal;
};

static struct cipher_key key_of(enum cipher_suite suite, int seed)
{
	struct cipher_key key = { .suite = suite };

	for (int i = 0; i < CIPHER_KEY_MAX; i++)
		key.bytes[i] = (uint8_t)(i * 7 + seed);
	return key;
}

static void open_pair(struct pair *p, enum cipher_suite suite)
{
	struct cipher_key key = key_of(suite, 1);

	p->seal = cipher_to_send(&key, SSRC);
	p->unseal = cipher_to_receive(&key);
	assert_non_null(p->seal);
	assert_non_null(p->unseal);
}

static void close_pair(struct pair *p)
{
	cipher_free(p->seal);
	cipher_free(p->unseal);
}

static size_t packet(uint8_t *bytes, unsigned sequence)
{
	memset(bytes, 0, N);
	bytes[0] = 0x80;
	bytes[2] = (uint8_t)(sequence >> 8);
	bytes[3] = (uint8_t)sequence;
	memcpy(bytes + 8, "\x12\x34\x56\x78", 4);
	memcpy(bytes + 12, "sound", 5);
	return N;
}

static size_t sealed(struct pair *p, uint8_t *bytes, unsigned sequence)
{
	size_t n = packet(bytes, sequence);

	assert_true(cipher_protect(p->seal, bytes, &n));
	assert_true(n > N && n <= N + 16);
	assert_memory_not_equal(bytes + 12, "sound", 5);
	return n;
}

static void expect(struct pair *p, uint8_t *bytes, size_t n,
	enum cipher_verdict verdict)
{
	assert_int_equal(cipher_open(p->unseal, bytes, &n), verdict);
	if (verdict == CIPHER_FINE) {
		assert_int_equal(n, N);
		assert_memory_equal(bytes + 12, "sound", 5);
	}
}

/* The rollover counter of both sides goes on (RFC 3711 3.3.1). */
static void every_suite_over_a_wrap(void **state)
{
	uint8_t bytes[N + CIPHER_TRAILER];
	struct pair p;

	(void)state;
	for (int suite = CIPHER_CLEAR + 1; suite < CIPHER_SUITES; suite++) {
		open_pair(&p, suite);
		for (unsigned i = 65000; i < 66000; i++)
			expect(&p, bytes, sealed(&p, bytes, i), CIPHER_FINE);
		close_pair(&p);
	}
}

static void lost_late_and_repeated(void **state)
{
	uint8_t bytes[N + CIPHER_TRAILER], late[N + CIPHER_TRAILER];
	uint8_t copy[N + CIPHER_TRAILER];
	size_t n_late, n;
	struct pair p;

	(void)state;
	open_pair(&p, CIPHER_AES_CM_128_80);
	expect(&p, bytes, sealed(&p, bytes, 10), CIPHER_FINE);
	n_late = sealed(&p, late, 11);
	n = sealed(&p, bytes, 60);
	memcpy(copy, bytes, n);
	expect(&p, bytes, n, CIPHER_FINE);
	expect(&p, late, n_late, CIPHER_FINE);
	expect(&p, copy, n, CIPHER_AGAIN);
	close_pair(&p);
}

static void nobody_else_s(void **state)
{
	uint8_t bytes[N + CIPHER_TRAILER];
	struct cipher_key other = key_of(CIPHER_AEAD_AES_256_GCM, 2);
	struct cipher *theirs = cipher_to_send(&other, SSRC);
	struct pair p;
	size_t n;

	(void)state;
	open_pair(&p, CIPHER_AEAD_AES_256_GCM);
	n = packet(bytes, 1);
	assert_true(cipher_protect(theirs, bytes, &n));
	expect(&p, bytes, n, CIPHER_FORGED);
	n = sealed(&p, bytes, 2);
	bytes[40] ^= 1;
	expect(&p, bytes, n, CIPHER_FORGED);
	expect(&p, bytes, packet(bytes, 3), CIPHER_FORGED);	/* in the clear */
	for (n = 0; n < 13; n++)
		expect(&p, bytes, n, CIPHER_FORGED);
	expect(&p, bytes, sealed(&p, bytes, 4), CIPHER_FINE);
	cipher_free(theirs);
	close_pair(&p);
}

static void reports_too(void **state)
{
	static const uint8_t report[] = { 0x80, 201, 0, 1, 0x12, 0x34, 0x56,
		0x78 };
	uint8_t bytes[64 + CIPHER_TRAILER];
	struct pair p;
	size_t n;

	(void)state;
	for (int suite = CIPHER_CLEAR + 1; suite < CIPHER_SUITES; suite++) {
		open_pair(&p, suite);
		for (int i = 0; i < 3; i++) {
			memcpy(bytes, report, n = sizeof report);
			assert_true(cipher_protect_report(p.seal, bytes, &n));
			assert_true(n <= sizeof report + 20);
			assert_int_equal(cipher_open_report(p.unseal, bytes,
				&n), CIPHER_FINE);
			assert_int_equal(n, sizeof report);
			assert_memory_equal(bytes, report, sizeof report);
		}
		close_pair(&p);
	}
}

static void in_the_clear_there_is_none(void **state)
{
	struct cipher_key none = { 0 }, a = key_of(CIPHER_AES_CM_128_80, 1);
	struct cipher_key b = key_of(CIPHER_AES_CM_128_80, 2);

	(void)state;
	assert_null(cipher_to_send(&none, SSRC));
	assert_null(cipher_to_receive(&none));
	assert_true(cipher_key_same(&none, &none));
	assert_true(cipher_key_same(&a, &a));
	assert_false(cipher_key_same(&a, &b));
	assert_false(cipher_key_same(&a, &none));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_suite_over_a_wrap),
		cmocka_unit_test(lost_late_and_repeated),
		cmocka_unit_test(nobody_else_s),
		cmocka_unit_test(reports_too),
		cmocka_unit_test(in_the_clear_there_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
