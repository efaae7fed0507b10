/* hints.h - which keys do something now, best first: for the hint bar and the
 * help.  Pure. */
#ifndef UI_VIEWS_HINTS_H
#define UI_VIEWS_HINTS_H

#include "key_name.h"
#include "ui.h"

#define HINTS_MAX 48
#define HINT_TEXT 40

struct hint {
	const struct action *action;	/* NULL: of no single action */
	char key[KEY_NAMES];		/* as bound; "" of none alone */
	char text[HINT_TEXT];		/* "a answer 2" */
};

struct hints {
	struct hint items[HINTS_MAX];
	int n;
};

void hints_make(struct hints *, const struct ui *);

/* The key of the command of that name, in the pane that has the focus, whether or
 * not it applies now; "" none. */
void hints_key(const struct ui *, const char *name, char key[KEY_NAMES]);

/* The same with a label, "a answer"; where the letter is text, or a tone, with
 * Alt: "Alt-a answer".  "" where it has no key. */
void hints_text(const struct ui *, const char *name, const char *label,
	char text[HINT_TEXT]);

#endif
