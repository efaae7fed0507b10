/* The latest value, whole, whoever reads when. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "media/board.h"

struct value {
	uint64_t words[20];
	char odd[5];		/* no whole number of words */
};

static void fill(struct value *v, uint64_t n)
{
	memset(v, 0, sizeof *v);
	for (int i = 0; i < 20; i++)
		v->words[i] = n;
	memset(v->odd, (char)n, sizeof v->odd);
}

static void the_last_written_is_read(void **state)
{
	struct board *b = board_new(sizeof(struct value));
	struct value in, out;

	(void)state;
	board_read(b, &out);
	fill(&in, 0);
	assert_memory_equal(&in, &out, sizeof in);
	for (uint64_t n = 1; n < 5; n++) {
		fill(&in, n);
		board_write(b, &in);
		board_read(b, &out);
		assert_memory_equal(&in, &out, sizeof in);
	}
	board_free(b);
}

struct writer {
	struct board *board;
	_Atomic bool stop;
};

static void *write_on(void *arg)
{
	struct writer *w = arg;
	struct value v;

	for (uint64_t n = 1; !w->stop; n++) {
		fill(&v, n);
		board_write(w->board, &v);
	}
	return NULL;
}

static void a_value_is_never_half_of_another(void **state)
{
	struct writer w = { .board = board_new(sizeof(struct value)) };
	struct value out, expected;
	pthread_t id;
	uint64_t last = 0;

	(void)state;
	assert_int_equal(pthread_create(&id, NULL, write_on, &w), 0);
	for (int i = 0; i < 20000; i++) {
		board_read(w.board, &out);
		fill(&expected, out.words[0]);
		assert_memory_equal(&out, &expected, sizeof out);
		assert_true(out.words[0] >= last);
		last = out.words[0];
	}
	w.stop = true;
	pthread_join(id, NULL);
	board_free(w.board);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_written_is_read),
		cmocka_unit_test(a_value_is_never_half_of_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
