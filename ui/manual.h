/* manual.h - the table of actions as offhook-keys(5) has it, in mdoc. */
#ifndef UI_MANUAL_H
#define UI_MANUAL_H

#include <stdio.h>

/* A subsection for each group: keys, command, what it does. */
void manual_print_actions(FILE *);

#endif
