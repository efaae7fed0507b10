/* view.h - the parts of the screen.  Each draws itself from ui, into its area.
 */
#ifndef UI_VIEWS_VIEW_H
#define UI_VIEWS_VIEW_H

#include "screen.h"
#include "ui.h"

void status_bar_draw(const struct ui *, const struct area *);
void strip_draw(const struct ui *, const struct area *);
void calls_draw(struct ui *, const struct area *);
void calls_heading(const struct ui *, char *text, int size);
void detail_draw(const struct ui *, const struct area *);
void detail_heading(const struct ui *, char *text, int size);
void browser_draw(struct ui *, const struct area *);
int browser_cursor(const struct ui *);		/* the row of it */
void browser_heading(const struct ui *, char *text, int size);
void pad_draw(const struct ui *, const struct area *);
void pad_heading(const struct ui *, char *text, int size);
void notice_line_draw(const struct ui *, const struct area *);
void hint_bar_draw(const struct ui *, const struct area *);

/* What detail chooses from. */
void accounts_draw(const struct ui *, const struct area *);
void session_card_draw(const struct ui *, const struct session *,
	const struct area *);
void ringing_card_draw(const struct ui *, const struct area *);
void record_card_draw(const struct ui *, const struct area *);
void contact_detail_draw(const struct ui *, const struct area *);
void lost_card_draw(const struct ui *, const struct area *);

/* The column where the cursor belongs while somebody types, else -1. */
int input_line_draw(const struct ui *, const struct area *);

/* Over what is below, above the notice line. */
void completion_draw(const struct ui *);
void palette_draw(struct ui *);

/* The row on which the cursor is parked. */
struct cursor {
	int row, column;
};

/* The whole screen between screen_begin() and screen_commit(). */
struct cursor frame_draw(struct ui *);

#endif
