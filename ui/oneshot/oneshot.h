/* oneshot.h - one command for the engine, from a shell: offhook hold 3 */
#ifndef ONESHOT_ONESHOT_H
#define ONESHOT_ONESHOT_H

#include <stdbool.h>
#include <stddef.h>

struct oneshot_options {
	const char *socket_path;
	bool json;			/* one JSON value instead of words */
	bool read_only;			/* the engine refuses changes */
	/* A connected socket to an engine elsewhere, instead of the path;
	 * start: one is started where none runs.  -1: why not is in error.
	 * NULL: the engine is here. */
	int (*reach)(void *arg, bool start, char *error, size_t size);
	void *reach_arg;
	/* As in app_options: for "call", which needs an engine. */
	int (*start_engine)(void *arg, char *error, size_t size);
	void *arg;
};

/* argv[0] is the name of the command.  The exit status. */
int oneshot_run(const struct oneshot_options *, int argc, char **argv);

/* For `offhook --help`: a line for each command. */
void oneshot_list_commands(void);

#endif
