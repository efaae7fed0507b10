/* conference.h - who of the model's sessions are in conference, with the person
 * or without.  Pure.
 */
#ifndef UI_CONFERENCE_H
#define UI_CONFERENCE_H

#include "model.h"

int conference_members(const struct model *, int conference);
/* The person is in it. */
bool conference_has_you(const struct model *, int conference);
/* How many there are. */
int conference_count(const struct model *);

/* "with 1 Ann, 3 Eve and you": the others that s is with; "" where it is in
 * none. */
void conference_words(const struct model *, const struct session *s, char *text,
	int size);

#endif
