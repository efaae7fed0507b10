#include "control/hook_environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

extern char **environ;

#define PREFIX "OFFHOOK_"

static const struct variable {
	const char *name, *path;
} variables[] = {
	{ "TOPIC", "topic" },
	{ "SEQ", "seq" },
	{ "TIME", "time" },
	{ "SESSION", "session.id" },
	{ "NUMBER", "session.number" },
	{ "DIRECTION", "session.direction" },
	{ "STATE", "session.state" },
	{ "PROGRESS", "session.progress" },
	{ "CALL_ID", "session.call_id" },
	{ "REMOTE_URI", "session.remote.uri" },
	{ "REMOTE_NAME", "session.remote.display_name" },
	{ "LOCAL_URI", "session.local.uri" },
	{ "ACCOUNT", "session.account.name" },
	{ "END_BY", "session.end.by" },
	{ "END_STATUS", "session.end.status" },
	{ "END_REASON", "session.end.reason" },
	{ "TONE", "tone" },
	{ "ACCOUNT", "account.name" },
	{ "REGISTRATION", "account.registration.state" },
	{ "REGISTRATION_REASON", "account.registration.reason" },
	{ "REMOTE_URI", "call.remote.uri" },
	{ "REMOTE_NAME", "call.remote.display_name" },
	{ "LOCAL_URI", "call.local.uri" },
	{ "ACCOUNT", "call.account" },
	{ "DIRECTION", "call.direction" },
	{ "MISSED", "call.missed" },
	{ "CODE", "code" },
	{ "TEXT", "text" },
};

/* The member at "session.remote.uri"; NULL: not there. */
static const json_t *member(const json_t *object, const char *path)
{
	while (object && *path) {
		size_t n = strcspn(path, ".");
		char *name = mem_text_n(path, n);

		object = json_object_get(object, name);
		free(name);
		path += n + (path[n] == '.');
	}
	return object;
}

/* The caller's; NULL: nothing to say. */
static char *value_of(const json_t *value)
{
	if (json_is_string(value))
		return mem_text(json_string_value(value));
	if (json_is_integer(value))
		return mem_format("%lld", (long long)json_integer_value(value));
	if (json_is_boolean(value))
		return mem_text(json_is_true(value) ? "1" : "0");
	return NULL;
}

static void add(char **list, int *n, const char *name, char *value)
{
	if (value)
		list[(*n)++] = mem_format(PREFIX "%s=%s", name, value);
	free(value);
}

/* What we were started with, but for another engine's variables. */
static int copy_ours(char **list)
{
	int n = 0;

	for (char **e = environ; *e; e++)
		if (strncmp(*e, PREFIX, strlen(PREFIX)) != 0)
			list[n++] = mem_text(*e);
	return n;
}

static int count_ours(void)
{
	int n = 0;

	while (environ[n])
		n++;
	return n;
}

char **hook_environment(const json_t *event, const char *socket)
{
	int named = sizeof variables / sizeof *variables;
	char **list = mem_new((count_ours() + named + 2) * sizeof *list);
	int n = copy_ours(list);

	add(list, &n, "SOCKET", mem_text(socket));
	for (int i = 0; i < named; i++)
		add(list, &n, variables[i].name,
			value_of(member(event, variables[i].path)));
	list[n] = NULL;
	return list;
}

void hook_environment_free(char **list)
{
	for (char **e = list; *e; e++)
		free(*e);
	free(list);
}
