/* Names become addresses, and ours towards them is found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "dns_server.h"
#include "loop/loop.h"
#include "sip/address.h"
#include "sip/hosts.h"

static const struct dns_record records[] = {
	{ "plain.example", "A", "127.0.0.2" },
	{ "six.example", "AAAA", "::1" },
	{ "_sip._udp.pbx.example", "SRV", "5070 sip1.pbx.example" },
	{ "sip1.pbx.example", "A", "127.0.0.3" },
	{ "_sip._tcp.tcp.example", "SRV", "5070 sip2.pbx.example" },
	{ "sip2.pbx.example", "A", "127.0.0.4" },
	{ "nowhere.example", "A", "255.255.255.255" },
};

static struct loop *loop;
static struct dns_server dns;
static struct address_answer got;
static int answers;

static void on_answer(void *arg, const struct address_answer *a)
{
	(void)arg;
	answers++;
	got = *a;
}

static int open_all(void **state)
{
	(void)state;
	answers = 0;
	return dns_open(&dns, records, sizeof records / sizeof *records) ?
		0 : -1;
}

static int close_all(void **state)
{
	(void)state;
	dns_close(&dns);
	return 0;
}

static void probe(const char *host)
{
	address_probe(loop, dns.conf, host, on_answer, NULL);
	assert_int_equal(answers, 0);
	for (int i = 0; i < 500 && !answers; i++) {
		loop_step(loop, 5);
		dns_serve(&dns);
	}
	assert_int_equal(answers, 1);
}

static void a_literal_needs_nobody(void **state)
{
	(void)state;
	probe("127.0.0.9");
	assert_int_equal(got.error, 0);
	assert_string_equal(got.remote, "127.0.0.9");
	assert_string_equal(got.local, "127.0.0.1");
	assert_false(got.from_hosts);
	answers = 0;
	probe("[::1]");
	assert_string_equal(got.remote, "::1");
	assert_string_equal(got.local, got.error ? "" : "::1");
	assert_int_equal(dns.queries, 0);
}

static void localhost_is_known_from_the_hosts_file(void **state)
{
	(void)state;
	probe("localhost");
	assert_int_equal(got.error, 0);
	assert_string_equal(got.remote, "127.0.0.1");
	assert_true(got.from_hosts);
	assert_int_equal(dns.queries, 0);
}

static void a_plain_name_is_looked_up(void **state)
{
	(void)state;
	probe("plain.example");
	assert_int_equal(got.error, 0);
	assert_string_equal(got.remote, "127.0.0.2");
	assert_string_equal(got.local, "127.0.0.1");
	assert_false(got.from_hosts);
}

static void a_name_may_have_ipv6_alone(void **state)
{
	(void)state;
	probe("six.example");
	assert_string_equal(got.remote, "::1");
}

static void the_server_of_a_domain_is_found(void **state)
{
	(void)state;
	probe("pbx.example");
	assert_string_equal(got.remote, "127.0.0.3");
	answers = 0;
	probe("tcp.example");
	assert_string_equal(got.remote, "127.0.0.4");
}

static void a_name_that_is_not_there_is_an_error(void **state)
{
	(void)state;
	probe("missing.example");
	assert_int_equal(got.error, -ENOENT);
}

static void no_way_there_is_an_error(void **state)
{
	(void)state;
	probe("nowhere.example");
	assert_int_equal(got.error, -ENETUNREACH);
	assert_string_equal(got.remote, "255.255.255.255");
}

static void a_silent_name_server_has_five_seconds(void **state)
{
	(void)state;
	dns.silent = true;
	address_probe(loop, dns.conf, "plain.example", on_answer, NULL);
	for (int i = 0; i < 60 && !answers; i++) {
		loop_step(loop, 0);
		dns_serve(&dns);
		clock_advance_ms(100);
	}
	assert_int_equal(answers, 1);
	assert_int_equal(got.error, -ETIMEDOUT);
	assert_true(dns.queries > 0);
}

/* Nothing may be sent to 255.255.255.255: no way to the name server. */
static void no_way_to_the_name_server_is_an_error(void **state)
{
	char path[] = "/tmp/offhook-resolv-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	dprintf(fd, "nameserver 255.255.255.255\n"
		"nameserver 255.255.255.255\nsearch a.example b.example\n");
	close(fd);
	for (int i = 0; i < 3; i++) {
		answers = 0;
		address_probe(loop, path, "pbx.example", on_answer, NULL);
		for (int k = 0; k < 100 && !answers; k++) {
			loop_step(loop, 1);
			clock_advance_ms(100);
		}
		assert_int_equal(answers, 1);
		assert_int_equal(got.error, -ENETUNREACH);
	}
	unlink(path);
}

static void a_cancelled_probe_is_silent(void **state)
{
	struct address_probe *p;

	(void)state;
	p = address_probe(loop, dns.conf, "plain.example", on_answer, NULL);
	loop_step(loop, 0);
	address_probe_cancel(p);
	for (int i = 0; i < 10; i++) {
		dns_serve(&dns);
		loop_step(loop, 1);
	}
	assert_int_equal(answers, 0);
	address_probe_cancel(NULL);
}

