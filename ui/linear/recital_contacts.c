/* The address book, or who of it is meant. */
#include <string.h>

#include "contact.h"
#include "linear/recital.h"
#include "request.h"
#include "spoken.h"

#define SHOWN 50		/* contacts */

static void tell_one(struct teller *t, const json_t *o)
{
	struct contact *c = contact_read(o);
	char line[SPOKEN_LINE];

	if (!c)
		return;
	spoken_contact(c, line);
	teller_say(t, "%s", line);
	contact_free(c);
}

static void on_contacts(void *arg, int subject, const json_t *result,
	const char *error)
{
	const json_t *contacts = json_object_get(result, "contacts");
	json_int_t all = json_integer_value(json_object_get(result, "total"));
	size_t n = json_array_size(contacts);

	(void)subject;
	if (error)
		teller_say(arg, "contacts: %s", error);
	else if (!n)
		teller_say(arg, "no contact matches");
	for (size_t i = 0; i < n; i++)
		tell_one(arg, json_array_get(contacts, i));
	if (all > (json_int_t)n && n)
		teller_say(arg, "%d more: contacts and some letters of them "
			"tells fewer", (int)(all - (json_int_t)n));
}

bool recital_contacts(struct ui *ui, struct teller *t, const char *argument)
{
	struct request_page page = { .limit = SHOWN, .text = argument };
	struct link_reply reply = { on_contacts, t, 0 };

	request_page(ui->link, "contact.list", &page, &reply);
	return true;
}
