/* Jobs run in their order on another thread, and come back by the loop. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/worker.h"

#define PATIENCE_MS 20000

struct scene {
	struct worker *worker;
	char run[64], done[64];		/* the letters of the jobs */
	int rests, ends;
	struct job *kept;		/* of 'K', until on_rest comes twice */
	int rests_kept;
	int gate[2];			/* a job of 'H' hangs until it is written */
};

struct letter {
	struct job job;
	char letter;
};

static void append(char *to, char letter)
{
	size_t n = strlen(to);

	to[n] = letter;
	to[n + 1] = '\0';
}

static void run(void *arg, struct job *job)
{
	struct scene *s = arg;
	struct letter *l = (struct letter *)job;
	char byte;

	append(s->run, l->letter);
	if (l->letter == 'K') {
		s->kept = job;
		return;
	}
	if (l->letter == 'H' && read(s->gate[0], &byte, 1) != 1)
		abort();
	worker_done(s->worker, job);
}

static void done(void *arg, struct job *job)
{
	struct scene *s = arg;
	struct letter *l = (struct letter *)job;

	append(s->done, l->letter);
	free(l);
}

static bool on_rest(void *arg)
{
	struct scene *s = arg;

	s->rests++;
	if (s->kept && ++s->rests_kept == 2) {
		worker_done(s->worker, s->kept);
		s->kept = NULL;
	}
	return s->kept != NULL;
}

static void on_end(void *arg)
{
	((struct scene *)arg)->ends++;
}

static void start(struct scene *s)
{
	struct worker_handlers h = { on_rest, on_end, s };

	memset(s, 0, sizeof *s);
	if (pipe(s->gate))
		abort();
	s->worker = worker_new(&h);
}

static void finish(struct scene *s)
{
	close(s->gate[0]);
	close(s->gate[1]);
}

static void put(struct scene *s, const char *letters)
{
	for (; *letters; letters++) {
		struct letter *l = mem_new_of(struct letter);

		l->job.run = run;
		l->job.done = done;
		l->letter = *letters;
		worker_put(s->worker, &l->job);
	}
}

static void wait_done(struct scene *s, const char *letters)
{
	struct pollfd fd = { worker_event_fd(s->worker), POLLIN, 0 };

	while (strcmp(s->done, letters)) {
		if (poll(&fd, 1, PATIENCE_MS) <= 0)
			fail_msg("waited in vain: %s", s->done);
		worker_dispatch(s->worker);
	}
}

static void jobs_run_and_come_back_in_their_order(void **state)
{
	struct scene s;

	(void)state;
	start(&s);
	put(&s, "abc");
	wait_done(&s, "abc");
	put(&s, "de");
	wait_done(&s, "abcde");
	assert_string_equal(s.run, "abcde");
	assert_true(worker_free(s.worker, PATIENCE_MS));
	finish(&s);
}

static void what_is_queued_at_the_end_is_still_done(void **state)
{
	struct scene s;

	(void)state;
	start(&s);
	put(&s, "abcdefgh");
	assert_true(worker_free(s.worker, PATIENCE_MS));
	assert_string_equal(s.done, "abcdefgh");
	assert_int_equal(s.ends, 1);
	assert_true(s.rests >= 1);
	finish(&s);
}

static void putting_does_not_wait_for_a_job_that_hangs(void **state)
{
	struct scene s;

	(void)state;
	start(&s);
	put(&s, "aHb");
	put(&s, "c");
	assert_int_equal(write(s.gate[1], "x", 1), 1);
	wait_done(&s, "aHbc");
	assert_true(worker_free(s.worker, PATIENCE_MS));
	finish(&s);
}

static void the_end_does_not_wait_for_a_disk_that_hangs(void **state)
{
	/* Left behind, with the thread that may still touch it. */
	static struct scene s;

	(void)state;
	start(&s);
	put(&s, "H");
	assert_false(worker_free(s.worker, 10));
	assert_string_equal(s.done, "");
}

static void a_rest_that_asks_for_it_comes_again_by_itself(void **state)
{
	struct scene s;

	(void)state;
	start(&s);
	put(&s, "K");
	wait_done(&s, "K");
	assert_true(worker_free(s.worker, PATIENCE_MS));
	assert_true(s.rests >= 2);
	finish(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jobs_run_and_come_back_in_their_order),
		cmocka_unit_test(what_is_queued_at_the_end_is_still_done),
		cmocka_unit_test(putting_does_not_wait_for_a_job_that_hangs),
		cmocka_unit_test(the_end_does_not_wait_for_a_disk_that_hangs),
		cmocka_unit_test(a_rest_that_asks_for_it_comes_again_by_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
