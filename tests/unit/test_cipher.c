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

	p->seal = cipher_to_send(&key);
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

static size_t of_another(struct pair *p, uint8_t *bytes, unsigned sequence)
{
	size_t n = packet(bytes, sequence);

	bytes[8] = 0x99;
	assert_true(cipher_protect(p->seal, bytes, &n));
	return n;
}

/* RFC 4568 6.4: the first packets are lost, and the wrap with them. */
static void who_began_before_a_wrap(void **state)
{
	uint8_t bytes[N + CIPHER_TRAILER];
	struct pair p;

	(void)state;
	for (int suite = CIPHER_CLEAR + 1; suite < CIPHER_SUITES; suite++) {
		open_pair(&p, suite);
		for (unsigned i = 65530; i < 65546; i++)
			sealed(&p, bytes, i);
		for (unsigned i = 10; i < 30; i++)
			expect(&p, bytes, sealed(&p, bytes, i), CIPHER_FINE);
		/* And another source of theirs, in mid call. */
		of_another(&p, bytes, 65535);
		for (unsigned i = 0; i < 20; i++)
			expect(&p, bytes, of_another(&p, bytes, i), CIPHER_FINE);
		expect(&p, bytes, sealed(&p, bytes, 40), CIPHER_FINE);
		close_pair(&p);
	}
}

/* Opens sooner or later, within so many packets; how many it took. */
static unsigned until_heard(struct pair *p, unsigned sequence, unsigned most)
{
	uint8_t bytes[N + CIPHER_TRAILER];
	unsigned i = 0;
	size_t n;

	do {
		assert_true(i < most);
		n = sealed(p, bytes, sequence + i++);
	} while (cipher_open(p->unseal, bytes, &n) != CIPHER_FINE);
	assert_memory_equal(bytes + 12, "sound", 5);
	return i;
}

/* Eleven minutes and more of packets that did not come. */
static void a_wrap_in_a_long_silence(void **state)
{
	static const unsigned silences[] = { 30000, 40000, 66000, 140000 };
	uint8_t bytes[N + CIPHER_TRAILER];

	(void)state;
	for (size_t i = 0; i < 2 * sizeof silences / sizeof *silences; i++) {
		unsigned next = 20000, begin = i % 2 ? 20001 : 95000;
		struct pair p;

		open_pair(&p, CIPHER_AEAD_AES_128_GCM);
		for (; next < begin; next++)
			expect(&p, bytes, sealed(&p, bytes, next), CIPHER_FINE);
		for (unsigned lost = 0; lost < silences[i / 2]; lost++)
			sealed(&p, bytes, next++);
		next += until_heard(&p, next, 40);
		for (unsigned end = next + 70000; next < end; next++)
			expect(&p, bytes, sealed(&p, bytes, next), CIPHER_FINE);
		close_pair(&p);
	}
}

static void change_key(struct cipher **c, const struct cipher_key *key)
{
	struct cipher *former = *c;

	*c = cipher_to_receive(key);
	cipher_follow(*c, former);
	cipher_free(former);
}

/* RFC 3711 3.3.1, and what most phones do. */
static void another_key_with_the_counter_kept_or_not(void **state)
{
	struct cipher_key key = key_of(CIPHER_AES_CM_128_80, 5);
	uint8_t bytes[N + CIPHER_TRAILER];
	unsigned next = 65000;
	struct pair p;

	(void)state;
	open_pair(&p, CIPHER_AES_CM_128_80);
	for (; next < 6 * 65536 + 100; next++)
		expect(&p, bytes, sealed(&p, bytes, next), CIPHER_FINE);
	change_key(&p.unseal, &key);		/* begins anew */
	cipher_free(p.seal);
	p.seal = cipher_to_send(&key);
	expect(&p, bytes, sealed(&p, bytes, next++), CIPHER_FINE);
	for (; next % 65536 != 50; next++)
		expect(&p, bytes, sealed(&p, bytes, next), CIPHER_FINE);
	change_key(&p.unseal, &key);		/* as if they went on */
	next += until_heard(&p, next, 10);
	for (unsigned end = next + 70000; next < end; next++)
		expect(&p, bytes, sealed(&p, bytes, next), CIPHER_FINE);
	close_pair(&p);
}

/* Whoever tries to keep us busy with it does not for long, and does no harm. */
static void forged_ones_are_not_tried_for_ever(void **state)
{
	uint8_t bytes[N + CIPHER_TRAILER];
	unsigned next = 1;
	struct pair p;

	(void)state;
	open_pair(&p, CIPHER_AEAD_AES_256_GCM);
	for (; next < 300; next++) {
		expect(&p, bytes, packet(bytes, next * 100 % 65536),
			CIPHER_FORGED);
		packet(bytes, next);
		bytes[8] = (uint8_t)next;
		expect(&p, bytes, N, CIPHER_FORGED);
	}
	for (; next < 400; next++) {
		expect(&p, bytes, sealed(&p, bytes, next), CIPHER_FINE);
		for (int i = 0; i < 30; i++)
			expect(&p, bytes, packet(bytes, next + 1),
				CIPHER_FORGED);
	}
	close_pair(&p);
}

static void nobody_else_s(void **state)
{
	uint8_t bytes[N + CIPHER_TRAILER];
	struct cipher_key other = key_of(CIPHER_AEAD_AES_256_GCM, 2);
	struct cipher *theirs = cipher_to_send(&other);
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

/* A report that comes first says nothing of RTP's counter. */
static void a_report_before_all_sound(void **state)
{
	uint8_t bytes[N + CIPHER_TRAILER] = { 0x80, 201, 0, 1, 0x12, 0x34,
		0x56, 0x78 };
	struct pair p;
	size_t n = 8;

	(void)state;
	open_pair(&p, CIPHER_AES_CM_128_32);
	for (unsigned i = 65535; i < 65540; i++)
		sealed(&p, bytes, i);
	memcpy(bytes, "\x80\xc9\0\1\x12\x34\x56\x78", n);
	assert_true(cipher_protect_report(p.seal, bytes, &n));
	assert_int_equal(cipher_open_report(p.unseal, bytes, &n), CIPHER_FINE);
	until_heard(&p, 65540, 2);
	close_pair(&p);
}

static void in_the_clear_there_is_none(void **state)
{
	struct cipher_key none = { 0 }, a = key_of(CIPHER_AES_CM_128_80, 1);
	struct cipher_key b = key_of(CIPHER_AES_CM_128_80, 2);

	(void)state;
	assert_null(cipher_to_send(&none));
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
		cmocka_unit_test(who_began_before_a_wrap),
		cmocka_unit_test(a_wrap_in_a_long_silence),
		cmocka_unit_test(another_key_with_the_counter_kept_or_not),
		cmocka_unit_test(forged_ones_are_not_tried_for_ever),
		cmocka_unit_test(nobody_else_s),
		cmocka_unit_test(reports_too),
		cmocka_unit_test(a_report_before_all_sound),
		cmocka_unit_test(in_the_clear_there_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
