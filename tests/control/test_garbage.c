/* Bytes of no sense, from a seeded source: the server answers in lines of JSON,
 * stays up, and serves the next one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "front_end.h"

#define ROUNDS 3000
#define CHANGES 6		/* of one line */

static uint32_t seed;

static uint32_t random_below(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

static const char *const lines[] = {
	"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"engine.status\"}\n",
	"{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"session.call\","
		"\"params\":{\"to\":\"sip:answer@x\","
		"\"headers\":{\"A\":\"b\"}}}\n",
	"{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"session.decline\","
		"\"params\":{\"session\":1,\"status\":486,"
		"\"reason\":\"no\"}}\n",
	"{\"jsonrpc\":\"2.0\",\"method\":\"events.subscribe\",\"params\":"
		"{\"topics\":[\"session\",\"audio.*\"],\"meters_hz\":5,"
		"\"since\":2}}\n",
	"{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"account.add\",\"params\":"
		"{\"name\":\"a\",\"uri\":\"sip:a@b\",\"codecs\":[\"PCMU\"]}}\n",
	"{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"session.dtmf\",\"params\":"
		"{\"session\":1,\"tones\":\"12\",\"duration_ms\":100}}\n",
	"{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"history.list\",\"params\":"
		"{\"limit\":5,\"before\":9,\"text\":\"x\"}}\n",
	"{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"account.remove\","
		"\"params\":{\"account\":\"a\"}}\n",
	"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"session.hangup\","
		"\"params\":{\"session\":1}}\n",
};

static void change(char *line, size_t n)
{
	static const char telling[] = "{}[]\",:\\\n0-e.u\xff\x00\x1b";
	size_t at = random_below((uint32_t)n);

	if (random_below(2))
		line[at] = (char)random_below(256);
	else
		line[at] = telling[random_below(sizeof telling)];
}

static void send_one(struct front_end *f)
{
	const char *line = lines[random_below(sizeof lines / sizeof *lines)];
	size_t n = strlen(line);
	char *copy = mem_text(line);

	for (uint32_t i = random_below(CHANGES); i; i--)
		change(copy, n);
	if (!random_below(20))
		n = random_below((uint32_t)n);
	front_end_say(f, copy, n);
	free(copy);
}

/* What comes back is lines of JSON: front_end_hear fails the test otherwise. */
static void listen_a_while(struct front_end *f)
{
	loop_step(f->stage->loop, 0);
	loop_step(f->stage->loop, 0);
	while (f->n || random_below(4))
		if (!front_end_hear(f))
			return;
}

static void garbage_is_answered_and_harms_nobody(void **state)
{
	struct door_stage stage;
	struct front_end f, sane;

	(void)state;
	seed = 20261121;
	door_stage_open(&stage);
	front_end_open(&sane, &stage);
	front_end_open(&f, &stage);
	for (int i = 0; i < ROUNDS; i++) {
		send_one(&f);
		if (!random_below(10))
			scripted_pages(stage.engine);
		if (!random_below(20)) {
			front_end_close(&f);
			front_end_open(&f, &stage);
		}
		if (!random_below(40))
			listen_a_while(&f);
		loop_step(stage.loop, 0);
	}
	assert_non_null(front_end_result(&sane, "engine.hello", "{}"));
	front_end_close(&f);
	front_end_close(&sane);
	door_stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(garbage_is_answered_and_harms_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
