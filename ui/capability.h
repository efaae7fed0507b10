/* capability.h - what terminfo says of the terminal. */
#ifndef UI_CAPABILITY_H
#define UI_CAPABILITY_H

#include <stdbool.h>

/* false: nothing is known of this kind of terminal. */
bool capability_start(const char *term, int fd);

/* Forgets it: newterm() reads it again, and owns what it reads. */
void capability_end(void);

/* A string by terminfo's name, "" where it has none. */
const char *capability_text(const char *name);

/* Swallows what it does not know, as xterm and all that came after do: what
 * terminfo says nothing of may be tried. */
bool capability_is_modern(void);

#endif
