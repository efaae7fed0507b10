/* contact.* */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "control/ask.h"
#include "control/describe.h"
#include "control/method.h"
#include "control/value.h"

#define LIST_USUAL 50
#define LIST_MAX 500
#define SEARCH_USUAL 10

static struct ask *asked(struct request *r)
{
	r->later = true;
	return ask_new(r->client, r->id, engine_contacts_forget);
}

static void refuse_all(struct ask *ask, const char *error)
{
	struct fault fault = { .code = ERROR_DEVICE };

	snprintf(fault.text, sizeof fault.text, "%s", error);
	ask_refuse(ask, &fault);
}

/* --- looking --------------------------------------------------------------*/

static bool list(struct request *r)
{
	const struct book *book = engine_book(r->engine);
	const char *text = json_text(r->params, "text");
	char *folded = text_fold(text ? text : "");
	long long skip = json_number(r->params, "offset", 0);
	long long room = json_number(r->params, "limit", LIST_USUAL);
	json_t *contacts = json_array();
	int total = 0;

	for (int i = 0; i < book_count(book); i++) {
		const struct contact *c = book_at(book, i);

		if (!book_matches(book, i, folded))
			continue;
		if (total++ >= skip && total <= skip + room)
			json_array_append_new(contacts, describe_contact(c));
	}
	free(folded);
	r->result = json_pack("{s:o, s:i}", "contacts", contacts,
		"total", total);
	return true;
}

static const struct contact *named(struct request *r)
{
	const char *id = json_text(r->params, "contact");
	const struct contact *c = book_find(engine_book(r->engine), id);

	if (!c)
		refuse(r, ERROR_NO_OBJECT, "contact", "there is no contact "
			"\"%.64s\": contact.list has them", id);
	return c;
}

static bool get(struct request *r)
{
	const struct contact *c = named(r);

	if (c)
		r->result = json_pack("{s:o}", "contact", describe_contact(c));
	return c != NULL;
}

static json_t *describe_match(const struct directory_match *m)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:s, s:o, s:b, s:i, s:o}",
		"name", value_words(m->name), "to", value_words(m->to),
		"label", value_words(m->label),
		"account", value_words(m->account),
		"source", m->contact ? "contact" : "history",
		"contact", value_words(m->contact),
		"favourite", m->favourite, "calls", m->calls,
		"last", value_time(m->last_ms));
}

static void on_found(void *ask, const struct contact_answer *a)
{
	json_t *matches = json_array();

	for (int i = 0; i < a->n; i++)
		json_array_append_new(matches, describe_match(&a->found[i]));
	ask_answer(ask, json_pack("{s:o, s:i}", "matches", matches,
		"total", a->total));
}

static bool search(struct request *r)
{
	engine_search_contacts(r->engine, json_text(r->params, "text"),
		(int)json_number(r->params, "limit", SEARCH_USUAL), on_found,
		asked(r));
	return true;
}

/* --- changing -------------------------------------------------------------*/

static void on_done(void *ask, const struct contact_answer *a)
{
	if (a->error)
		refuse_all(ask, a->error);
	else
		ask_answer(ask, a->contact ? json_pack("{s:o}", "contact",
			describe_contact(a->contact)) : json_object());
}

static void take_text(const json_t *params, const char *name, char **to)
{
	const char *text = json_text(params, name);

	if (text)
		mem_set(to, text);
	else if (!*to)
		*to = mem_text("");
}

static void take_numbers(const json_t *params, struct contact *c)
{
	const json_t *numbers = json_object_get(params, "numbers");
	const json_t *one;
	size_t i;

	if (!json_is_array(numbers))
		return;
	for (int k = 0; k < c->n; k++) {
		free(c->numbers[k].label);
		free(c->numbers[k].to);
	}
	c->n = 0;
	json_array_foreach(numbers, i, one) {
		const char *label = json_text(one, "label");

		contact_add_number(c, label ? label : "",
			json_text(one, "to"));
	}
}

