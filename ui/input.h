/* input.h - what a key, or a paste, does where the person is now. */
#ifndef UI_INPUT_H
#define UI_INPUT_H

#include "keys.h"
#include "ui.h"

void input_key(struct ui *, struct key);

/* Never runs a command: it goes into the line, or to the pad as tones. */
void input_paste(struct ui *, const char *text);

/* A command that waited for a second letter, or a tone of a paste, is due:
 * clock_ms, -1 none. */
int64_t input_deadline(const struct ui *);
void input_tick(struct ui *);

/* What a key alone means there: Alt and a letter is that letter as a command, the
 * F row means the same everywhere.  NULL: nothing. */
const struct binding *input_find(const struct ui *, int context, struct key);

/* What is half typed, before the meaning of keys changes. */
void input_forget(struct ui *);

#endif
