/* The module for ICE: two legs of it on this machine, and what media sends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ice/link.h"

#define PATIENCE_MS 20000
#define ONE 1			/* legs */
#define TWO 2

static struct ice_link *ice_link;
static int media[3][ICE_COMPONENTS];	/* our ends, by leg */
static struct ice_names names[3];
static struct ice_candidate candidates[3][ICE_CANDIDATES];
static int counts[3];

static int start(void **state)
{
	const char *build = getenv("OFFHOOK_BUILD");
	char folder[4096];

	(void)state;
	snprintf(folder, sizeof folder, "%s/.libs", build ? build : ".");
	return ice_link_new(&ice_link, folder);
}

static int finish(void **state)
{
	(void)state;
	ice_link_free(ice_link);
	return 0;
}

static struct ice_news *next_news(void)
{
	struct pollfd fd = { ice_link_fd(ice_link), POLLIN, 0 };
	struct ice_news *n;

	while (!(n = ice_link_take(ice_link)))
		assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
	return n;
}

static struct ice_news *news_of(enum ice_news_kind kind, int leg)
{
	struct ice_news *n;

	while (n = next_news(), n->kind != kind || n->leg != leg)
		ice_news_free(n);
	return n;
}

static void name(int leg, const char *ufrag)
{
	snprintf(names[leg].ufrag, ICE_WORD, "%s%d", ufrag, leg);
	snprintf(names[leg].pwd, ICE_WORD, "%s%d%s", ufrag, leg,
		"0123456789abcdefghijkl");
}

static void open_leg(int leg, int components)
{
	struct ice_order *o = ice_order_new(ICE_OPEN, leg);

	name(leg, "leg");
	o->open.ours = names[leg];
	o->open.controlling = leg == ONE;
	o->open.components = components;
	strcpy(o->open.addresses[0], "127.0.0.1");
	o->open.n_addresses = 1;
	o->open.first_port = 32768;	/* below are those of stories */
	o->open.last_port = 60000;
	for (int i = 0; i < ICE_COMPONENTS; i++) {
		int pair[2];

		assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
		media[leg][i] = pair[0];
		o->open.pipes[i] = pair[1];
	}
	ice_link_give(ice_link, o);
}

static void take_gathered(int leg)
{
	struct ice_news *n = news_of(ICE_GATHERED, leg);

	counts[leg] = n->gathered.n;
	memcpy(candidates[leg], n->gathered.candidates,
		sizeof candidates[leg]);
	ice_news_free(n);
}

static void introduce(int leg, int other)
{
	struct ice_order *o = ice_order_new(ICE_REMOTE, leg);

	o->remote.ours = names[leg];
	o->remote.theirs = names[other];
	o->remote.controlling = leg == ONE;
	o->remote.n = counts[other];
	memcpy(o->remote.candidates, candidates[other],
		sizeof o->remote.candidates);
	ice_link_give(ice_link, o);
}

/* Each has checked, and then succeeded. */
static void wait_connected(void)
{
	enum ice_state states[3] = { ICE_FAILED, ICE_FAILED, ICE_FAILED };
	bool checked[3] = { false };

	while (states[ONE] != ICE_CONNECTED || states[TWO] != ICE_CONNECTED ||
	       !checked[ONE] || !checked[TWO]) {
		struct ice_news *n = next_news();

		if (n->kind == ICE_STATE) {
			states[n->leg] = n->state.state;
			checked[n->leg] |= n->state.state == ICE_CHECKING;
		}
		ice_news_free(n);
	}
}

static void assert_through(int from, int to, int component)
{
	struct pollfd fd = { media[to][component], POLLIN, 0 };
	char bytes[16];

	assert_int_equal(send(media[from][component], "a packet", 8, 0), 8);
	assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
	assert_int_equal(recv(fd.fd, bytes, sizeof bytes, 0), 8);
	assert_memory_equal(bytes, "a packet", 8);
}

static void close_leg(int leg)
{
	ice_link_give(ice_link, ice_order_new(ICE_CLOSE, leg));
	for (int i = 0; i < ICE_COMPONENTS; i++)
		close(media[leg][i]);
}

static void connect_legs(int components)
{
	open_leg(ONE, components);
	open_leg(TWO, components);
	take_gathered(ONE);
	take_gathered(TWO);
	introduce(ONE, TWO);
	introduce(TWO, ONE);
	wait_connected();
}

static void the_module_is_there(void **state)
{
	(void)state;
	ice_news_free(news_of(ICE_READY, 0));
}

static void two_legs_connect_and_packets_pass(void **state)
{
	(void)state;
	connect_legs(2);
	assert_int_equal(counts[ONE], 2);
	assert_int_equal(candidates[ONE][0].type, ICE_HOST);
	assert_string_equal(candidates[ONE][0].place.address, "127.0.0.1");
	for (int i = 0; i < 2; i++) {
		assert_through(ONE, TWO, i);
		assert_through(TWO, ONE, i);
	}
	close_leg(ONE);
	close_leg(TWO);
}

static void others_names_are_a_restart(void **state)
{
	(void)state;
	connect_legs(1);
	assert_through(ONE, TWO, 0);
	name(ONE, "again");
	name(TWO, "again");
	introduce(ONE, TWO);
	introduce(TWO, ONE);
	wait_connected();
	assert_through(TWO, ONE, 0);
	close_leg(ONE);
	close_leg(TWO);
}

static void one_that_names_nobody_else_goes_on_with_another(void **state)
{
	(void)state;
	connect_legs(1);
	close_leg(TWO);
	open_leg(TWO, 1);
	take_gathered(TWO);
	introduce(ONE, TWO);
	introduce(TWO, ONE);
	wait_connected();
	assert_through(TWO, ONE, 0);
	assert_through(ONE, TWO, 0);
	close_leg(ONE);
	close_leg(TWO);
}

static void nonsense_from_media_is_lost(void **state)
{
	static char much[60000];

	(void)state;
	connect_legs(1);
	assert_int_equal(send(media[ONE][0], much, sizeof much, 0),
		sizeof much);
	send(media[ONE][0], "", 0, 0);
	assert_through(TWO, ONE, 0);
	close_leg(ONE);
	close_leg(TWO);
}

static void no_module_is_said(void **state)
{
	struct ice_link *none;
	struct ice_news *n;
	struct pollfd fd = { .events = POLLIN };

	(void)state;
	assert_int_equal(ice_link_new(&none, "/nowhere"), 0);
	fd.fd = ice_link_fd(none);
	assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
	n = ice_link_take(none);
	assert_int_equal(n->kind, ICE_MISSING);
	assert_non_null(strstr(n->text, "/nowhere"));
	ice_news_free(n);
	ice_link_free(none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_module_is_there),
		cmocka_unit_test(two_legs_connect_and_packets_pass),
		cmocka_unit_test(others_names_are_a_restart),
		cmocka_unit_test(
			one_that_names_nobody_else_goes_on_with_another),
		cmocka_unit_test(nonsense_from_media_is_lost),
		cmocka_unit_test(no_module_is_said),
	};

	return cmocka_run_group_tests(tests, start, finish);
}
