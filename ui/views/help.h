/* help.h - the keys: those of now first, then all by group. */
#ifndef UI_VIEWS_HELP_H
#define UI_VIEWS_HELP_H

#include "screen.h"
#include "ui.h"

int help_rows(const struct ui *);
void help_draw(struct ui *, const struct area *);

#endif
