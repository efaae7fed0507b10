/* key_name.h - keys as people write them: "h", "^X", "Alt-x", "F1", "PgUp", "g
 * h".  Pure.
 */
#ifndef UI_KEY_NAME_H
#define UI_KEY_NAME_H

#include <stdbool.h>

#include "keys.h"

#define KEY_NAME 16			/* bytes of one name, with its '\0' */
#define KEY_NAMES (2 * KEY_NAME)	/* of two in a row */

/* One key; other spellings ("C-x", "M-x", "Return", "PageUp") are
 * understood. */
bool key_name_read(const char *text, struct key *);

/* One or two with a blank between them; second 0 where there is none. */
bool key_names_read(const char *text, struct key *first, int32_t *second);

/* As the tables have it; "?" where it has no name. */
void key_name(struct key, char text[KEY_NAME]);
void key_names(struct key first, int32_t second, char text[KEY_NAMES]);

#endif
