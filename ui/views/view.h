/* view.h - the parts of the screen.  Each draws itself from ui, into its area.
 */
#ifndef UI_VIEWS_VIEW_H
#define UI_VIEWS_VIEW_H

#include "screen.h"
#include "ui.h"

void status_bar_draw(const struct ui *, const struct area *);
void strip_draw(const struct ui *, const struct area *);
void calls_draw(struct ui *, const struct area *);
int calls_room(const struct ui *);		/* rows for calls */
int calls_cursor(const struct ui *);		/* the row of it */
int calls_session_at(const struct ui *, int row);	/* its id; 0 none */
void calls_heading(const struct ui *, char *text, int size);
void detail_draw(const struct ui *, const struct area *);
void detail_heading(const struct ui *, char *text, int size);
void browser_draw(struct ui *, const struct area *);
int browser_cursor(const struct ui *);		/* the row of it */
/* The tab whose title stands in the column of the heading; -1 none. */
int browser_tab_at(const struct ui *, int column);
void browser_heading(const struct ui *, char *text, int size);
void side_draw(const struct ui *, const struct area *);
void side_heading(const struct ui *, char *text, int size);
void pad_draw(const struct ui *, const struct area *);
int pad_key_at(const struct area *, int row, int column);	/* 0 none */
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

/* Where the cursor is parked while nobody types. */
struct cursor frame_cursor(const struct ui *);

/* The whole screen between screen_begin() and screen_commit(). */
struct cursor frame_draw(struct ui *);

#endif
