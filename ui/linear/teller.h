/* teller.h - the lines that are told, and the one that is typed meanwhile.
 *
 *	event --> [ held while somebody types ] --> line, line, prompt
 *
 * Held until Enter, or until no key came for TELLER_HOLD_MS: then they are
 * written, and prompt and typed text once more behind them.
 */
#ifndef UI_LINEAR_TELLER_H
#define UI_LINEAR_TELLER_H

#include <stdbool.h>
#include <stdint.h>

#include "linear/prompt.h"

#define TELLER_HOLD_MS 3000
#define TELLER_HELD 200			/* lines; the log has them all */

struct teller;

/* by_key: there is a prompt, and what is typed is written. */
struct teller *teller_new(struct outlet *, bool by_key, const char *label);
void teller_free(struct teller *);

/* An answer to what was typed: at once.  Cleaned here. */
void teller_say(struct teller *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* What happened, with its time (wall ms). */
void teller_event(struct teller *, int64_t wall, const char *text);
void teller_bell(struct teller *);	/* at once */

/* The prompt, where it is due: nothing is to follow soon. */
void teller_prompt(struct teller *);

/* What is typed; after a change of it teller_typed(). */
struct line_edit *teller_line(struct teller *);
void teller_typed(struct teller *);
void teller_columns(struct teller *, int columns);

/* Enter: what is held is told, the text goes to the caller. */
void teller_enter(struct teller *, char text[LINE_MAX_BYTES + 1]);
/* The row is over, its text forgotten; what is held is told. */
void teller_cancel(struct teller *);

/* Somebody types just now: nothing may interrupt. */
bool teller_is_typed(const struct teller *);
bool teller_holds(const struct teller *);
int64_t teller_deadline(const struct teller *);	/* clock_ms, -1 never */
void teller_tick(struct teller *);

#endif
