/* A form: values as texts, the focus, what is wrong and when that is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "widgets/form.h"

static const char *even(const char *value)
{
	return strlen(value) % 2 ? "expected an even number of letters" : NULL;
}

/* One of each kind. */
static struct form *filled(void)
{
	static const struct field_params fields[] = {
		{ .kind = FIELD_NOTE, .name = "about", .label = "About",
		  .value = "nothing" },
		{ .kind = FIELD_TEXT, .name = "name", .label = "Name",
		  .value = "work", .check = even, .must = true },
		{ .kind = FIELD_SECRET, .name = "password",
		  .label = "Password" },
		{ .kind = FIELD_CHOICE, .name = "transport", .label = "Way",
		  .usual = "auto", .words = "auto|udp|tcp" },
		{ .kind = FIELD_SWITCH, .name = "enabled", .label = "On",
		  .usual = "yes" },
		{ .kind = FIELD_LIST, .name = "codecs", .label = "Codecs",
		  .usual = "opus,PCMA", .words = "PCMU|PCMA|opus" },
		{ .kind = FIELD_BUTTON, .name = "save", .label = "Save" },
		{ .kind = FIELD_BUTTON, .name = "test", .label = "Test",
		  .beside = true },
	};
	struct form *form = form_new();

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		form_add(form, &fields[i]);
	return form;
}

static void has_value(const struct form *form, const char *name,
	const char *value)
{
	assert_string_equal(field_value(form_find(form, name)), value);
}

static void has_focus(const struct form *form, const char *name)
{
	assert_string_equal(form_focused(form)->name, name);
}

static void every_kind_has_its_value_as_a_text(void **state)
{
	struct form *form = filled();

	(void)state;
	has_value(form, "about", "nothing");
	has_value(form, "name", "work");
	has_value(form, "password", "");
	has_value(form, "transport", "auto");
	has_value(form, "enabled", "yes");
	has_value(form, "codecs", "opus,PCMA");
	assert_false(form_changed(form));
	form_free(form);
}

static void the_focus_passes_notes_and_goes_round(void **state)
{
	struct form *form = filled();

	(void)state;
	has_focus(form, "name");
	form_move(form, -1);
	has_focus(form, "test");
	form_move(form, 1);
	has_focus(form, "name");
	assert_false(form_focus(form, form_find(form, "about")));
	assert_true(form_focus(form, form_find(form, "save")));
	assert_true(form_choose(form, 1));
	has_focus(form, "test");
	assert_false(form_choose(form, 1));
	assert_true(form_choose(form, -1));
	assert_false(form_choose(form, -1));
	form_free(form);
}

static void typing_goes_to_texts_and_secrets_alone(void **state)
{
	struct form *form = filled();

	(void)state;
	line_edit_insert(form_edit(form), 's');
	has_value(form, "name", "works");
	form_move(form, 1);
	line_edit_insert(form_edit(form), 'x');
	has_value(form, "password", "x");
	form_move(form, 1);
	assert_null(form_edit(form));
	form_find(form, "name")->fixed = true;
	form_focus(form, form_find(form, "name"));
	assert_null(form_edit(form));
	form_free(form);
}

static void what_is_wrong_is_told_on_leaving_and_forgotten_on_typing(
	void **state)
{
	struct form *form = filled();
	struct field *name = form_find(form, "name");

	(void)state;
	line_edit_insert(form_edit(form), 's');
	assert_null(name->wrong);
	form_move(form, 1);
	assert_string_equal(name->wrong, "expected an even number of letters");
	form_move(form, -1);
	form_edited(form);
	assert_null(name->wrong);
	form_free(form);
}

static void a_check_of_all_goes_to_the_first_that_is_wrong(void **state)
{
	struct form *form = filled();
	struct field *name = form_find(form, "name");

	(void)state;
	assert_null(form_check(form));
	field_set(name, "");
	form_focus(form, form_find(form, "codecs"));
	assert_ptr_equal(form_check(form), name);
	has_focus(form, "name");
	field_set(name, "home");
	assert_null(form_check(form));
	form_free(form);
}

