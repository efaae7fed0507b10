/* form.h - fields under each other, one of them with the focus: what is typed,
 * chosen, wrong.  Pure; how it looks is the views' business.
 *
 *	  SIP address .... agent7@pbx.example.net	FIELD_TEXT
 *	> Password ....... ********			FIELD_SECRET
 *	  Transport ...... (auto) udp [tcp]		FIELD_CHOICE
 *	  Register ....... [x]				FIELD_SWITCH
 *	  Codecs ......... 1 opus  2 PCMA  - PCMU	FIELD_LIST
 *	  Server answers   200 OK			FIELD_NOTE: no focus
 *	  The way to others				the same: a heading
 *	  [ Save ]   [ Test now ]			FIELD_BUTTON, beside
 *
 * A value is always a text: of a choice its word, of a switch "yes" or "no", of
 * a list its items that are on, "opus,PCMA".  A wrong one is told when the focus
 * leaves it, not before, and can stay: only form_check() minds.
 */
#ifndef UI_WIDGETS_FORM_H
#define UI_WIDGETS_FORM_H

#include <stdbool.h>

#include "widgets/line_edit.h"

#define FORM_FIELDS 256		/* of one form; more are not added */
#define FIELD_WORDS 64		/* of one choice or list; neither */

enum field_kind {
	FIELD_TEXT, FIELD_SECRET, FIELD_CHOICE, FIELD_SWITCH, FIELD_LIST,
	FIELD_BUTTON, FIELD_NOTE
};

struct field_word {
	char *word, *shown;		/* owned */
	bool on;			/* of a list */
};

struct field {
	enum field_kind kind;
	char *name, *label;		/* owned */
	char *help;			/* owned; sentences; NULL none */
	char *note;			/* owned; shown behind it; NULL none */
	char *usual;			/* owned; the default; NULL none */
	/* NULL: right, else what was expected; itself NULL: anything. */
	const char *(*check)(const char *value);
	bool must;			/* "" is wrong */
	bool fixed;			/* seen, never changed */
	bool beside;			/* in the row of the one before */

	struct line_edit edit;		/* text, secret; a note's text */
	bool revealed;			/* a secret that is shown */
	bool on;			/* a switch */
	struct field_word *words;	/* owned */
	int n_words;
	int at;				/* chosen; of a list, under the cursor */
	char *joined;			/* owned; the value of a list */
	char *was;			/* owned; the value when it was saved */
	const char *wrong;		/* what was expected; NULL: right */
};

struct form {
	struct field *fields[FORM_FIELDS];	/* owned */
	int n, focus;			/* n: nothing can have it */
};

struct form *form_new(void);
void form_free(struct form *);		/* wipes; NULL may be given */

/* The texts are copied; words "auto|udp|tcp" of a choice or list, the value
 * and the default of it too.  value NULL: the default. */
struct field_params {
	enum field_kind kind;
	const char *name, *label, *value, *usual, *words, *note, *help;
	const char *(*check)(const char *value);
	bool must, fixed, beside;
};

/* Its value counts as saved.  The first that can has the focus. */
struct field *form_add(struct form *, const struct field_params *);

/* One more word of a choice or a list, on; shown NULL: as it is.  A choice takes
 * the first. */
void field_add_word(struct field *, const char *word, const char *shown);

struct field *form_find(const struct form *, const char *name);	/* or NULL */
struct field *form_focused(const struct form *);		/* or NULL */
bool form_focus(struct form *, const struct field *);

const char *field_value(const struct field *);
/* As if typed: not saved.  A choice that has no such word gets it; a list has on
 * what is in value, in its order. */
void field_set(struct field *, const char *value);
void field_rename(struct field *, const char *label);
void field_note(struct field *, const char *note);	/* NULL: none */

bool field_changed(const struct field *);
bool form_changed(const struct form *);
void form_saved(struct form *);			/* as it is now */

/* --- keys; false where the key means nothing there ------------------------*/

/* To the next field that can have the focus, and round; tells on the way out
 * whether what is left is right. */
bool form_move(struct form *, int by);
struct line_edit *form_edit(const struct form *);	/* NULL: no text there */
void form_edited(struct form *);		/* what was wrong may be right */
bool form_choose(struct form *, int by);	/* Left and Right */
bool form_toggle(struct form *);		/* Space */
bool form_shift(struct form *, int by);		/* J and K */
bool form_reveal(struct form *);

/* All of them.  NULL: right; else the first that is not, and it has the
 * focus. */
struct field *form_check(struct form *);

#endif
