/* modes.h - what is switched on in the terminal beside the screen, and off again
 * when it is left: by the end, by ^Z, by a crash.
 *
 *	keypad  marked pastes  mouse  title put aside
 */
#ifndef UI_MODES_H
#define UI_MODES_H

#include <stdbool.h>

#include "settings.h"

#define MODES_MAX 160		/* bytes of one of the two, at most */

void modes_start(const struct settings *);	/* capability.h knows the kind */

/* What to send for all of it; "" where this terminal has none. */
const char *modes_on(void);
const char *modes_off(void);

/* What to send because the settings changed, or NULL. */
const char *modes_follow(const struct settings *);

bool modes_mark_pastes(void);

#endif
