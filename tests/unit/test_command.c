/* What a line means, whatever goes on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"

static void means(const char *line, const char *name, const char *argument,
	int call)
{
	char why[COMMAND_WHY] = "";
	struct command c;

	if (!command_parse(line, &c, why))
		fail_msg("%s: %s", line, why);
	assert_string_equal(c.action->name, name);
	assert_int_equal(c.call, call);
	if (!argument)
		assert_null(c.argument);
	else
		assert_string_equal(c.argument, argument);
}

static void says(const char *line, const char *sentence)
{
	char why[COMMAND_WHY] = "";
	struct command c;

	assert_false(command_parse(line, &c, why));
	assert_string_equal(why, sentence);
}

static void names_and_arguments(void **state)
{
	(void)state;
	means("hold", "hold", NULL, 0);
	means("  hold", "hold", NULL, 0);
	means("HOLD", "hold", NULL, 0);
	means("hold all", "hold all", NULL, 0);
	means("transfer 8001", "transfer", "8001", 0);
	means("transfer  bob and carol", "transfer", "bob and carol", 0);
	means("reject to 2019", "reject", "to 2019", 0);
	means("end and answer", "end and answer", NULL, 0);
	means("end   and answer", "end and answer", NULL, 0);
}

static void starts_of_names(void **state)
{
	(void)state;
	means("ho", "hold", NULL, 0);
	means("ho al", "hold all", NULL, 0);
	means("transf 8001", "transfer", "8001", 0);
	means("d 8001", "dial", "8001", 0);
	means("quit eng", "quit engine", NULL, 0);
}

static void other_names(void **state)
{
	(void)state;
	means("call bob", "dial", "bob", 0);
	means("dtmf 14", "tones", "14", 0);
	means("hangup", "bye", NULL, 0);
	means("q", "quit", NULL, 0);
	means("quit", "quit", NULL, 0);
}

static void the_number_of_a_call(void **state)
{
	(void)state;
	means("hold 2", "hold", NULL, 2);
	means("answer 12", "answer", NULL, 12);
	means("ans 3 ", "answer", NULL, 3);
	says("hold two", "hold: nothing may stand behind it but the number of "
		"a call");
	says("zoom 2", "zoom: nothing may stand behind it");
}

static void what_means_nothing(void **state)
{
	(void)state;
	says("", "which command?");
	says("xyzzy", "there is no command \"xyzzy\"");
	says("con", "\"con\" may be consult, conference, contacts");
	says("holdall", "there is no command \"holdall\"");
}

/* A binding does not change its meaning when commands are added. */
static void written_out(void **state)
{
	char why[COMMAND_WHY];
	struct command c;

	(void)state;
	assert_true(command_parse_exactly("hold all", &c, why));
	assert_true(command_parse_exactly("line kill word", &c, why));
	assert_string_equal(c.action->name, "line kill word");
	assert_false(command_parse_exactly("ho all", &c, why));
	assert_false(command_parse_exactly("transf 8001", &c, why));
}

/* Each can be given as it is written. */
static void every_name_means_itself(void **state)
{
	char why[COMMAND_WHY];
	struct command c;

	(void)state;
	for (const struct action_group *g = action_groups; g->title; g++)
		for (const struct action *a = g->actions; a->name; a++) {
			if (!command_parse_exactly(a->name, &c, why))
				fail_msg("%s: %s", a->name, why);
			assert_ptr_equal(c.action, a);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_and_arguments),
		cmocka_unit_test(starts_of_names),
		cmocka_unit_test(other_names),
		cmocka_unit_test(the_number_of_a_call),
		cmocka_unit_test(what_means_nothing),
		cmocka_unit_test(written_out),
		cmocka_unit_test(every_name_means_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
