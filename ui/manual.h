/* manual.h - the tables of actions and presets as offhook-keys(5) has it, in mdoc. */
#ifndef UI_MANUAL_H
#define UI_MANUAL_H

#include <stdio.h>

/* A subsection for each group: keys, command, what it does. */
void manual_print_actions(FILE *);

/* Each preset and its lines. */
void manual_print_presets(FILE *);

#endif
