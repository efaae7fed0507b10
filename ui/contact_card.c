#include "contact_card.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"

static char *clean(const json_t *o, const char *name)
{
	return text_clean(json_text(o, name), TEXT_CHARACTERS);
}

void contact_card_read(struct contact_card *c, const json_t *o)
{
	*c = (struct contact_card){
		.id = clean(o, "id"),
		.name = clean(o, "name"),
		.organization = clean(o, "organization"),
		.note = clean(o, "note"),
	};
}

void contact_card_clear(struct contact_card *c)
{
	free(c->id);
	free(c->name);
	free(c->organization);
	free(c->note);
	*c = (struct contact_card){ 0 };
}

bool contact_card_differs(const struct contact_card *c, const char *told)
{
	return c->name && told[strspn(told, "0123456789+-()./ ")] &&
		strcmp(c->name, told);
}
