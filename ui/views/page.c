#include "views/page.h"

static const struct page_view *const pages[PAGES] = {
	[PAGE_HELP] = &help_page,
	[PAGE_KEYS] = &keys_page,
	[PAGE_LEARN] = &learn_page,
	[PAGE_FORM] = &form_page_view,
};

const struct page_view *page_view(enum page page)
{
	return pages[page];
}

void page_draw(struct ui *ui, const struct area *body)
{
	const struct page_view *p = pages[ui->page];
	struct area a = *body;
	char text[128];

	p->heading(ui, text, sizeof text);
	screen_rule(&a, 0, 0, a.columns);
	screen_format(&a, 0, 2, a.columns - 4, ROLE_HEADING, " %s ", text);
	a.row++;
	a.rows--;
	p->draw(ui, &a);
}

struct cursor page_cursor(const struct ui *ui)
{
	const struct page_view *p = pages[ui->page];
	const struct area *body = &ui->layout.body;
	struct cursor c;

	if (!p->cursor || body->rows < 2)
		return (struct cursor){ ui->layout.status.row, 0 };
	c = p->cursor(ui);
	return (struct cursor){ body->row + 1 + c.row, body->column + c.column };
}
