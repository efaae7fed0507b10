/* learn.h - :keys learn: what the terminal sends for a key, what that is called,
 * and what it would do.  It does nothing meanwhile.
 *
 *	bytes --> learn_byte --> keys --> learn_key: a row of the page
 *
 * Esc twice ends it, or ten seconds without a byte.
 */
#ifndef UI_LEARN_H
#define UI_LEARN_H

#include <stdbool.h>
#include <stdint.h>

#include "key_name.h"

struct ui;
struct learn;

#define LEARN_ROWS 16
#define LEARN_BYTES 64			/* of one key, as text */

struct learnt {
	char bytes[LEARN_BYTES];	/* "Esc [ A", harmless */
	char name[KEY_NAME + 16];	/* "Up"; what it is where no key */
	char in_panes[48], in_line[48];	/* commands; "" none */
};

void learn_start(struct ui *);
void learn_end(struct ui *);		/* is over, and freed */
bool learn_is_on(const struct ui *);

/* Each byte before it is taken; after it, with whether a key may still come of
 * it. */
void learn_byte(struct ui *, char byte);
void learn_taken(struct ui *, bool more_may_come);
void learn_key(struct ui *, struct key);
void learn_other(struct ui *, const char *what);	/* "a paste" */

int64_t learn_deadline(const struct ui *);	/* clock_ms; -1 none */
void learn_tick(struct ui *);

/* 0: the newest; NULL: no more. */
const struct learnt *learn_at(const struct ui *, int i);

#endif
