/* The table of actions is sound: every key is one, none hides another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action.h"
#include "keymap.h"
#include "ui.h"

static void names_of_keys(void **state)
{
	struct key k;
	int32_t second;

	(void)state;
	assert_true(keymap_parse("h", &k, &second));
	assert_int_equal(k.code, 'h');
	assert_true(keymap_parse("^X", &k, &second));
	assert_int_equal(k.code, 24);
	assert_true(keymap_parse("M-x", &k, &second));
	assert_true(k.alt && k.code == 'x');
	assert_true(keymap_parse("F10", &k, &second));
	assert_int_equal(k.code, KEYS_F1 + 9);
	assert_true(keymap_parse("g h", &k, &second));
	assert_true(k.code == 'g' && second == 'h');
	assert_true(keymap_parse("PgDn", &k, &second));
	assert_int_equal(second, 0);
	assert_false(keymap_parse("Hyper", &k, &second));
	assert_false(keymap_parse("g Hyper", &k, &second));
	assert_false(keymap_parse("", &k, &second));
}

static bool share(const struct action *a, const struct action *b)
{
	for (int i = 0; i < ACTION_KEYS && a->keys[i]; i++)
		for (int k = 0; k < ACTION_KEYS && b->keys[k]; k++)
			if (!strcmp(a->keys[i], b->keys[k]) &&
					(a->contexts & b->contexts))
				return true;
	return false;
}

/* Two actions may share a key only where each says when it applies. */
static void no_action_hides_another(void **state)
{
	(void)state;
	for (const struct action_group *g = action_groups; g->title; g++)
		for (const struct action *a = g->actions; a->name; a++)
			for (const struct action_group *h = g; h->title; h++)
				for (const struct action *b = h == g ? a + 1 :
						h->actions; b->name; b++) {
					if (!share(a, b) || a->applies)
						continue;
					fail_msg("%s hides %s", a->name,
						b->name);
				}
}

static void every_action_is_explained(void **state)
{
	(void)state;
	for (const struct action_group *g = action_groups; g->title; g++)
		for (const struct action *a = g->actions; a->name; a++) {
			assert_non_null(a->help);
			assert_non_null(a->run);
			assert_true(a->contexts || !a->keys[0]);
			assert_true(a->contexts == 0 || a->keys[0]);
		}
}

static void a_key_finds_its_action(void **state)
{
	struct keymap *k = keymap_new();
	struct ui ui = { .model = model_new() };
	const struct action *a = keymap_action(k, &ui, IN_CALLS, 0,
		(struct key){ '?', false });

	(void)state;
	assert_string_equal(a->name, "help");
	assert_true(keymap_is_prefix(k, IN_CALLS, (struct key){ 'g', false }));
	assert_false(keymap_is_prefix(k, IN_LINE, (struct key){ 'g', false }));
	a = keymap_action(k, &ui, IN_CALLS, 'g', (struct key){ 'l', false });
	assert_string_equal(a->name, "log");
	assert_null(keymap_action(k, &ui, IN_CALLS, 'g',
		(struct key){ 'y', false }));
	assert_null(keymap_action(k, &ui, IN_CALLS, 0,
		(struct key){ '5', false }));
	model_free(ui.model);
	keymap_free(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_keys),
		cmocka_unit_test(no_action_hides_another),
		cmocka_unit_test(every_action_is_explained),
		cmocka_unit_test(a_key_finds_its_action),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
