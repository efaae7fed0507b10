/* show.h - objects of the protocol in words, for people. */
#ifndef ONESHOT_SHOW_H
#define ONESHOT_SHOW_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define SHOW_LINE 1024

/* One line each, without its newline, clean for a terminal. */
void show_session(const json_t *, char line[SHOW_LINE]);
void show_account(const json_t *, char line[SHOW_LINE]);
void show_call(const json_t *, char line[SHOW_LINE]);	/* of the history */
void show_event(const json_t *, char line[SHOW_LINE]);

/* Prints every member on a line of its own, those inside others indented. */
void show_members(const json_t *object, int indent);

/* "established", or more exactly "ringing"; NULL-safe. */
const char *show_state(const json_t *session);

/* Prints a line for each of a list, or none where there are none. */
void show_list(json_t *list, void (*show)(const json_t *, char *),
	const char *heading, const char *none);

#endif
