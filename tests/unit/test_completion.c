/* Whom typed letters mean, and that a number is never changed into another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "completion.h"
#include "contact.h"
#include "window.h"

static struct model *people(void)
{
	static const char page[] = "{\"total\":4,\"calls\":["
		"{\"id\":4,\"remote\":{\"uri\":\"sip:2031@pbx\","
		"\"display_name\":\"Bob Example\"},\"account\":\"work\"},"
		"{\"id\":3,\"remote\":{\"uri\":\"sip:bo@example.org\"}},"
		"{\"id\":2,\"remote\":{\"uri\":\"sip:2031@pbx\","
		"\"display_name\":\"Bob Example\"}},"
		"{\"id\":1,\"remote\":{\"uri\":\"sip:x@anonymous.invalid\"}}]}";
	struct model *m = model_new();
	json_t *calls = json_loads(page, 0, NULL);

	model_load_history(m, calls);
	json_decref(calls);
	return m;
}

static const struct candidate *chosen(struct completion *c, struct model *m,
	const char *typed)
{
	completion_make(c, m, typed, false);
	return completion_chosen(c);
}

static void the_text_itself_is_the_last_choice(void **state)
{
	struct completion c = { .chosen = -1 };
	struct model *m = people();

	(void)state;
	completion_make(&c, m, "bob", false);
	assert_int_equal(c.n, 2);
	assert_string_equal(c.items[0].name, "Bob Example");
	assert_string_equal(c.items[0].note, "history 2 calls");
	assert_string_equal(c.items[0].account, "work");
	assert_string_equal(c.items[1].to, "bob");
	assert_int_equal(c.chosen, 0);
	completion_clear(&c);
	model_free(m);
}

static void what_fits_exactly_comes_first(void **state)
{
	struct completion c = { .chosen = -1 };
	struct model *m = people();

	(void)state;
	assert_string_equal(chosen(&c, m, "echo")->to, "echo");
	assert_string_equal(chosen(&c, m, "BO@example.org")->to,
		"BO@example.org");
	assert_string_equal(chosen(&c, m, "exam")->name, "Bob Example");
	completion_clear(&c);
	model_free(m);
}

static void a_number_stays_as_typed(void **state)
{
	struct completion c = { .chosen = -1 };
	struct model *m = people();

	(void)state;
	assert_string_equal(chosen(&c, m, "203")->to, "203");
	assert_int_equal(c.n, 2);
	assert_string_equal(chosen(&c, m, "sip:bob@a")->to, "sip:bob@a");
	assert_string_equal(chosen(&c, m, "+44")->to, "+44");
	completion_clear(&c);
	model_free(m);
}

static void nothing_typed_offers_the_last_calls(void **state)
{
	struct completion c = { .chosen = -1 };
	struct model *m = people();

	(void)state;
	assert_null(chosen(&c, m, ""));
	completion_make(&c, m, "", true);
	assert_int_equal(c.n, 2);	/* nobody can call the anonymous back */
	assert_string_equal(c.items[0].to, "sip:2031@pbx");
	completion_clear(&c);
	model_free(m);
}

static void choosing_goes_round(void **state)
{
	struct completion c = { .chosen = -1 };
	struct model *m = people();

	(void)state;
	completion_move(&c, 1);
	completion_make(&c, m, "bo", false);
	completion_move(&c, -1);
	assert_string_equal(completion_chosen(&c)->note, "dial as typed");
	completion_move(&c, 1);
	assert_int_equal(c.chosen, 0);
	completion_clear(&c);
	model_free(m);
}

/* --- the address book, and what the engine found ---------------------------*/

static void *read_contact(const json_t *o)
{
	return contact_read(o);
}

static void free_contact(void *contact)
{
	contact_free(contact);
}

static const struct window_kind kind = { .read = read_contact,
	.free = free_contact };

static void load_contacts(struct window *w)
{
	json_t *contacts = json_loads("[{\"id\":\"1\",\"name\":\"Ann Boron\","
		"\"numbers\":[{\"label\":\"work\",\"to\":\"+442079460958\"}]},"
		"{\"id\":\"2\",\"name\":\"Zoe Bobbin\",\"favourite\":true,"
		"\"numbers\":[{\"label\":\"home\",\"to\":\"2031\"},"
		"{\"to\":\"sip:zoe@x\"}]}]", 0, NULL);

	*w = (struct window){ .kind = &kind };
	window_load(w, contacts, 0, 2);
	json_decref(contacts);
}

