/* What may be asked of a session in which state, and where it goes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/session_state.h"

/* In the order of enum session_event, the wire's first: invite sent, invite
 * came, ringing, early media, early media gone, redirected, answered,
 * confirmed, ended; then the people's: answer, decline, hang up, hold, unhold,
 * mute, focus, tones, silence, transfer, redirect, re-INVITE, request, join,
 * record, play, tap.
 * '.' refused, 'd' the goal holds already, a letter: the next state, by its
 * place in "icreonasxt" (initial, calling, ringing, early, redirected (o),
 * incoming (n), answering (a), established (s), terminating (x), terminated
 * (t)). */
static const struct {
	enum session_state state;
	const char *cells;
} rows[] = {
	{ SESSION_INITIAL,     "cn......t" "..x..ii.........." },
	{ SESSION_CALLING,     "..re.os.t" "..x..cc.........." },
	{ SESSION_RINGING,     "..re.os.t" "..x..rr.........." },
	{ SESSION_EARLY,       "..eeros.t" "..x..eee........." },
	{ SESSION_REDIRECTED,  "c.......t" "..x..oo.........." },
	{ SESSION_INCOMING,    "........t" "axx..n..n.x......" },
	{ SESSION_ANSWERING,   ".......st" "d.x..aa.........." },
	{ SESSION_ESTABLISHED, "........t" "d.xsssss.s.ssssss" },
	{ SESSION_TERMINATING, "........t" ".dd.............." },
	{ SESSION_TERMINATED,  "........." "..d.............." },
};

static const char letters[] = "icreonasxt";

static char cell(enum session_state state, enum session_event event)
{
	enum session_state next;
	enum session_verdict verdict = session_judge(state, event, &next);

	if (verdict != VERDICT_GO && next != state)
		return '!';
	return verdict == VERDICT_REFUSED ? '.' :
		verdict == VERDICT_DONE ? 'd' : letters[next];
}

static void every_event_in_every_state_goes_where_it_should(void **unused)
{
	char got[SESSION_EVENTS + 1] = "";

	(void)unused;
	for (int i = 0; i < SESSION_STATES; i++) {
		for (int event = 0; event < SESSION_EVENTS; event++)
			got[event] = cell(rows[i].state, event);
		assert_string_equal(got, rows[i].cells);
	}
}

static void words_are_those_of_the_protocol(void **unused)
{
	(void)unused;
	assert_string_equal(session_state_word(SESSION_EARLY), "establishing");
	assert_string_equal(session_progress_word(SESSION_EARLY), "early");
	assert_string_equal(session_state_word(SESSION_TERMINATED), "terminated");
	assert_null(session_progress_word(SESSION_ESTABLISHED));
}

/* Whatever happened before, the end is reachable and final. */
static void every_live_state_can_end_and_the_end_is_final(void **unused)
{
	enum session_state next;

	(void)unused;
	for (int i = 0; i < SESSION_TERMINATED; i++) {
		assert_int_equal(session_judge(i, EVENT_ENDED, &next), VERDICT_GO);
		assert_int_equal(next, SESSION_TERMINATED);
	}
	for (int event = 0; event < SESSION_EVENTS; event++)
		assert_int_not_equal(session_judge(SESSION_TERMINATED, event,
			&next), VERDICT_GO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_event_in_every_state_goes_where_it_should),
		cmocka_unit_test(words_are_those_of_the_protocol),
		cmocka_unit_test(every_live_state_can_end_and_the_end_is_final),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