static void take(const json_t *params, struct contact *c)
{
	const json_t *favourite = json_object_get(params, "favourite");

	take_text(params, "name", &c->name);
	take_text(params, "organization", &c->organization);
	take_text(params, "note", &c->note);
	if (json_is_boolean(favourite))
		c->favourite = json_is_true(favourite);
	take_numbers(params, c);
}

static bool put(struct request *r, struct contact *c)
{
	bool fine = *c->name != '\0';

	if (fine)
		engine_put_contact(r->engine, c, on_done, asked(r));
	else
		refuse(r, ERROR_PARAMS, "name", "a contact has a name");
	contact_clear(c);
	return fine;
}

static bool add(struct request *r)
{
	struct contact c = { 0 };

	take(r->params, &c);
	return put(r, &c);
}

static bool update(struct request *r)
{
	const struct contact *there = named(r);
	struct contact c;

	if (!there)
		return false;
	contact_copy(&c, there);
	take(r->params, &c);
	return put(r, &c);
}

static bool remove_one(struct request *r)
{
	const struct contact *c = named(r);

	if (c)
		engine_remove_contact(r->engine, c->id, on_done, asked(r));
	return c != NULL;
}

/* --- all of them ----------------------------------------------------------*/

static void on_imported(void *ask, const struct contact_answer *a)
{
	json_t *problems;

	if (a->error) {
		refuse_all(ask, a->error);
		return;
	}
	problems = json_array();
	for (const char *s = a->text; *s; s += strspn(s, "\n")) {
		size_t n = strcspn(s, "\n");
		char *line = mem_text_n(s, n);

		json_array_append_new(problems, json_clean(line));
		free(line);
		s += n;
	}
	ask_answer(ask, json_pack("{s:i, s:i, s:i, s:o}", "added", a->added,
		"updated", a->updated, "skipped", a->skipped,
		"problems", problems));
}

static bool import(struct request *r)
{
	const char *format = json_text(r->params, "format");
	bool table = format && !strcmp(format, "csv");

	if (format && !table && strcmp(format, "vcard"))
		return refuse(r, ERROR_PARAMS, "format", "expected \"vcard\" or "
			"\"csv\"");
	engine_import_contacts(r->engine, json_text(r->params, "text"), table,
		on_imported, asked(r));
	return true;
}

static void on_exported(void *ask, const struct contact_answer *a)
{
	ask_answer(ask, json_pack("{s:o, s:o}", "text", json_string(a->text),
		"next", a->next < 0 ? json_null() : json_integer(a->next)));
}

static bool export(struct request *r)
{
	engine_export_contacts(r->engine,
		(int)json_number(r->params, "offset", 0), on_exported,
		asked(r));
	return true;
}

#define FIELDS MAY(TEXT, "organization"), MAY(TEXT, "note"), \
	MAY(BOOLEAN, "favourite"), MAY(NUMBERS, "numbers")

const struct method contact_methods[] = {
	LOOK("contact.list", list, MAY(TEXT, "text"),
		MAY(NUMBER, "limit", .min = 1, .max = LIST_MAX),
		MAY(NUMBER, "offset", .min = 0, .max = INT32_MAX)),
	LOOK("contact.get", get, MUST(TEXT, "contact")),
	LOOK("contact.search", search, MUST(TEXT, "text"),
		MAY(NUMBER, "limit", .min = 1, .max = 50)),
	METHOD("contact.add", add, MUST(TEXT, "name"), FIELDS),
	METHOD("contact.update", update, MUST(TEXT, "contact"),
		MAY(TEXT, "name"), FIELDS),
	METHOD("contact.remove", remove_one, MUST(TEXT, "contact")),
	METHOD("contact.import", import, MUST(FILE, "text"),
		MAY(TEXT, "format")),
	LOOK("contact.export", export,
		MAY(NUMBER, "offset", .min = 0, .max = INT32_MAX)),
	{ 0 }
};
