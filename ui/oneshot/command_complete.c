/* complete KIND: what a shell may offer, one a line.  Where it cannot be had, or
 * not at once, nothing: nobody waits for a completion.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "oneshot/command.h"

#define PATIENCE_S 1
#define OFFERED 100

static void give_up(int signal)
{
	(void)signal;
	_exit(EXIT_DONE);
}

/* One line, whatever somebody calls himself. */
static void offer(const char *text)
{
	char *line = text ? mem_text(text) : NULL;

	if (line)
		text_clean_line(line);
	if (line && *line)
		puts(line);
	free(line);
}

static void offer_member(struct context *c, const char *method, json_t *params,
	const char *list, const char *member)
{
	json_t *all = command_get(c, method, params, list), *one;
	size_t i;

	json_array_foreach(all, i, one)
		offer(json_text(one, member));
	json_decref(all);
}

static void sessions(struct context *c)
{
	json_t *all = command_get(c, "session.list", NULL, "sessions"), *one;
	size_t i;

	json_array_foreach(all, i, one)
		printf("%lld\n", json_number(one, "id", 0));
	json_decref(all);
}

static void accounts(struct context *c)
{
	offer_member(c, "account.list", NULL, "accounts", "name");
}

static json_t *search(const struct context *c, const char *key)
{
	return json_pack("{s:s, s:i}", key, c->args.n_words > 1 ?
		c->args.words[1] : "", "limit", OFFERED);
}

static void contacts(struct context *c)
{
	offer_member(c, "contact.list", search(c, "text"), "contacts", "name");
}

static void targets(struct context *c)
{
	static const char *const services[] = { "echo", "tone", "music" };

	for (int i = 0; i < 3; i++)
		offer(services[i]);
	offer_member(c, "contact.search", search(c, "text"), "matches", "name");
}

static int complete(struct context *c)
{
	static const struct { const char *word; void (*offer)(struct context *); }
		kinds[] = { { "sessions", sessions }, { "accounts", accounts },
			{ "contacts", contacts }, { "targets", targets } };

	signal(SIGALRM, give_up);
	alarm(PATIENCE_S);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (!strcmp(kinds[i].word, c->args.words[0]))
			kinds[i].offer(c);
	return EXIT_DONE;
}

const struct command complete_commands[] = {
	{ .name = "complete", .usage = "KIND [START]", .hidden = true,
	  .help = "what a shell may offer: sessions, accounts, contacts, targets",
	  .min_words = 1, .max_words = 2, .run = complete },
	{ 0 }
};
