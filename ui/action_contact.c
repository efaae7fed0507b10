/* The address book: whom to call, who is a favourite, who is to go. */
#include "action.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "book.h"
#include "calling.h"
#include "contact_form.h"
#include "request.h"
#include "ui.h"

#define SURE_MS 5000		/* in which a second D is meant */

static bool on_contact(const struct ui *ui)
{
	return ui->connected && book_chosen(ui);
}

static bool on_number(const struct ui *ui)
{
	return ui->connected && book_number(ui);
}

static bool has_contacts(const struct ui *ui)
{
	return !ui->contacts.absent;
}

static void do_contacts(struct ui *ui, const char *argument)
{
	(void)argument;
	ui->tab = TAB_CONTACTS;
	ui_focus(ui, PANE_BROWSER);
}

static void do_call(struct ui *ui, const char *argument)
{
	const struct account *account = ui->account < 0 ? NULL : ui_account(ui);
	struct calling c = { .to = book_number(ui)->to,
		.shown = contact_words(book_chosen(ui)),
		.account = account ? account->name : NULL };

	(void)argument;
	calling_start(ui, &c);
	ui_focus(ui, PANE_CALLS);
}

static void do_favourite(struct ui *ui, const char *argument)
{
	struct link_reply reply = ui_reply(ui, 0);
	struct contact *c = book_chosen(ui);

	(void)argument;
	c->favourite = !c->favourite;	/* shown at once; the engine confirms */
	request_contact_favourite(ui->link, c->id, c->favourite, &reply);
	listing_changed(&ui->contacts);
}

/* --- writing --------------------------------------------------------------*/

static const struct record *record_here(const struct ui *ui)
{
	return ui->focus == PANE_BROWSER && ui->tab == TAB_HISTORY &&
		!ui->page ? listing_chosen(&ui->history) : NULL;
}

static bool can_write(const struct ui *ui)
{
	return ui->connected && !ui->contacts.absent;
}

/* Of somebody in the history who is not in the book, or of nobody yet. */
static void do_new(struct ui *ui, const char *argument)
{
	const struct record *r = record_here(ui);

	if (argument && *argument)
		contact_form_new(ui, argument, NULL);
	else if (r && !r->contact.id && *r->address)
		contact_form_new(ui, r->name, r->address);
	else
		contact_form_new(ui, NULL, NULL);
}

static bool in_browser(const struct ui *ui)
{
	return can_write(ui) && !ui->page && (ui->tab == TAB_CONTACTS ||
		record_here(ui));
}

static void do_edit(struct ui *ui, const char *argument)
{
	(void)argument;
	contact_form_edit(ui, book_chosen(ui));
}

/* --- deleting -------------------------------------------------------------*/

static bool is_sure(const struct ui *ui, const struct contact *c)
{
	return ui->remove_id && !strcmp(ui->remove_id, c->id) &&
		clock_ms() < ui->remove_until;
}

static void do_remove(struct ui *ui, const char *argument)
{
	struct link_reply reply = ui_reply(ui, 0);
	const struct contact *c = book_chosen(ui);

	(void)argument;
	if (!is_sure(ui, c)) {
		mem_set(&ui->remove_id, c->id);
		ui->remove_until = clock_ms() + SURE_MS;
		notice_add(ui->notices, NOTICE_WARNING,
			"delete %s, with %d number%s? D again deletes",
			contact_words(c), c->n_numbers,
			c->n_numbers == 1 ? "" : "s");
		return;
	}
	notice_clear(ui->notices);
	notice_add(ui->notices, NOTICE_INFO, "deleted: %s", contact_words(c));
	request_contact_remove(ui->link, c->id, &reply);
	listing_changed(&ui->contacts);
	mem_set(&ui->remove_id, NULL);
}

/* --- copying --------------------------------------------------------------*/

static bool can_copy(const struct ui *ui)
{
	const struct record *r = record_here(ui);

	return book_number(ui) || (r && *r->address);
}

static void do_copy(struct ui *ui, const char *argument)
{
	const struct contact_number *n = book_number(ui);

	(void)argument;
	ui_copy(ui, n ? n->to : record_here(ui)->address);
}

/* ---------------------------------------------------------------------------*/

const struct action contact_actions[] = {
	{ .name = "call contact", .keys = { "Enter" }, .contexts = IN_BROWSER,
	  .help = "call the selected number of the contact",
	  .applies = on_number, .run = do_call, .hint = "call",
	  .flags = ACTION_NOT_LISTED | ACTION_CHANGES },
	{ .name = "contacts", .keys = { "g c" }, .contexts = IN_COMMAND,
	  .help = "the address book", .applies = has_contacts,
	  .run = do_contacts, .hint = "contacts" },
	{ .name = "new contact", .keys = { "n" }, .contexts = IN_BROWSER,
	  .help = "write a new contact; of a call: with its number",
	  .applies = in_browser, .run = do_new, .hint = "new contact",
	  .flags = ACTION_CHANGES },
	{ .name = "edit contact", .keys = { "e" }, .contexts = IN_BROWSER,
	  .help = "change name, numbers and note of the contact",
	  .applies = on_contact, .run = do_edit, .hint = "edit",
	  .flags = ACTION_CHANGES },
	{ .name = "favourite", .keys = { "f" }, .contexts = IN_BROWSER,
	  .help = "the contact is a favourite, or no longer",
	  .applies = on_contact, .run = do_favourite, .hint = "favourite",
	  .flags = ACTION_CHANGES },
	{ .name = "copy number", .keys = { "y" }, .contexts = IN_BROWSER,
	  .help = "the selected number to the clipboard",
	  .applies = can_copy, .run = do_copy, .hint = "copy" },
	{ .name = "delete contact", .keys = { "D" }, .contexts = IN_BROWSER,
	  .help = "delete the contact; it asks first",
	  .applies = on_contact, .run = do_remove, .hint = "delete",
	  .flags = ACTION_CHANGES },
	{ .name = NULL }
};
