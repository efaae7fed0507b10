/* forward: whom calls to an account go to instead */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "oneshot/command.h"
#include "oneshot/pick.h"

#define RULES 3

static const struct rule {
	const char *word, *param;
} rules[RULES] = {
	{ "always", "always" }, { "busy", "busy" },
	{ "no-answer", "no_answer" },
};

static const struct rule *rule_of(const char *word)
{
	for (int i = 0; i < RULES; i++)
		if (!strcmp(word, rules[i].word))
			return &rules[i];
	return NULL;
}

static void show(const json_t *account)
{
	const json_t *forward = json_object_get(account, "forward");

	for (int i = 0; i < RULES; i++) {
		const char *target = json_text(forward, rules[i].param);

		printf("%-10s %s\n", rules[i].word, target ? target : "off");
	}
}

static int tell(struct context *c, json_t *account)
{
	if (c->json)
		return command_json(account);
	show(account);
	json_decref(account);
	return EXIT_DONE;
}

/* Also with no rule to set: to see them. */
static int ask(struct context *c, const char *word, json_t *params)
{
	int status;
	char *name = pick_account(c, word, &status);
	json_t *account;

	if (!name) {
		json_decref(params);
		return status;
	}
	json_object_set_new(params, "account", json_string(name));
	free(name);
	account = command_get(c, "account.forward", params, "account");
	return account ? tell(c, account) : command_refused(c);
}

static json_t *target_of(const char *word)
{
	if (!strcmp(word, "default"))
		return json_null();
	return json_string(strcmp(word, "off") ? word : "");
}

/* [NAME] [always|busy|no-answer TARGET|off|default] */
static int forward(struct context *c)
{
	int n = c->args.n_words;
	const char *const *words = c->args.words;
	const struct rule *rule = n > 1 ? rule_of(words[n - 2]) : NULL;
	json_t *target;

	if (n == 1 && rule_of(words[0]))
		return command_usage(c, "%s: to whom?", words[0]);
	if (n > 1 && !rule)
		return command_usage(c, "\"%s\" is none of always, busy and "
			"no-answer", words[n - 2]);
	if (!rule)
		return ask(c, n ? words[0] : NULL, json_object());
	target = target_of(words[n - 1]);
	if (!target)
		return command_usage(c, "the target is no text");
	return ask(c, n > 2 ? words[0] : NULL,
		json_pack("{s:o}", rule->param, target));
}

const struct command forward_commands[] = {
	{ .name = "forward", .max_words = 3, .run = forward,
	  .usage = "[NAME] [always|busy|no-answer TARGET|off|default]",
	  .help = "send callers on to somebody else, or show to whom" },
	{ 0 }
};
