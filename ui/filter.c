#include "filter.h"

#include <stddef.h>
#include <string.h>

#include "ui.h"

bool filter_applies(const struct ui *ui)
{
	return ui->tab == TAB_LOG || (ui->connected &&
		(ui->tab == TAB_HISTORY || ui->tab == TAB_CONTACTS));
}

const char *filter_text(const struct ui *ui)
{
	switch (ui->tab) {
	case TAB_HISTORY:
		return ui->history.filter;
	case TAB_CONTACTS:
		return ui->contacts.filter;
	case TAB_LOG:
		return ui->log_filter;
	default:
		return "";
	}
}

bool filter_takes(const struct ui *ui, const struct notice *n)
{
	return !*ui->log_filter || strcasestr(n->text, ui->log_filter);
}

void filter_set(struct ui *ui, const char *text)
{
	switch (ui->tab) {
	case TAB_HISTORY:
		listing_filter(&ui->history, text);
		break;
	case TAB_CONTACTS:
		ui->contact_number = 0;
		listing_filter(&ui->contacts, text);
		break;
	case TAB_LOG:
		strcpy(ui->log_filter, text);
		ui->log = (struct list_view){ 0, 0 };
		break;
	default:
		break;
	}
}
