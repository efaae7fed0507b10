/* app.h - the front end, from the first screen to the last.  One thread.
 *
 * Attaches to the engine behind the way.  The caller has started one where
 * none ran; when it is lost later, or was never there, the screen says so and
 * start_engine is what the key S asks for.
 */
#ifndef UI_APP_H
#define UI_APP_H

#include <stdbool.h>
#include <stddef.h>

#include "way.h"

struct app_options {
	const struct way *way;		/* to the engine */
	const char *host;		/* whose ssh is the way; NULL */
	bool read_only;
	/* Starts an engine and waits until it listens: 0, or not 0 with one
	 * line of words in error.  Called in a forked child, so that it may
	 * block.  NULL: cannot. */
	int (*start_engine)(void *arg, char *error, size_t size);
	void *arg;
	/* Connects by asking on the terminal, which is its own meanwhile; the
	 * way is open then.  0, or not 0 with a line of words in error.  NULL:
	 * nothing there asks. */
	int (*sign_in)(void *arg, char *error, size_t size);
	/* What brings the screen back, "offhook -L work"; NULL: "offhook". */
	const char *command;
	const char *settings_file;	/* offhook-ui.conf; NULL: none */
};

/* Returns the exit status: 0 when the person left, 1 when there is no usable
 * terminal (said on standard error). */
int app_run(const struct app_options *);

#endif
