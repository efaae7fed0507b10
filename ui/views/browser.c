/* The pane of tabs: which there are, in which order. */
#include <stdio.h>
#include <string.h>

#include "views/tab.h"

static const struct tab_view *const tabs[TABS] = {
	[TAB_HISTORY] = &history_tab,
	[TAB_CONTACTS] = &contacts_tab,
	[TAB_TRACE] = &trace_tab,
	[TAB_QUALITY] = &quality_tab,
	[TAB_LOG] = &log_tab,
};

const struct tab_view *tab_view(enum tab tab)
{
	return tabs[tab];
}

bool tab_applies(const struct ui *ui, enum tab tab)
{
	return !tabs[tab]->applies || tabs[tab]->applies(ui);
}

void browser_draw(struct ui *ui, const struct area *a)
{
	tabs[ui->tab]->draw(ui, a);
}

int browser_cursor(const struct ui *ui)
{
	return tabs[ui->tab]->cursor ? tabs[ui->tab]->cursor(ui) : 0;
}

static int add_title(const struct ui *ui, enum tab tab, char *text, int size)
{
	char title[TAB_TITLE];

	snprintf(title, sizeof title, "%s", tabs[tab]->name);
	if (tabs[tab]->title)
		tabs[tab]->title(ui, title);
	return snprintf(text, size, tab == ui->tab ? "%s[%s]" : "%s%s",
		tab ? "  " : "", title);
}

int browser_tab_at(const struct ui *ui, int column)
{
	char text[128];
	int n = 0, end;

	if (ui->layout.one_pane && tabs[ui->tab]->heading &&
			tabs[ui->tab]->heading(ui, text, sizeof text))
		return -1;
	for (enum tab tab = 0; tab < TABS && n <= column; tab++) {
		if (!tab_applies(ui, tab))
			continue;
		end = n + add_title(ui, tab, text, sizeof text);
		if (column >= n && column < end)
			return tab;
		n = end;
	}
	return -1;
}

void browser_heading(const struct ui *ui, char *text, int size)
{
	int n = 0;

	*text = '\0';
	if (ui->layout.one_pane && tabs[ui->tab]->heading &&
			tabs[ui->tab]->heading(ui, text, size))
		return;
	for (enum tab tab = 0; tab < TABS && n < size; tab++)
		if (tab_applies(ui, tab))
			n += add_title(ui, tab, text + n, size - n);
}
