/* typing.h - keys into the line that is typed; the lines before it come back with
 * Up.  Pure. */
#ifndef UI_LINEAR_TYPING_H
#define UI_LINEAR_TYPING_H

#include "keys.h"
#include "widgets/line_edit.h"

struct typing;

struct typing *typing_new(void);
void typing_free(struct typing *);

enum typed {
	TYPED_NOTHING,			/* a key that means nothing here */
	TYPED_EDIT,			/* the line may have changed */
	TYPED_ENTER,
	TYPED_CANCEL,			/* ^C */
	TYPED_END,			/* ^D, and nothing is typed */
	TYPED_SUSPEND			/* ^Z */
};

enum typed typing_key(struct typing *, struct line_edit *, struct key);
/* A line that was entered. */
void typing_remember(struct typing *, const char *line);

#endif
