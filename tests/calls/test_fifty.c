/* Fifty calls between two phones, held and resumed by both at random for a
 * minute, until whatever crossed on the wire has been sorted out: then each
 * side sees of each call what the other does, and what was wished last.
 *
 * The minute is one of the clock that jumps, in tenths of a second: it is the
 * order of the messages that counts and the glare timers of RFC 3261 14.1, which
 * run on that clock, not how long a machine takes.  SEED in the environment
 * plays another one; a failure names its own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pair.h"

#define CALLS 50
#define MINUTE 600		/* steps of */
#define STEP_MS 100
#define LOOK 100		/* steps from one comparison to the next */
#define PATIENCE 400		/* steps until all is settled, at most */

#define ROOM "max_calls = 64\n"
#define ANSWERS ROOM "account \"line\" { uri = \"sip:bob@127.0.0.1\" " \
	"registrar = \"none\" auto_answer = all answer_with = tone }\n"

static struct pair pair;
static struct call {
	struct session *of[2];		/* caller's, callee's */
	bool held[2];			/* as was last wished there */
} calls[CALLS];
static int focused = -1;		/* call that has the caller's microphone */
static unsigned seed, at_random;

/* The same on every machine. */
static int any(int n)
{
	at_random = at_random * 1103515245 + 12345;
	return (int)(at_random >> 16 & 0x7fff) % n;
}

static struct session_view view(const struct session *s)
{
	struct session_view v;

	session_view(s, &v);
	return v;
}

static void step(void)
{
	phone_jump(pair.loop, STEP_MS);
	for (int i = 0; i < 5; i++)
		loop_step(pair.loop, 0);
}

/* --- what people wish, and what that means for the one at the microphone ---*/

static void wish_hold(struct call *c, int side)
{
	struct fault fault;

	assert_true(session_hold(c->of[side], &fault));
	c->held[side] = true;
	if (side == 0 && c - calls == focused)
		focused = -1;
}

static void wish_unhold(struct call *c, int side)
{
	struct fault fault;

	assert_true(session_unhold(c->of[side], &fault));
	c->held[side] = false;
	if (side)
		return;			/* it hears a tone: no microphone */
	if (focused >= 0 && c - calls != focused)
		calls[focused].held[0] = true;
	focused = (int)(c - calls);
}

static void wish_something_of(struct call *c, int side)
{
	if (any(2))
		wish_hold(c, side);
	else
		wish_unhold(c, side);
}

/* Now and then of both sides at once, so that they cross. */
static void wish_something(void)
{
	struct call *c = &calls[any(CALLS)];
	int side = any(2);

	wish_something_of(c, side);
	if (!any(3))
		wish_something_of(c, !side);
}

/* --- the calls ---------------------------------------------------------------*/

static struct session *answered_by(struct phone *p, const char *call_id)
{
	struct session *s = NULL;

	while ((s = engine_next_session(phone_engine(p), s)))
		if (!strcmp(view(s).call_id, call_id))
			return s;
	return NULL;
}

/* Each takes the microphone from the one before, which is held. */
static void call_fifty_times(void)
{
	for (int i = 0; i < CALLS; i++) {
		calls[i].of[0] = pair_dial(&pair);
		assert_non_null(calls[i].of[0]);
		assert_true(phone_reaches(pair.caller, "established"));
		assert_true(phone_reaches(pair.callee, "established"));
		calls[i].of[1] = answered_by(pair.callee,
			view(calls[i].of[0]).call_id);
		assert_non_null(calls[i].of[1]);
		if (i)
			calls[i - 1].held[0] = true;
	}
	focused = CALLS - 1;
}

/* --- what is seen ------------------------------------------------------------*/

static bool is_as_wished(const struct call *c)
{
	struct session_view v[2] = { view(c->of[0]), view(c->of[1]) };

	for (int i = 0; i < 2; i++)
		if (v[i].hold_pending || v[i].held_by_us != c->held[i] ||
			v[i].held_by_them != v[!i].held_by_us ||
			strcmp(v[i].state, "established") != 0)
			return false;
	return true;
}

static int not_as_wished(void)
{
	for (int i = 0; i < CALLS; i++)
		if (!is_as_wished(&calls[i]))
			return i;
	return -1;
}

static const char *letters(const struct session *s)
{
	static char text[2][64];
	static int turn;
	struct session_view v = view(s);

	turn = !turn;
	snprintf(text[turn], sizeof text[0], "%s%s%s%s (%s)",
		v.held_by_us ? "us " : "", v.held_by_them ? "them " : "",
		v.hold_pending ? "pending " : "", v.state,
		v.direction ? v.direction : "-");
	return text[turn];
}

static void compare(int when)
{
	int left = PATIENCE, i;

	while ((i = not_as_wished()) >= 0 && left--)
		step();
	if (i >= 0)
		fail_msg("SEED=%u, step %d, call %d: wished %d %d, "
			"caller %s, callee %s", seed, when, i,
			calls[i].held[0], calls[i].held[1],
			letters(calls[i].of[0]), letters(calls[i].of[1]));
}

/* The four states of a call, by what its sound does. */
static void sound_is_as_shown(const struct call *c)
{
	static const char *const directions[2][2] = {
		{ "sendrecv", "recvonly" }, { "sendonly", "inactive" }
	};

	for (int i = 0; i < 2; i++)
		assert_string_equal(view(c->of[i]).direction,
			directions[c->held[i]][c->held[!i]]);
}

static void fifty_calls_held_and_resumed_at_random_agree(void **state)
{
	int of_them[2][2] = { { 0 } };

	(void)state;
	pair_up_both(&pair, ROOM, ANSWERS);
	call_fifty_times();
	compare(0);
	for (int i = 1; i <= MINUTE; i++) {
		for (int n = any(8); n; n--)
			wish_something();
		step();
		if (i % LOOK == 0)
			compare(i);
	}
	for (int i = 0; i < CALLS; i++) {
		sound_is_as_shown(&calls[i]);
		of_them[calls[i].held[0]][calls[i].held[1]]++;
	}
	assert_true(of_them[1][0] && of_them[1][1]);
	pair_down(&pair);
}

int main(void)
{
	const char *given = getenv("SEED");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fifty_calls_held_and_resumed_at_random_agree),
	};

	at_random = seed = given ? (unsigned)strtoul(given, NULL, 10) : 3261;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
