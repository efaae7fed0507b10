#include "listing.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "contact.h"
#include "record.h"
#include "request.h"
#include "ui.h"

#define CHANGED_MS 200		/* several changes are one */
#define AGAIN_MS 2000		/* after an answer that did not help */
#define MARGIN 60		/* rows beside the selected one that are here */
#define ROWS_LEAST 200		/* that are asked for */

static void *read_record(const json_t *o)
{
	return record_read(o);
}

static void free_record(void *record)
{
	record_free(record);
}

static bool same_record(const void *a, const void *b)
{
	return record_same(a, b);
}

static void *read_contact(const json_t *o)
{
	return contact_read(o);
}

static void free_contact(void *contact)
{
	contact_free(contact);
}

static bool same_contact(const void *a, const void *b)
{
	return contact_same(a, b);
}

enum { HISTORY, CONTACTS, LISTINGS };

static const struct listing_kind kinds[LISTINGS] = {
	[HISTORY] = { "history.list", "calls",
		{ read_record, free_record, same_record } },
	[CONTACTS] = { "contact.list", "contacts",
		{ read_contact, free_contact, same_contact } },
};

static struct listing *listing_of(struct ui *ui, int which)
{
	return which == HISTORY ? &ui->history : &ui->contacts;
}

static const struct listing *const_listing_of(const struct ui *ui, int which)
{
	return which == HISTORY ? &ui->history : &ui->contacts;
}

void listing_start(struct ui *ui)
{
	for (int i = 0; i < LISTINGS; i++) {
		struct listing *l = listing_of(ui, i);

		l->kind = &kinds[i];
		l->window.kind = &kinds[i].window;
		l->all = -1;
		l->due = -1;
	}
}

void listing_free(struct listing *l)
{
	if (l->kind)
		window_clear(&l->window);
	free(l->error);
	listing_seek(l, NULL);
}

void listing_seek(struct listing *l, void *row)
{
	if (l->sought)
		l->kind->window.free(l->sought);
	l->sought = row;
}

void listing_restart(struct listing *l)
{
	l->loaded = l->absent = false;
	l->due = l->not_before = 0;
}

void listing_filter(struct listing *l, const char *text)
{
	if (!strcmp(l->filter, text))
		return;
	strcpy(l->filter, text);
	l->edition++;
	l->old = true;
	l->view = (struct list_view){ 0, 0 };
	l->due = l->not_before = 0;
}

void listing_changed(struct listing *l)
{
	if (l->due < 0)
		l->due = clock_ms() + CHANGED_MS;
}

void listing_push(struct listing *l, void *row, bool stays)
{
	if (*l->filter || l->asked) {	/* may hold it already, or not */
		l->kind->window.free(row);
		l->due = 0;
		return;
	}
	window_push(&l->window, row);
	l->all += l->all >= 0;
	if (stays) {
		l->view.selected++;
		l->view.top++;
	}
}

void *listing_chosen(const struct listing *l)
{
	return l->old ? NULL : window_at(&l->window, l->view.selected);
}

/* --- what came ------------------------------------------------------------*/

static void find_sought(struct listing *l)
{
	int at = window_find(&l->window, l->sought);

	if (at >= 0)
		l->view.selected = at;
	listing_seek(l, NULL);
}

/* The selected row stays selected, wherever it has moved to. */
static void load(struct listing *l, const json_t *page, int first, bool stays)
{
	struct window before = l->window;
	void *chosen = l->old ? NULL : window_at(&before, l->view.selected);
	int at;

	l->window = (struct window){ .kind = before.kind };
	window_load(&l->window, json_object_get(page, l->kind->rows), first,
		(int)json_number(page, "total", 0));
	at = window_find(&l->window, chosen);
	if (at >= 0 && (l->view.selected || stays)) {
		l->view.top += at - l->view.selected;
		l->view.selected = at;
	}
	find_sought(l);
	if (l->view.selected >= l->window.total)
		l->view.selected = l->window.total ? l->window.total - 1 : 0;
	window_clear(&before);
	if (!*l->filter)
		l->all = l->window.total;
	l->old = false;
	l->loaded = true;
	mem_set(&l->error, NULL);
}

/* --- asking ---------------------------------------------------------------*/

static int margin(const struct ui *ui)
{
	return ui->layout.rows > MARGIN ? ui->layout.rows : MARGIN;
}

static int rows_wanted(const struct ui *ui)
{
	int rows = 3 * margin(ui);

	rows = rows < ROWS_LEAST ? ROWS_LEAST : rows;
	return rows > WINDOW_MAX ? WINDOW_MAX : rows;
}

static int first_wanted(const struct ui *ui, const struct listing *l)
{
	int first = l->view.selected - rows_wanted(ui) / 2;

	return l->view.selected <= margin(ui) || first < 0 ? 0 : first;
}

static bool lacks(const struct ui *ui, const struct listing *l)
{
	return window_lacks(&l->window, l->view.selected - margin(ui),
		l->view.selected + margin(ui));
}

static int64_t deadline(const struct ui *ui, const struct listing *l)
{
	int64_t due = lacks(ui, l) ? 0 : l->due;

	if (!ui->connected || !l->kind || l->asked || l->absent || due < 0)
		return -1;
	return due < l->not_before ? l->not_before : due;
}

int64_t listing_deadline(const struct ui *ui)
{
	int64_t first = -1;

	for (int i = 0; i < LISTINGS; i++) {
		int64_t due = deadline(ui, const_listing_of(ui, i));

		if (due >= 0 && (first < 0 || due < first))
			first = due;
	}
	return first;
}

static void fail(struct listing *l, const char *error)
{
	l->absent = error == asked_no_method;
	l->not_before = clock_ms() + AGAIN_MS;
	mem_set(&l->error, error);
}

static void on_page(void *arg, int which, const json_t *result,
	const char *error)
{
	struct ui *ui = arg;
	struct listing *l = listing_of(ui, which);

	l->asked = false;
	ui->now |= l->old || l->asked_first;	/* filtered, scrolled */
	if (l->edition != l->asked_edition)
		return;			/* the filter has changed since */
	if (error)
		fail(l, error);
	else
		load(l, result, l->asked_first, ui->focus == PANE_BROWSER);
	if (!error && which == HISTORY && !l->asked_first && !*l->filter) {
		model_load_history(ui->model, result);
		ui_count_day(ui);
	}
	if (lacks(ui, l) && first_wanted(ui, l) == l->asked_first)
		l->not_before = clock_ms() + AGAIN_MS;
}

static void ask(struct ui *ui, int which)
{
	struct listing *l = listing_of(ui, which);
	struct link_reply reply = { on_page, ui, which };
	struct request_page page = { .limit = rows_wanted(ui),
		.offset = first_wanted(ui, l), .text = l->filter };

	l->asked = true;
	l->asked_edition = l->edition;
	l->asked_first = page.offset;
	l->due = -1;
	l->not_before = 0;
	request_page(ui->link, l->kind->method, &page, &reply);
}

void listing_tick(struct ui *ui)
{
	for (int i = 0; i < LISTINGS; i++) {
		int64_t due = deadline(ui, listing_of(ui, i));

		if (due >= 0 && clock_ms() >= due)
			ask(ui, i);
	}
}
