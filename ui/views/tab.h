/* tab.h - one tab of the browser: each has its own file, and says here how it is
 * shown, moved in, and where the cursor is parked.
 *
 *	-- [History]  Trace 1  Log ----		title, or heading where it is alone
 *	   row					draw
 *	  >row					cursor: 1
 */
#ifndef UI_VIEWS_TAB_H
#define UI_VIEWS_TAB_H

#include "views/view.h"

#define TAB_TITLE 32

struct tab_view {
	const char *name;
	/* In the row of all tabs; NULL: its name. */
	void (*title)(const struct ui *, char text[TAB_TITLE]);
	/* Where it has the screen for itself: false, or NULL: all tabs. */
	bool (*heading)(const struct ui *, char *text, int size);
	void (*draw)(struct ui *, const struct area *);
	struct shown_list (*list)(struct ui *, int rows);
	/* Rows down, or up, where they are not just counted; NULL: they are. */
	void (*move)(struct ui *, int by);
	int (*cursor)(const struct ui *);	/* row; NULL: the first */
	/* false: it is not there now, nor in the row; NULL: always. */
	bool (*applies)(const struct ui *);
};

extern const struct tab_view history_tab, contacts_tab, trace_tab, quality_tab, log_tab;

const struct tab_view *tab_view(enum tab);
bool tab_applies(const struct ui *, enum tab);

#endif