static void a_choice_goes_round_and_keeps_a_word_it_did_not_know(void **state)
{
	struct form *form = filled();
	struct field *transport = form_find(form, "transport");

	(void)state;
	form_focus(form, transport);
	form_choose(form, -1);
	has_value(form, "transport", "tcp");
	form_choose(form, 1);
	form_toggle(form);
	has_value(form, "transport", "udp");
	field_set(transport, "tls");
	has_value(form, "transport", "tls");
	assert_true(form_changed(form));
	form_saved(form);
	assert_false(form_changed(form));
	form_free(form);
}

static void a_list_is_ordered_and_its_items_switched(void **state)
{
	struct form *form = filled();

	(void)state;
	form_focus(form, form_find(form, "codecs"));
	form_shift(form, 1);
	has_value(form, "codecs", "PCMA,opus");
	assert_true(form_shift(form, 1));
	assert_false(form_shift(form, 1));
	form_choose(form, 1);
	form_toggle(form);
	has_value(form, "codecs", "opus");
	form_choose(form, 1);
	form_toggle(form);
	has_value(form, "codecs", "PCMU,opus");
	form_free(form);
}

static void a_list_takes_no_item_twice_nor_a_strange_one(void **state)
{
	struct form *form = filled();
	struct field *codecs = form_find(form, "codecs");

	(void)state;
	field_set(codecs, "PCMU,GSM,PCMU,opus");
	assert_string_equal(field_value(codecs), "PCMU,opus");
	field_set(codecs, "");
	assert_string_equal(field_value(codecs), "");
	assert_int_equal(codecs->n_words, 3);
	form_free(form);
}

static void a_secret_is_hidden_again_when_it_is_left(void **state)
{
	struct form *form = filled();
	struct field *password = form_find(form, "password");

	(void)state;
	assert_false(form_reveal(form));
	form_focus(form, password);
	assert_true(form_reveal(form));
	assert_true(password->revealed);
	form_move(form, 1);
	assert_false(password->revealed);
	form_free(form);
}

static void what_is_fixed_never_changes(void **state)
{
	struct form *form = filled();

	(void)state;
	for (int i = 0; i < form->n; i++)
		form->fields[i]->fixed = true;
	form_focus(form, form_find(form, "codecs"));
	assert_false(form_shift(form, 1));
	assert_false(form_toggle(form));
	form_focus(form, form_find(form, "transport"));
	assert_false(form_choose(form, 1));
	form_focus(form, form_find(form, "enabled"));
	assert_false(form_choose(form, 1));
	assert_false(form_changed(form));
	form_free(form);
}

static void more_than_fits_is_not_added(void **state)
{
	struct form *form = form_new();
	struct field *last;

	(void)state;
	assert_null(form_focused(form));
	assert_false(form_move(form, 1));
	for (int i = 0; i < FORM_FIELDS + 3; i++)
		last = form_add(form, &(struct field_params){
			.kind = FIELD_LIST, .name = "list" });
	assert_int_equal(form->n, FORM_FIELDS);
	for (int i = 0; i < FIELD_WORDS + 3; i++)
		field_add_word(last, "word", NULL);
	assert_int_equal(last->n_words, FIELD_WORDS);
	form_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_has_its_value_as_a_text),
		cmocka_unit_test(the_focus_passes_notes_and_goes_round),
		cmocka_unit_test(typing_goes_to_texts_and_secrets_alone),
		cmocka_unit_test(
		what_is_wrong_is_told_on_leaving_and_forgotten_on_typing),
		cmocka_unit_test(a_check_of_all_goes_to_the_first_that_is_wrong),
		cmocka_unit_test(
		a_choice_goes_round_and_keeps_a_word_it_did_not_know),
		cmocka_unit_test(a_list_is_ordered_and_its_items_switched),
		cmocka_unit_test(a_list_takes_no_item_twice_nor_a_strange_one),
		cmocka_unit_test(a_secret_is_hidden_again_when_it_is_left),
		cmocka_unit_test(what_is_fixed_never_changes),
		cmocka_unit_test(more_than_fits_is_not_added),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
