/* register, unregister, bindings */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "oneshot/command.h"
#include "oneshot/outcome.h"
#include "oneshot/pick.h"
#include "oneshot/show.h"

/* --- register, unregister -----------------------------------------------*/

static const char *state(const json_t *account)
{
	const char *text = json_text(json_object_get(account, "registration"),
		"state");

	return text ? text : "";
}

static enum outcome registered(const json_t *account)
{
	if (!strcmp(state(account), "registered"))
		return OUTCOME_DONE;
	return !strcmp(state(account), "registering") ||
		!strcmp(state(account), "unregistering") ? OUTCOME_OPEN :
		OUTCOME_FAILED;
}

static enum outcome unregistered(const json_t *account)
{
	if (!strcmp(state(account), "unregistered"))
		return OUTCOME_DONE;
	return !strcmp(state(account), "unregistering") ? OUTCOME_OPEN :
		OUTCOME_FAILED;
}

/* The registrar may not have taken it: then the others are still bound. */
static enum outcome all_unregistered(const json_t *account)
{
	const json_t *r = json_object_get(account, "registration");
	enum outcome outcome = unregistered(account);

	return outcome == OUTCOME_DONE && json_number(r, "status", 0) >= 300 ?
		OUTCOME_FAILED : outcome;
}

static int tell_failure(struct context *c, const json_t *account)
{
	const json_t *r = json_object_get(account, "registration");
	const char *reason = json_text(r, "reason");
	long long status = json_number(r, "status", 0);
	char number[24] = "";

	if (status >= 300)	/* else the reason is not the registrar's */
		snprintf(number, sizeof number, "%lld ", status);
	return command_failed(c, "%s is %s: %s%s", json_text(account, "name"),
		state(account), number, reason ? reason : "");
}

static int tell(struct context *c, json_t *account)
{
	char line[SHOW_LINE];

	if (c->json)
		return command_json(account);
	show_account(account, line);
	puts(line);
	json_decref(account);
	return EXIT_DONE;
}

static int tell_outcome(struct context *c, json_t *account,
	enum outcome outcome)
{
	int result = EXIT_DONE;

	if (outcome == OUTCOME_OPEN)
		result = command_refused(c);	/* the engine has gone */
	else if (outcome == OUTCOME_FAILED)
		result = tell_failure(c, account);
	if (result && !c->json) {
		json_decref(account);
		return result;
	}
	tell(c, account);
	return result;
}

/* The account that is meant, as params; NULL: said, with the status. */
static json_t *account_params(struct context *c, int *status)
{
	char *name = pick_account(c, c->args.n_words ? c->args.words[0] : NULL,
		status);
	json_t *params = name ? json_pack("{s:s}", "account", name) : NULL;

	free(name);
	return params;
}

static int bind_with(struct context *c, const char *method, outcome_fn *judge)
{
	enum outcome outcome;
	int status = EXIT_REFUSED;
	json_t *params = account_params(c, &status), *account = NULL;

	if (!params)
		return status;
	if (args_has(&c->args, "all"))
		json_object_set_new(params, "all", json_true());
	if (outcome_prepare(c))
		account = command_get(c, method, params, "account");
	else
		json_decref(params);
	if (!account)
		return command_refused(c);
	account = outcome_wait(c, "account", account, judge, &outcome);
	return tell_outcome(c, account, outcome);
}

static int register_one(struct context *c)
{
	return bind_with(c, "account.register", registered);
}

static int unregister_one(struct context *c)
{
	return bind_with(c, "account.unregister", args_has(&c->args, "all") ?
		all_unregistered : unregistered);
}

/* --- bindings -----------------------------------------------------------*/

static void show_binding(const json_t *b, char line[SHOW_LINE])
{
	const char *contact = json_text(b, "contact");
	long long expires = json_number(b, "expires_s", -1);
	char left[32] = "-";

	if (expires >= 0)
		snprintf(left, sizeof left, "%lld s", expires);
	snprintf(line, SHOW_LINE, "%-4s  %-8s  %s",
		json_is_true(json_object_get(b, "ours")) ? "ours" : "", left,
		contact ? contact : "");
	text_clean_line(line);
}

static int bindings(struct context *c)
{
	int status = EXIT_REFUSED;
	json_t *params = account_params(c, &status), *all;

	if (!params)
		return status;
	all = command_get(c, "account.bindings", params, "bindings");
	if (!all)
		return command_refused(c);
	if (c->json)
		return command_json(all);
	show_list(all, show_binding, "WHOSE EXPIRES   CONTACT",
		"nothing is registered for this address");
	json_decref(all);
	return EXIT_DONE;
}

const struct command register_commands[] = {
	{ .name = "register", .usage = "[NAME]", .max_words = 1,
	  .help = "register an account now", .run = register_one },
	{ .name = "unregister", .usage = "[NAME] [--all]", .max_words = 1,
	  .help = "give up its registration, or all phones' of its address",
	  .options = "all", .run = unregister_one },
	{ .name = "bindings", .usage = "[NAME]", .max_words = 1,
	  .help = "what the registrar has registered for its address",
	  .run = bindings },
	{ 0 }
};
