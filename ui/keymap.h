/* keymap.h - which key means which command, where.  Pure.
 *
 *			table		preset		keys file
 *	line, form	^A home
 *	pad		Esc pad leave
 *	list						^F page down
 *	calls		h hold		x hold		x "transfer 8001"
 *	any		Tab next pane
 *
 * The row decides first, from the top; in it the rightmost that has the key.  In
 * one place a key may have several meanings: the first that applies now counts.
 */
#ifndef UI_KEYMAP_H
#define UI_KEYMAP_H

#include <stdbool.h>

#include "action.h"
#include "command.h"
#include "key_name.h"

enum layer { LAYER_TABLE, LAYER_PRESET, LAYER_FILE };

struct binding {
	int contexts;
	struct key key;
	int32_t second;			/* 0: one key is all */
	struct command command;		/* action NULL: unbound; argument
					 * owned by the keymap */
	enum layer layer;
	int line;			/* of the file; 0: of none */
};

struct keymap;

/* The keys of the table of actions. */
struct keymap *keymap_new(void);
void keymap_free(struct keymap *);

/* A copy of it, with its argument.  Takes away (action NULL) only what was added
 * before.  false: there are too many. */
bool keymap_add(struct keymap *, const struct binding *);

/* In the order in which they count; NULL behind the last. */
const struct binding *keymap_at(const struct keymap *, int i);

/* The meaning of a key, or of its second part behind prefix (0: none); the first
 * that applies now, else one that does not.  NULL: not bound. */
const struct binding *keymap_find(const struct keymap *, const struct ui *,
	int context, int32_t prefix, struct key);

/* Whether the key is the first of two. */
bool keymap_is_prefix(const struct keymap *, int context, struct key);

/* The key that does it here and now, "" none; where it has several, the person's
 * own comes first. */
void keymap_key_of(const struct keymap *, const struct ui *, int context,
	const struct action *, char text[KEY_NAMES]);

/* Whatever goes on: all keys it has, "h  F4"; "" none. */
void keymap_keys_of(const struct keymap *, const struct action *, char *text,
	int size);

/* The one because of which it never counts, in no pane if it is for panes; NULL:
 * it does. */
const struct binding *keymap_hidden_by(const struct keymap *,
	const struct binding *);

#endif