static void names_that_are_none_are_errors(void **state)
{
	char longest[400];

	(void)state;
	memset(longest, 'a', sizeof longest);
	longest[sizeof longest - 1] = '\0';
	probe(longest);
	assert_int_equal(got.error, -ENOENT);
	answers = 0;
	probe("");
	assert_int_not_equal(got.error, 0);
	answers = 0;
	probe("a..b");
	assert_int_not_equal(got.error, 0);
}

static void a_hosts_file_is_read_with_its_comments(void **state)
{
	char path[] = "/tmp/offhook-hosts-XXXXXX", ip[ADDRESS_TEXT];
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	dprintf(fd,
		"# 192.0.2.1 commented\n\n2001:db8::5\tboth\n192.0.2.5 x Both "
		"y #z\n"
		"nonsense name\n192.0.2.6\n192.0.2.7 last");
	close(fd);
	assert_true(hosts_find(path, "both", ip));
	assert_string_equal(ip, "192.0.2.5");
	assert_true(hosts_find(path, "LAST", ip));
	assert_string_equal(ip, "192.0.2.7");
	assert_false(hosts_find(path, "commented", ip));
	assert_false(hosts_find(path, "name", ip));
	assert_false(hosts_find(path, "z", ip));
	unlink(path);
	assert_false(hosts_find(path, "last", ip));
	assert_true(hosts_find(path, "localhost", ip));
	assert_string_equal(ip, "127.0.0.1");
}

static void networks_hold_what_they_should(void **state)
{
	static const struct {
		const char *ip, *network;
		bool in;
	} cases[] = {
		{ "192.0.2.77", "192.0.2.0/24", true },
		{ "192.0.3.77", "192.0.2.0/24", false },
		{ "192.0.2.77", "192.0.2.77", true },
		{ "192.0.2.78", "192.0.2.77", false },
		{ "192.0.2.129", "192.0.2.128/25", true },
		{ "192.0.2.127", "192.0.2.128/25", false },
		{ "10.1.2.3", "0.0.0.0/0", true },
		{ "::1", "0.0.0.0/0", false },
		{ "::1", "::/0", true },
		{ "2001:db8:1::9", "2001:db8::/32", true },
		{ "2001:db9::9", "2001:db8::/32", false },
		{ "::ffff:192.0.2.7", "192.0.2.0/24", true },
		{ "192.0.2.7", "192.0.2.0/33", false },
		{ "192.0.2.7", "192.0.2.0/", false },
		{ "192.0.2.7", "192.0.2.0/-1", false },
		{ "192.0.2.7", "192.0.2.0/24x", false },
		{ "192.0.2.7", "", false },
		{ "x", "192.0.2.0/24", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (address_in(cases[i].ip, cases[i].network) != cases[i].in)
			fail_msg("%s in %s", cases[i].ip, cases[i].network);
}

static void what_nobody_reaches_from_outside_is_private(void **state)
{
	static const char *const inside[] = { "10.0.0.1", "172.16.0.1",
		"172.31.255.255", "192.168.1.1", "100.64.0.1", "169.254.1.1",
		"127.0.0.1", "fd00::1", "fe80::1", "::1", "::ffff:10.0.0.1" };
	static const char *const outside[] = { "192.0.2.1", "172.32.0.1",
		"100.128.0.1", "2001:db8::1", "11.0.0.1", "pbx.example", "" };

	(void)state;
	for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
		if (!address_is_private(inside[i]))
			fail_msg("%s", inside[i]);
	for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
		if (address_is_private(outside[i]))
			fail_msg("%s", outside[i]);
}

static void our_own_address_is_known(void **state)
{
	char local[ADDRESS_TEXT];

	(void)state;
	assert_true(address_towards("127.0.0.1", local));
	assert_string_equal(local, "127.0.0.1");
	assert_false(address_towards("localhost", local));
	if (address_default(AF_INET, local))
		assert_string_not_equal(local, "0.0.0.0");
	if (address_default(AF_INET6, local))
		assert_non_null(strchr(local, ':'));
}

static int make_loop(void **state)
{
	(void)state;
	log_configure("error");
	loop = loop_new();
	return loop ? 0 : -1;
}

static int end_loop(void **state)
{
	(void)state;
	loop_free(loop);
	return 0;
}

#define STORY(f) cmocka_unit_test_setup_teardown(f, open_all, close_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(a_literal_needs_nobody),
		STORY(localhost_is_known_from_the_hosts_file),
		STORY(a_plain_name_is_looked_up),
		STORY(a_name_may_have_ipv6_alone),
		STORY(the_server_of_a_domain_is_found),
		STORY(a_name_that_is_not_there_is_an_error),
		STORY(no_way_there_is_an_error),
		STORY(a_silent_name_server_has_five_seconds),
		STORY(no_way_to_the_name_server_is_an_error),
		STORY(a_cancelled_probe_is_silent),
		STORY(names_that_are_none_are_errors),
		cmocka_unit_test(a_hosts_file_is_read_with_its_comments),
		cmocka_unit_test(networks_hold_what_they_should),
		cmocka_unit_test(what_nobody_reaches_from_outside_is_private),
		cmocka_unit_test(our_own_address_is_known),
	};

	return cmocka_run_group_tests(tests, make_loop, end_loop);
}
