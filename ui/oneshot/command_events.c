/* events */
#include <stdio.h>

#include "oneshot/command.h"
#include "oneshot/subscription.h"

static json_t *topics(const struct context *c)
{
	json_t *list = json_array();

	for (int i = 0; i < c->args.n_words; i++)
		json_array_append_new(list, json_string(c->args.words[i]));
	return list;
}

static int events(struct context *c)
{
	int status = subscription_begin(c, topics(c));
	json_t *event;

	if (status)
		return status;
	while ((event = wire_event(c->wire, -1))) {
		subscription_print(c, event);
		json_decref(event);
		if (ferror(stdout))
			return EXIT_DONE;	/* nobody reads any more */
	}
	return command_refused(c);		/* the engine has gone */
}

const struct command event_commands[] = {
	{ .name = "events", .usage = "[TOPIC...] [--since SEQ]",
	  .options = "since=", .max_words = ARGS_MAX,
	  .help = "print what happens, until the engine ends", .run = events },
	{ 0 }
};
