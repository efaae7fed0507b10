/* Calls as they are: sessions, show, trace */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "oneshot/command.h"
#include "oneshot/pick.h"
#include "oneshot/show.h"

static const char *word(const struct context *c)
{
	return c->args.n_words ? c->args.words[0] : NULL;
}

static int sessions(struct context *c)
{
	json_t *all = pick_live(c);

	if (!all)
		return command_refused(c);
	if (c->json)
		return command_json(all);
	show_list(all, show_session, "ID   NO   STATE          WHO",
		"no calls");
	json_decref(all);
	return EXIT_DONE;
}

static int show(struct context *c)
{
	int status;
	int id = pick_session(c, word(c), pick_going_on, "to show", &status);
	json_t *result;

	if (!id)
		return status;
	result = wire_ask(c->wire, "session.get",
		json_pack("{s:i}", "session", id));
	if (!result)
		return command_refused(c);
	if (c->json)
		return command_json(result);
	show_members(json_object_get(result, "session"), 0);
	puts("statistics");
	show_members(json_object_get(result, "statistics"), 2);
	json_decref(result);
	return EXIT_DONE;
}

/* "2026-11-21T10:04:05.123Z sent to 192.0.2.1:5060 by udp", and the message. */
static void show_message(const json_t *m)
{
	const char *direction = json_text(m, "direction");
	char *copy = mem_text(json_text(m, "text")), *rest = copy, *line;
	bool sent = direction && !strcmp(direction, "sent");

	printf("%s %s %s %s by %s\n", json_text(m, "time"),
		sent ? "sent" : "received", sent ? "to" : "from",
		json_text(m, "peer"), json_text(m, "transport"));
	while ((line = strsep(&rest, "\n"))) {
		line[strcspn(line, "\r")] = '\0';
		text_clean_line(line);
		if (*line || rest)
			printf("   %s\n", line);
	}
	putchar('\n');
	free(copy);
}

static int trace(struct context *c)
{
	int status;
	int id = pick_session(c, word(c), pick_going_on, "to trace", &status);
	json_t *result;
	const json_t *m;
	long long dropped;
	size_t i;

	if (!id)
		return status;
	result = wire_ask(c->wire, "session.trace",
		json_pack("{s:i}", "session", id));
	if (!result)
		return command_refused(c);
	if (c->json)
		return command_json(result);
	dropped = json_number(result, "dropped", 0);
	if (dropped)
		printf("%lld older messages are no longer kept\n\n", dropped);
	json_array_foreach(json_object_get(result, "messages"), i, m)
		show_message(m);
	json_decref(result);
	return EXIT_DONE;
}

const struct command show_commands[] = {
	{ .name = "sessions", .usage = "", .help = "list the calls",
	  .run = sessions },
	{ .name = "show", .usage = "[ID]",
	  .help = "all about one call, with statistics", .max_words = 1,
	  .run = show },
	{ .name = "trace", .usage = "[ID]",
	  .help = "the SIP messages of a call, also for a minute after it",
	  .max_words = 1, .run = trace },
	{ 0 }
};
