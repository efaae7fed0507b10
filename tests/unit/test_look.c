/* How the state of a call looks: mark, colour, word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "views/look.h"

struct phone {
	struct ui ui;
	struct session *s;
};

/* One call, and a front end that is connected. */
static struct phone phone(const char *fields)
{
	struct phone p = { .ui = { .model = model_new(), .connected = true } };
	char text[400];
	json_t *params;

	settings_init(&p.ui.settings);
	snprintf(text, sizeof text, "{\"session\":{\"id\":1,\"state\":"
		"\"established\",%s}}", fields);
	params = json_loads(text, 0, NULL);
	assert_non_null(params);
	model_apply(p.ui.model, "session.created", params);
	json_decref(params);
	p.s = p.ui.model->sessions[0];
	return p;
}

static void hang_up(struct phone *p)
{
	settings_clear(&p->ui.settings);
	model_free(p->ui.model);
}

static void looks(const char *fields, enum mark mark, enum role role,
	const char *word)
{
	struct phone p = phone(fields);

	assert_int_equal(look_mark(&p.ui, p.s), mark);
	assert_int_equal(look_role(&p.ui, p.s), role);
	assert_string_equal(session_word(p.s), word);
	hang_up(&p);
}

static void each_state_has_its_mark_and_word(void **state)
{
	(void)state;
	looks("\"muted\":false", MARK_ACTIVE, ROLE_OK, "ACTIVE");
	looks("\"held_by_us\":true", MARK_HELD, ROLE_DIM, "HOLD");
	looks("\"held_by_them\":true", MARK_HELD_BY_THEM, ROLE_DIM, "RHOLD");
	looks("\"transfer\":{\"state\":\"trying\"}", MARK_TRANSFER,
		ROLE_PROGRESS, "XFER");
	looks("\"conference\":1,\"focused\":true", MARK_MEMBER, ROLE_OK,
		"CONF");
	looks("\"conference\":1", MARK_MEMBER, ROLE_DIM, "CONF");
}

static void a_member_on_hold_is_still_a_member(void **state)
{
	struct phone p = phone("\"conference\":1,\"held_by_us\":true");

	(void)state;
	assert_int_equal(look_mark(&p.ui, p.s), MARK_MEMBER);
	assert_int_equal(look_member_mark(p.s), MARK_HELD);
	hang_up(&p);
}

static void without_an_engine_nothing_is_sure(void **state)
{
	struct phone p = phone("\"muted\":false");
	char text[40];

	(void)state;
	p.ui.connected = false;
	assert_int_equal(look_mark(&p.ui, p.s), MARK_UNKNOWN);
	assert_int_equal(look_role(&p.ui, p.s), ROLE_DIM);
	look_time(&p.ui, p.s, text);
	assert_string_equal(text, "??:?" "?");
	hang_up(&p);
}

static void what_sounds_worse_than_one_wants_is_marked(void **state)
{
	struct phone p = phone("\"statistics\":{\"mos_lq\":3.44}");
	char text[LOOK_MOS];

	(void)state;
	assert_true(look_mos(&p.ui, p.s, text));
	assert_string_equal(text, "3.4!");
	p.ui.settings.threshold_mos = 3;
	assert_false(look_mos(&p.ui, p.s, text));
	assert_string_equal(text, "3.4");
	p.s->statistics.mos = -1;
	assert_false(look_mos(&p.ui, p.s, text));
	assert_string_equal(text, "-");
	hang_up(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_state_has_its_mark_and_word),
		cmocka_unit_test(a_member_on_hold_is_still_a_member),
		cmocka_unit_test(without_an_engine_nothing_is_sure),
		cmocka_unit_test(what_sounds_worse_than_one_wants_is_marked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
