#include "book.h"

#include <string.h>

#include "ui.h"

struct contact *book_chosen(const struct ui *ui)
{
	return ui->focus == PANE_BROWSER && ui->tab == TAB_CONTACTS &&
		!ui->page ? listing_chosen(&ui->contacts) : NULL;
}

const struct contact_number *book_number(const struct ui *ui)
{
	const struct contact *c = book_chosen(ui);

	return c && ui->contact_number < c->n_numbers ?
		&c->numbers[ui->contact_number] : NULL;
}

static bool is_with(const struct record *r, const struct contact *c)
{
	if (r->contact.id)
		return !strcmp(r->contact.id, c->id);
	for (int i = 0; i < c->n_numbers; i++)
		if (!strcmp(r->uri, c->numbers[i].to) ||
				!strcmp(r->address, c->numbers[i].to))
			return true;
	return false;
}

const struct record *book_last_call(const struct ui *ui,
	const struct contact *c)
{
	for (int i = 0; i < ui->model->n_history; i++)
		if (is_with(ui->model->history[i], c))
			return ui->model->history[i];
	return NULL;
}
