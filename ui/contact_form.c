/* The fields of a contact.  Numbers and what they are stand beside each other,
 * as many as there are and some that are empty.
 *
 *	Name ........ Carol Sample
 *	Number 1 .... +44 7700 900123
 *	  which ..... mobile
 *
 * Only what was changed is sent: what this page does not know of a card stays.
 */
#include "contact_form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "contact.h"
#include "form_page.h"
#include "number.h"
#include "request.h"

#define EMPTY 2			/* pairs of fields for more numbers */
#define NUMBERS_MOST 26		/* that have room in a form */
#define NAME_ROOM 16		/* bytes of a field's name */

static const struct form_owner owner;

/* --- the form -------------------------------------------------------------*/

static const char *check_number(const char *value)
{
	return strpbrk(value, "<>\"\n") ? "expected a number, or an address "
		"like ann@example.org" : NULL;
}

static void add_number(struct form *form, int i,
	const struct contact_number *n)
{
	static const char *const usual[] = { "work", "mobile", "home" };
	char to[NAME_ROOM], label[NAME_ROOM], words[NAME_ROOM];

	snprintf(to, sizeof to, "to%d", i);
	snprintf(label, sizeof label, "label%d", i);
	snprintf(words, sizeof words, "Number %d", i + 1);
	form_add(form, &(struct field_params){ .kind = FIELD_TEXT, .name = to,
		.label = words, .value = n ? n->to : "", .check = check_number,
		.help = "A telephone number, with the code of the country best "
		"(+44 20 7946 0958), or a SIP address.  Empty: it goes." });
	form_add(form, &(struct field_params){ .kind = FIELD_TEXT,
		.name = label, .label = "  which", .value = n ? n->label :
		usual[i % 3], .help = "A word: work, mobile, home .." });
}

static struct form *make(const struct contact *c)
{
	struct form *form = form_new();
	int n = c->n_numbers + EMPTY;

	form_add(form, &(struct field_params){ .kind = FIELD_TEXT,
		.name = "name", .label = "Name", .value = c->card.name ?
		c->card.name : "", .must = true });
	form_add(form, &(struct field_params){ .kind = FIELD_TEXT,
		.name = "organization", .label = "Organization",
		.value = c->card.organization ? c->card.organization : "" });
	for (int i = 0; i < n && i < NUMBERS_MOST; i++)
		add_number(form, i, i < c->n_numbers ? &c->numbers[i] : NULL);
	form_add(form, &(struct field_params){ .kind = FIELD_TEXT,
		.name = "note", .label = "Note", .value = c->card.note ?
		c->card.note : "", .help = "Shown when the contact calls." });
	form_add(form, &(struct field_params){ .kind = FIELD_SWITCH,
		.name = "favourite", .label = "Favourite",
		.value = c->favourite ? "yes" : "no",
		.help = "Favourites are offered first." });
	return form;
}

static void open_form(struct ui *ui, const struct contact *c, const char *id)
{
	mem_set(&ui->contact_id, id);
	form_page_open(ui, &owner, make(c));
}

void contact_form_edit(struct ui *ui, const struct contact *c)
{
	open_form(ui, c, c->id);
}

void contact_form_new(struct ui *ui, const char *name, const char *number)
{
	struct contact_number first = { .to = mem_text(number ? number : ""),
		.label = mem_text("work") };
	struct contact c = { .card = { .name = mem_text(name) },
		.numbers = &first, .n_numbers = number != NULL };

	open_form(ui, &c, NULL);
	free(first.to);
	free(first.label);
	free(c.card.name);
}

/* --- what is sent ---------------------------------------------------------*/

static const struct field *field_of(const struct form *form, const char *word,
	int i)
{
	char name[NAME_ROOM];

	snprintf(name, sizeof name, "%s%d", word, i);
	return form_find(form, name);
}

static bool numbers_changed(const struct form *form)
{
	for (int i = 0; field_of(form, "to", i); i++)
		if (field_changed(field_of(form, "to", i)) ||
				field_changed(field_of(form, "label", i)))
			return true;
	return false;
}

/* As they will be dialled. */
static json_t *numbers(const struct form *form)
{
	json_t *list = json_array();

	for (int i = 0; field_of(form, "to", i); i++) {
		char *to = number_clean(field_value(field_of(form, "to", i)));

		if (*to)
			json_array_append_new(list, json_pack("{s:s, s:s}",
				"label", field_value(field_of(form, "label", i)),
				"to", to));
		free(to);
	}
	return list;
}

static json_t *params(const struct form *form, bool all)
{
	static const char *const texts[] = { "name", "organization", "note" };
	const struct field *favourite = form_find(form, "favourite");
	json_t *o = json_object();

	for (int i = 0; i < 3; i++) {
		const struct field *f = form_find(form, texts[i]);

		if (field_changed(f) || (all && *field_value(f)))
			json_object_set_new(o, texts[i],
				json_string(field_value(f)));
	}
	if (field_changed(favourite))
		json_object_set_new(o, "favourite", json_boolean(
			!strcmp(field_value(favourite), "yes")));
	if (all || numbers_changed(form))
		json_object_set_new(o, "numbers", numbers(form));
	return o;
}

static void on_saved(void *arg, int subject, const json_t *result,
	const char *error)
{
	struct ui *ui = arg;
	struct contact *c = contact_read(json_object_get(result, "contact"));

	(void)subject;
	notice_withdraw(ui->notices, ui->contact_notice);
	if (error)
		ui->contact_notice = notice_add(ui->notices, NOTICE_ERROR,
			"not saved: %s", error);
	else
		notice_add(ui->notices, NOTICE_INFO, "saved: %s",
			c ? contact_words(c) : "");
	if (error) {
		contact_free(c);
		return;
	}
	ui->contact_number = 0;
	listing_seek(&ui->contacts, c);
	listing_changed(&ui->contacts);
	if (form_page_of(ui, &owner))
		form_page_close(ui);
}

static void save(struct ui *ui)
{
	struct link_reply reply = { on_saved, ui, 0 };
	json_t *o = params(ui->form, !ui->contact_id);

	if (!json_object_size(o)) {
		json_decref(o);
		notice_add(ui->notices, NOTICE_KEY, "nothing has changed");
		return;
	}
	request_contact_save(ui->link, ui->contact_id, o, &reply);
}

static bool can_save(const struct ui *ui)
{
	return ui->connected;
}

static void heading(const struct ui *ui, char *text, int size)
{
	const struct field *name = form_find(ui->form, "name");

	snprintf(text, size, ui->contact_id ? "Contact: %s" : "New contact",
		name ? field_value(name) : "");
}

static const struct form_owner owner = { .heading = heading, .save = save,
	.can_save = can_save };
