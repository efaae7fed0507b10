/* page.h - what covers all panes: each has its own file, and says here how it is
 * shown, moved in, and where the cursor is parked.  The panes are no page.
 *
 *	-- Help  (q: back) -------------	heading
 *	   row				draw
 */
#ifndef UI_VIEWS_PAGE_H
#define UI_VIEWS_PAGE_H

#include "views/view.h"

struct page_view {
	void (*heading)(const struct ui *, char *text, int size);
	void (*draw)(struct ui *, const struct area *);	/* below it */
	struct shown_list (*list)(struct ui *, int rows);	/* NULL: none */
	/* Row and column below the heading; NULL: the status bar. */
	struct cursor (*cursor)(const struct ui *);
};

extern const struct page_view help_page, keys_page, learn_page, form_page_view;

const struct page_view *page_view(enum page);	/* NULL: the panes */

void page_draw(struct ui *, const struct area *);
struct cursor page_cursor(const struct ui *);

#endif
