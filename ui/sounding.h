/* sounding.h - follows how the selected call sounds, where its card has room to
 * show it. */
#ifndef UI_SOUNDING_H
#define UI_SOUNDING_H

#include "ui.h"

#define SOUNDING_ROWS 11	/* of a card that shows it */

void sounding_follow(struct ui *);		/* after any change */
void sounding_told(struct ui *, const struct session *);	/* its figures */

#endif
