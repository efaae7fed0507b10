/* The contacts of the scripted engine: nobody is in its book, everything that is
 * asked of it is done at once, as a fresh engine would. */
#include <string.h>

#include "engine/engine.h"

const struct book *engine_book(const struct engine *e)
{
	(void)e;
	return NULL;
}

const struct contact *engine_contact_of(const struct engine *e, const char *uri)
{
	(void)e;
	(void)uri;
	return NULL;
}

void engine_put_contact(struct engine *e, const struct contact *contact,
	engine_contact_fn *fn, void *arg)
{
	struct contact one;

	(void)e;
	contact_copy(&one, contact);
	if (!one.id)
		one.id = strdup("new");
	fn(arg, &(struct contact_answer){ .contact = &one });
	contact_clear(&one);
}

void engine_remove_contact(struct engine *e, const char *id,
	engine_contact_fn *fn, void *arg)
{
	(void)e;
	(void)id;
	fn(arg, &(struct contact_answer){ .error = "the disk is full" });
}

void engine_search_contacts(struct engine *e, const char *typed, int limit,
	engine_contact_fn *fn, void *arg)
{
	(void)e;
	(void)typed;
	(void)limit;
	fn(arg, &(struct contact_answer){ .total = 0 });
}

void engine_import_contacts(struct engine *e, const char *vcards,
	engine_contact_fn *fn, void *arg)
{
	(void)e;
	(void)vcards;
	fn(arg, &(struct contact_answer){ .added = 1, .text = "a\nb" });
}

void engine_export_contacts(struct engine *e, int from, engine_contact_fn *fn,
	void *arg)
{
	(void)e;
	(void)from;
	fn(arg, &(struct contact_answer){ .text = "", .next = -1 });
}

void engine_contacts_forget(struct engine *e, void *arg)
{
	(void)e;
	(void)arg;
}
