/* command.h - the table of commands, and what their functions share.
 *
 * A function returns an exit status.  What it prints for people and as JSON is
 * on standard output, why it failed on standard error.
 */
#ifndef ONESHOT_COMMAND_H
#define ONESHOT_COMMAND_H

#include <jansson.h>
#include <stdbool.h>

#include "oneshot/args.h"
#include "oneshot/wire.h"
#include "protocol/message.h"

struct context {
	struct args args;
	struct wire *wire;
	bool json;
	bool elsewhere;			/* the engine is on another machine */
	char warning[512];		/* the engine's last; "" none */
};

struct command {
	const char *name;
	const char *usage;		/* what follows the name */
	const char *help;		/* one line */
	const char *options;		/* as args_read wants them */
	int min_words, max_words;
	int (*run)(struct context *);
	bool starts;			/* an engine, where there is none */
	bool hidden;			/* for programs: in no list */
};

/* Those that are not hidden; NULL behind the last. */
const struct command *command_at(int i);

/* By noun, each ended by one without a name. */
extern const struct command call_commands[], session_commands[],
	show_commands[], account_commands[], register_commands[],
	forward_commands[], audio_commands[], engine_commands[],
	event_commands[], wait_commands[], dtmf_commands[], request_commands[],
	conference_commands[], sound_commands[], quality_commands[],
	connect_commands[], complete_commands[], contact_commands[];

/* Why the last request failed, on standard error; the exit status. */
int command_refused(struct context *);
/* "usage: ..." of the command, after what is wrong; EXIT_USAGE. */
int command_usage(struct context *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
int command_failed(struct context *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* --json: prints the value. Takes its reference; EXIT_DONE. */
int command_json(json_t *);

/* "a,b" as a list of texts. */
json_t *command_list(const char *text);

/* The member of the result of a request, the caller's; NULL: refused. */
json_t *command_get(struct context *, const char *method, json_t *params,
	const char *member);

#endif
