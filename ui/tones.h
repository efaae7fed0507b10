/* tones.h - what the pad sends: a key at once, a paste tone by tone, as a hand
 * would.
 *
 *	2 0 1 4 , 7	0.2 s each, 2 s for the comma
 *	   ^		tones_due; Esc, or the end of the call, drops the rest
 */
#ifndef UI_TONES_H
#define UI_TONES_H

#include "keys.h"
#include "ui.h"

/* true: the key was a tone, or one that came too late. */
bool tones_key(struct ui *, struct key);

/* true: the paste was for the pad. */
bool tones_paste(struct ui *, const char *text);

int tones_left(const struct ui *);	/* of a paste */
void tones_stop(struct ui *);		/* drops them, and says how many */

int64_t tones_deadline(const struct ui *);	/* clock_ms; -1 none */
void tones_tick(struct ui *);

#endif
