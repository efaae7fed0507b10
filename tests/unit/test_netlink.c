/* What the kernel says of the network, read within its bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <linux/rtnetlink.h>

#include "loop/netlink.h"

#define SIZE 256

/* One message of that type and length at this place. */
static size_t put(char *bytes, size_t at, int type, unsigned length)
{
	struct nlmsghdr h = { .nlmsg_len = length, .nlmsg_type = type };

	memcpy(bytes + at, &h, sizeof h);
	return at + NLMSG_ALIGN(length);
}

static void addresses_routes_and_links_are_changes(void **state)
{
	static const int types[] = { RTM_NEWADDR, RTM_DELADDR, RTM_NEWROUTE,
		RTM_DELROUTE, RTM_NEWLINK, RTM_DELLINK };
	char bytes[SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		assert_true(netlink_tells(bytes, put(bytes, 0, types[i], 24)));
}

static void others_are_none(void **state)
{
	char bytes[SIZE];

	(void)state;
	assert_false(netlink_tells(bytes, put(bytes, 0, RTM_NEWNEIGH, 24)));
	assert_false(netlink_tells(bytes, put(bytes, 0, NLMSG_NOOP, 16)));
	assert_false(netlink_tells(bytes, 0));
}

static void the_second_one_counts(void **state)
{
	char bytes[SIZE];
	size_t n = put(bytes, 0, RTM_NEWNEIGH, 21);

	(void)state;
	assert_true(netlink_tells(bytes, put(bytes, n, RTM_NEWADDR, 20)));
}

static void lengths_that_lie_end_it(void **state)
{
	static const unsigned lies[] = { 0, 1, 15, 25, 1000, 0xffffffff,
		0xfffffffd };
	char bytes[24];

	(void)state;
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		put(bytes, 0, RTM_NEWADDR, lies[i]);
		assert_false(netlink_tells(bytes, sizeof bytes));
	}
	put(bytes, 0, RTM_NEWADDR, 24);
	for (size_t n = 0; n < sizeof bytes; n++)
		assert_false(netlink_tells(bytes, n));
}

static void a_second_of_sleep_is_one(void **state)
{
	(void)state;
	assert_true(resume_slept(0, 1000000001));
	assert_true(resume_slept(7000000000, 90000000000));
	assert_false(resume_slept(0, 0));
	assert_false(resume_slept(5000000000, 5000000400));
	assert_false(resume_slept(9000000000, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_routes_and_links_are_changes),
		cmocka_unit_test(others_are_none),
		cmocka_unit_test(the_second_one_counts),
		cmocka_unit_test(lengths_that_lie_end_it),
		cmocka_unit_test(a_second_of_sleep_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
