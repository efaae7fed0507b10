/* keymap.h - which key means which action, where.  Pure. */
#ifndef UI_KEYMAP_H
#define UI_KEYMAP_H

#include <stdbool.h>

#include "action.h"
#include "keys.h"

struct keymap;

/* The keys of the table of actions. */
struct keymap *keymap_new(void);
void keymap_free(struct keymap *);

/* The action of a key, or of its second part behind prefix (0: none); the first
 * that applies now, else one that does not.  NULL: not bound. */
const struct action *keymap_action(const struct keymap *, const struct ui *,
	int context, int32_t prefix, struct key);

/* Whether the key is the first of two. */
bool keymap_is_prefix(const struct keymap *, int context, struct key);

/* "h", "^X", "M-x", "F1", "PgUp", "g h": second 0 where there is none.  false:
 * no such key. */
bool keymap_parse(const char *text, struct key *first, int32_t *second);

#endif
