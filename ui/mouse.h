/* mouse.h - the mouse, where a setting lets it: what is pressed is selected and
 * focused, twice is Enter, the wheel moves.
 *
 *	row, column --> pane, row of its list, tab, key of the pad --> ui
 */
#ifndef UI_MOUSE_H
#define UI_MOUSE_H

#include <stdint.h>

#include "report.h"
#include "ui.h"

#define MOUSE_TWICE_MS 400
#define MOUSE_WHEEL 3			/* rows a notch */

/* now: clock_ms.  Of the last frame as it was drawn. */
void mouse_report(struct ui *, const struct report *, int64_t now);

#endif
