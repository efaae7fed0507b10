#include "contact.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "number.h"
#include "party.h"

static void read_number(struct contact *c, const json_t *o)
{
	struct contact_number *n = &c->numbers[c->n_numbers];
	char *to = text_clean(json_text(o, "to"), TEXT_CHARACTERS), *bare;

	if (!to)
		return;
	bare = party_bare(to);
	n->to = number_is_typed(to) ? number_clean(to) : mem_text(to);
	n->shown = number_shown(bare);
	n->label = text_clean(json_text(o, "label"), TEXT_CHARACTERS);
	if (!n->label)
		n->label = mem_text("");
	free(bare);
	free(to);
	c->n_numbers++;
}

static void read_numbers(struct contact *c, const json_t *numbers)
{
	size_t n = json_array_size(numbers), i;
	json_t *o;

	if (n > CONTACT_NUMBERS)
		n = CONTACT_NUMBERS;
	if (!n)
		return;
	c->numbers = mem_new(n * sizeof *c->numbers);
	json_array_foreach(numbers, i, o)
		if (i < n)
			read_number(c, o);
}

struct contact *contact_read(const json_t *o)
{
	const char *id = json_text(o, "id");
	struct contact *c;

	if (!id)
		return NULL;
	c = mem_new_of(struct contact);
	c->id = mem_text(id);
	contact_card_read(&c->card, o);
	c->favourite = json_is_true(json_object_get(o, "favourite"));
	read_numbers(c, json_object_get(o, "numbers"));
	return c;
}

void contact_free(struct contact *c)
{
	if (!c)
		return;
	for (int i = 0; i < c->n_numbers; i++) {
		free(c->numbers[i].label);
		free(c->numbers[i].to);
		free(c->numbers[i].shown);
	}
	free(c->numbers);
	free(c->id);
	contact_card_clear(&c->card);
	free(c);
}

bool contact_same(const struct contact *a, const struct contact *b)
{
	return !strcmp(a->id, b->id);
}

const char *contact_words(const struct contact *c)
{
	if (c->card.name && *c->card.name)
		return c->card.name;
	if (c->card.organization && *c->card.organization)
		return c->card.organization;
	return c->n_numbers && *c->numbers[0].shown ? c->numbers[0].shown :
		"(no name)";
}
