/* notes.h - KEY=TEXT on the command line: what is noted on a call. */
#ifndef ONESHOT_NOTES_H
#define ONESHOT_NOTES_H

#include <jansson.h>
#include <stdbool.h>

/* "KEY=" takes the key away.  false: it is no such thing. */
bool notes_add(json_t *data, const char *text);

#endif
