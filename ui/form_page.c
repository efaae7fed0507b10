#include "form_page.h"

bool form_page_is_shown(const struct ui *ui)
{
	return ui->page == PAGE_FORM && ui->form;
}

void form_page_settle(struct ui *ui)
{
	if (!form_page_is_shown(ui) || (ui->typing && ui->mode != LINE_FIELD))
		return;
	ui->typing = form_edit(ui->form) != NULL;
	ui->mode = ui->typing ? LINE_FIELD : LINE_DIAL;
}

static void show(struct ui *ui)
{
	if (ui->typing)
		ui_stop_typing(ui);
	ui->page = PAGE_FORM;
	ui->form_asked = false;
	form_page_settle(ui);
}

void form_page_open(struct ui *ui, const struct form_owner *owner,
	struct form *form)
{
	form_free(ui->form);
	ui->form = form;
	ui->form_owner = owner;
	ui->form_top = 0;
	show(ui);
}

void form_page_replace(struct ui *ui, struct form *form)
{
	form_free(ui->form);
	ui->form = form;
	ui->form_top = 0;
	ui->form_asked = false;
	form_page_settle(ui);
}

void form_page_close(struct ui *ui)
{
	bool shown = form_page_is_shown(ui);

	form_free(ui->form);
	ui->form = NULL;
	ui->form_owner = NULL;
	if (!shown)
		return;
	ui->page = PAGE_PANES;
	ui_stop_typing(ui);
}

struct form *form_page_of(const struct ui *ui, const struct form_owner *owner)
{
	return ui->form_owner == owner ? ui->form : NULL;
}

bool form_page_return(struct ui *ui, const struct form_owner *owner)
{
	if (!form_page_of(ui, owner))
		return false;
	show(ui);
	return true;
}

static bool is_right(struct ui *ui, struct field *f)
{
	if (!f->wrong && ui->form_owner->check && field_changed(f))
		f->wrong = ui->form_owner->check(ui, f);
	return !f->wrong;
}

void form_page_tell(struct ui *ui, struct field *f)
{
	if (f && !is_right(ui, f))
		notice_add(ui->notices, NOTICE_KEY, "%s: %s", f->label,
			f->wrong);
}

bool form_page_check(struct ui *ui)
{
	struct field *wrong = form_check(ui->form);

	for (int i = 0; !wrong && i < ui->form->n; i++)
		if (!is_right(ui, ui->form->fields[i]))
			wrong = ui->form->fields[i];
	if (wrong)
		form_focus(ui->form, wrong);
	form_page_tell(ui, wrong);
	form_page_settle(ui);
	return !wrong;
}

bool form_page_may_lose(struct ui *ui)
{
	if (ui->form_asked || !form_changed(ui->form))
		return true;
	ui->form_asked = true;
	notice_add(ui->notices, NOTICE_KEY, ui->form_owner->save ?
		"not saved: ^S saves, the same key again throws it away" :
		"not done yet: the same key again throws it away");
	return false;
}
