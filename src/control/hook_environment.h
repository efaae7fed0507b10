/* hook_environment.h - the main fields of an event as environment variables, for
 * commands that have no JSON reader.  Pure.
 *
 * OFFHOOK_TOPIC, OFFHOOK_SESSION, OFFHOOK_REMOTE_URI ...; offhook.conf(5) lists
 * them.  One that does not apply is not set.
 */
#ifndef CONTROL_HOOK_ENVIRONMENT_H
#define CONTROL_HOOK_ENVIRONMENT_H

#include <jansson.h>

/* Ours and those, NULL-ended; the caller frees it below. */
char **hook_environment(const json_t *event, const char *socket);
void hook_environment_free(char **);

#endif
