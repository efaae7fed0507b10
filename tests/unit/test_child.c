/* Programs that are ended: nobody waits until they are dead. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>
#include <sys/wait.h>

#include "loop/child.h"

#define PATIENCE_MS 20000

static void nobody(void *arg, const struct child_result *r)
{
	(void)arg;
	(void)r;
	fail();
}

static void note(void *arg, const struct child_result *r)
{
	*(int *)arg = r->status;
}

/* There is one, and it has not been taken note of; no_one: none is left. */
static bool is_dead(void)
{
	siginfo_t info;

	return waitid(P_ALL, 0, &info, WEXITED | WNOWAIT) == 0;
}

static bool no_one(void)
{
	siginfo_t info;

	return waitid(P_ALL, 0, &info, WEXITED | WNOWAIT | WNOHANG) < 0 &&
		errno == ECHILD;
}

static void goes_by_the_loop(struct loop *l)
{
	for (int ms = 0; !no_one() && ms < PATIENCE_MS; ms += 10)
		loop_step(l, 10);
	assert_true(no_one());
}

static void kill_one(struct loop *l)
{
	struct child *c;

	assert_int_equal(child_start(&c, l, "exec sleep 100", 0, nobody, NULL),
		0);
	child_kill(c);
}

static void who_is_killed_is_left_to_the_loop(void **state)
{
	struct loop *l = loop_new();

	(void)state;
	kill_one(l);
	assert_true(is_dead());
	goes_by_the_loop(l);
	loop_free(l);
}

static void at_the_end_they_have_a_moment(void **state)
{
	struct loop *l = loop_new();

	(void)state;
	kill_one(l);
	children_end(PATIENCE_MS);
	assert_true(no_one());
	loop_free(l);
}

static void so_is_who_takes_too_long(void **state)
{
	struct loop *l = loop_new();
	struct child *c;
	int status = 0;

	(void)state;
	assert_int_equal(child_start(&c, l, "exec sleep 100", 1, note, &status),
		0);
	while (!status)
		loop_step(l, 10);
	assert_int_equal(status, -1);
	goes_by_the_loop(l);
	loop_free(l);
}

static void what_ends_by_itself_says_how(void **state)
{
	struct loop *l = loop_new();
	struct child *c;
	int status = -2;

	(void)state;
	assert_int_equal(child_start(&c, l, "exit 3", 0, note, &status), 0);
	while (status == -2)
		loop_step(l, 10);
	assert_int_equal(status, 3);
	assert_true(no_one());
	assert_int_equal(child_start(&c, l, "kill -TERM $$", 0, note, &status),
		0);
	while (status == 3)
		loop_step(l, 10);
	assert_int_equal(status, 128 + 15);
	loop_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_is_killed_is_left_to_the_loop),
		cmocka_unit_test(at_the_end_they_have_a_moment),
		cmocka_unit_test(so_is_who_takes_too_long),
		cmocka_unit_test(what_ends_by_itself_says_how),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
