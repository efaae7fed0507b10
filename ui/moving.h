/* moving.h - the row under the keys, moved by something else than a key. */
#ifndef UI_MOVING_H
#define UI_MOVING_H

#include "ui.h"

/* In the list that has the keys; false: there is no such row. */
bool moving_by(struct ui *, int by);

/* The same as far as it goes. */
void moving_scroll(struct ui *, int by);

#endif
