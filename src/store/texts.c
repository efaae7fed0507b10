#include "store/texts.h"

#include <stdlib.h>

#include "base/mem.h"

void texts_take(struct texts *t, char *text)
{
	t->items = mem_grow(t->items, (t->n + 1) * sizeof *t->items);
	t->items[t->n++] = text;
}

void texts_add(struct texts *t, const char *text)
{
	texts_take(t, mem_text(text));
}

void texts_copy(struct texts *t, const struct texts *from)
{
	texts_clear(t);
	for (int i = 0; from && i < from->n; i++)
		texts_add(t, from->items[i]);
}

void texts_clear(struct texts *t)
{
	for (int i = 0; i < t->n; i++)
		free(t->items[i]);
	free(t->items);
	*t = (struct texts){ 0 };
}
