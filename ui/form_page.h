/* form_page.h - a page of fields: keys and typing go to its form, what comes of
 * it to its owner.
 *
 *	keys --> form --> owner: changed, press, save, leave
 *
 * The input line edits the field that has the focus, and its label says which.
 * What was typed stays when another page is looked at meanwhile.
 */
#ifndef UI_FORM_PAGE_H
#define UI_FORM_PAGE_H

#include "ui.h"
#include "widgets/form.h"

struct area;

/* All may be NULL but heading. */
struct form_owner {
	void (*heading)(const struct ui *, char *text, int size);
	/* Above and below the fields; returns the rows it took. */
	int (*above)(struct ui *, const struct area *);
	int (*below)(struct ui *, const struct area *);
	/* Everything is right, and something may have changed.  Calls
	 * form_saved() or form_page_close() when it is. */
	void (*save)(struct ui *);
	/* Beside the check of the field itself; NULL: right. */
	const char *(*check)(struct ui *, const struct field *);
	void (*press)(struct ui *, const struct field *);	/* a button */
	/* By a key that chooses or switches, not by typing. */
	void (*changed)(struct ui *, struct field *);
	/* Esc, asked about where something is not saved; NULL: closes it. */
	void (*leave)(struct ui *);
	void (*cancel)(struct ui *);	/* ^C; NULL: as leave, not asked */
	/* What may be done there; all where NULL. */
	bool (*can_save)(const struct ui *);
};

/* Takes the form; one that was open is freed. */
void form_page_open(struct ui *, const struct form_owner *, struct form *);
/* Another form of the same owner: another tab, or all built anew. */
void form_page_replace(struct ui *, struct form *);
void form_page_close(struct ui *);	/* back to the panes */

/* The one that is open, of that owner, seen or not; else NULL. */
struct form *form_page_of(const struct ui *, const struct form_owner *);
/* Back to it, if it is open; false: it is not. */
bool form_page_return(struct ui *, const struct form_owner *);

bool form_page_is_shown(const struct ui *);
/* The cursor is in the line where the focus is, if a text is there. */
void form_page_settle(struct ui *);
/* Says what is wrong of a field that is left, if anything. */
void form_page_tell(struct ui *, struct field *);
/* The first field that is wrong is told and has the focus; true: none is. */
bool form_page_check(struct ui *);
/* What was changed and is not saved is lost by this; asks once.  true: go on. */
bool form_page_may_lose(struct ui *);

#endif
