/* Authorities are read once for all calls that are there: it takes long, and no
 * sound passes meanwhile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <openssl/ssl.h>
#include <string.h>

#include "ice/tls_way.h"

static int reads, problems;

/* In place of OpenSSL's. */
int SSL_CTX_set_default_verify_paths(SSL_CTX *c)
{
	(void)c;
	reads++;
	return 1;
}

static void on_problem(void *arg, const char *text)
{
	(void)arg, (void)text;
	problems++;
}

static struct tls_way *way(const struct ice_tls *tls)
{
	struct ice_server server = { .way = ICE_TURN_TLS,
		.place = { "127.0.0.1", 9 }, .host = "turn.test" };
	const struct tls_way_params p = { tls, on_problem, NULL };

	return tls_way_new(&server, &p);
}

static void those_who_believe_the_same_read_it_once(void **state)
{
	const struct ice_tls first = { .ca = "" }, same = { .ca = "" };
	const struct ice_tls other = { .unverified = true };
	struct tls_way *a = way(&first), *b = way(&same), *c = way(&other);

	(void)state;
	assert_true(a && b && c);
	assert_int_equal(reads, 2);
	tls_way_free(a);
	tls_way_free(c);
	c = way(&first);
	assert_int_equal(reads, 2);
	tls_way_free(b);
	tls_way_free(c);
	tls_way_free(way(&first));
	assert_int_equal(reads, 3);
	assert_int_equal(problems, 0);
}

/* What cannot be read is nobody's. */
static void what_cannot_be_read_is_told_each_time(void **state)
{
	const struct ice_tls tls = { .ca = "/nowhere/ca.pem" };

	(void)state;
	assert_null(way(&tls));
	assert_null(way(&tls));
	assert_int_equal(problems, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(those_who_believe_the_same_read_it_once),
		cmocka_unit_test(what_cannot_be_read_is_told_each_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