static void contacts_come_with_their_numbers_favourites_first(void **state)
{
	struct completion c = { .chosen = -1 };
	struct model *m = people();
	struct window w;
	struct completion_sources s = { .model = m, .contacts = &w };

	(void)state;
	load_contacts(&w);
	completion_fill(&c, &s, "bo");
	assert_string_equal(c.items[0].name, "Zoe Bobbin");
	assert_string_equal(c.items[0].label, "home");
	assert_string_equal(c.items[1].to, "sip:zoe@x");
	assert_string_equal(c.items[2].to, "sip:bo@example.org");
	assert_string_equal(c.items[3].name, "Ann Boron");
	assert_string_equal(c.items[4].to, "bo");	/* Bob is Zoe's 2031 */
	assert_int_equal(c.n, 5);
	completion_clear(&c);
	window_clear(&w);
	model_free(m);
}

static void a_number_is_found_however_it_is_grouped(void **state)
{
	struct completion c = { .chosen = -1 };
	struct model *m = people();
	struct window w;
	struct completion_sources s = { .model = m, .contacts = &w };

	(void)state;
	load_contacts(&w);
	completion_fill(&c, &s, "+44 (0)20-79");
	assert_string_equal(c.items[0].address, "+44 20 7946 0958");
	assert_string_equal(completion_chosen(&c)->to, "+442079");
	completion_fill(&c, &s, "anr");		/* its letters, in order */
	assert_string_equal(c.items[0].name, "Ann Boron");
	completion_clear(&c);
	window_clear(&w);
	model_free(m);
}

static json_t *matches(void)
{
	return json_loads("[{\"name\":\"Bob Long\",\"to\":\"2099\","
		"\"label\":\"work\",\"source\":\"contact\",\"contact\":\"7\","
		"\"calls\":3},{\"name\":\"Bob Example\",\"to\":\"sip:2031@pbx\","
		"\"source\":\"history\",\"calls\":2},{\"name\":4},7]", 0, NULL);
}

static void what_the_engine_found_keeps_its_order(void **state)
{
	struct completion c = { .chosen = -1 };
	struct model *m = people();
	json_t *found = matches();
	struct completion_sources s = { .model = m, .matches = found };

	(void)state;
	completion_fill(&c, &s, "bob");
	assert_int_equal(c.n, 3);
	assert_string_equal(c.items[0].name, "Bob Long");
	assert_string_equal(c.items[0].note, "contact 3 calls");
	assert_string_equal(c.items[1].to, "sip:2031@pbx");
	assert_string_equal(c.items[2].to, "bob");
	assert_int_equal(c.chosen, 0);
	json_decref(found);
	completion_clear(&c);
	model_free(m);
}

static void what_was_chosen_stays_when_more_is_found(void **state)
{
	struct completion c = { .chosen = -1 };
	struct model *m = people();
	json_t *found = matches();
	struct completion_sources s = { .model = m };

	(void)state;
	completion_fill(&c, &s, "bo");
	completion_move(&c, 1);
	assert_string_equal(completion_chosen(&c)->to, "sip:bo@example.org");
	s.matches = found;
	completion_refill(&c, &s, "bo");	/* it is not among them */
	assert_string_equal(completion_chosen(&c)->to, "sip:bo@example.org");
	assert_int_equal(c.chosen, 1);
	assert_true(c.moved);
	assert_int_equal(c.n, 4);
	completion_move(&c, 1);
	assert_string_equal(completion_chosen(&c)->to, "sip:2031@pbx");
	completion_refill(&c, &s, "bo");	/* it is */
	assert_string_equal(completion_chosen(&c)->to, "sip:2031@pbx");
	assert_int_equal(c.chosen, 1);
	json_decref(found);
	completion_clear(&c);
	model_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_text_itself_is_the_last_choice),
		cmocka_unit_test(what_fits_exactly_comes_first),
		cmocka_unit_test(a_number_stays_as_typed),
		cmocka_unit_test(nothing_typed_offers_the_last_calls),
		cmocka_unit_test(choosing_goes_round),
		cmocka_unit_test(
			contacts_come_with_their_numbers_favourites_first),
		cmocka_unit_test(a_number_is_found_however_it_is_grouped),
		cmocka_unit_test(what_the_engine_found_keeps_its_order),
		cmocka_unit_test(what_was_chosen_stays_when_more_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
