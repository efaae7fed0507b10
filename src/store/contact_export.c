#include "store/contact_export.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct exporting {
	char *text;			/* owned */
	size_t n;
	int from, next;
	int number;			/* of the next card */
};

static void export_card(void *arg, const struct card *card)
{
	struct exporting *e = arg;
	int number = e->number++;
	char *text;
	size_t n;

	if (number < e->from || e->next >= 0)
		return;
	if (e->n > EXPORT_BYTES) {
		e->next = number;
		return;
	}
	text = vcard_text(card->vcard);
	n = strlen(text);
	e->text = mem_grow(e->text, e->n + n + 3);
	e->n = stpcpy(stpcpy(e->text + e->n, text), n && text[n - 1] == '\n' ?
		"" : "\r\n") - e->text;
	free(text);
}

char *contact_export(const struct contact_files *files, int from, int *next)
{
	struct exporting e = { .text = mem_text(""), .from = from, .next = -1 };

	contact_files_each(files, export_card, &e);
	*next = e.next;
	return e.text;
}
