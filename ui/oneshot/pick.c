#include "oneshot/pick.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "oneshot/show.h"

/* A page of the calls that go on; *after is where the next one starts, 0: there
 * is none. */
static json_t *next_page(struct context *c, long long *after)
{
	json_t *result = wire_ask(c->wire, "session.list",
		json_pack("{s:I}", "after", (json_int_t)*after));
	json_t *page = json_incref(json_object_get(result, "sessions"));
	const json_t *last = json_array_get(page, json_array_size(page) - 1);

	*after = json_is_true(json_object_get(result, "more")) ?
		json_number(last, "id", 0) : 0;
	json_decref(result);
	return page;
}

bool pick_established(const json_t *session)
{
	const char *state = json_text(session, "state");

	return state && !strcmp(state, "established");
}

bool pick_ended(const json_t *session)
{
	return json_is_object(json_object_get(session, "end"));
}

bool pick_going_on(const json_t *session)
{
	return !pick_ended(session);
}

json_t *pick_live(struct context *c)
{
	json_t *all = json_array();
	long long after = 0;

	do {
		json_t *page = next_page(c, &after);

		if (!page) {
			json_decref(all);
			return NULL;
		}
		json_array_extend(all, page);
		json_decref(page);
	} while (after);
	return all;
}

static json_t *those_that_fit(json_t *all, pick_fn *fits)
{
	json_t *some = json_array();
	json_t *s;
	size_t i;

	json_array_foreach(all, i, s)
		if (fits(s))
			json_array_append(some, s);
	return some;
}

static int refuse_several(struct context *c, json_t *some)
{
	char line[SHOW_LINE];
	const json_t *s;
	size_t i;

	fprintf(stderr, "offhook %s: which one?  There are\n", c->args.command);
	json_array_foreach(some, i, s) {
		show_session(s, line);
		fprintf(stderr, "  %s\n", line);
	}
	return EXIT_USAGE;
}

static int the_only_one(struct context *c, json_t *some, const char *what,
	int *status)
{
	size_t n = json_array_size(some);

	if (n == 1)
		return (int)json_number(json_array_get(some, 0), "id", 0);
	*status = n ? refuse_several(c, some) :
		command_failed(c, "there is no call %s", what);
	return 0;
}

static int with_number(struct context *c, json_t *all, long long number,
	int *status)
{
	const json_t *s;
	size_t i;

	json_array_foreach(all, i, s)
		if (json_number(s, "number", 0) == number)
			return (int)json_number(s, "id", 0);
	*status = command_failed(c, "there is no call %%%lld: "
		"`offhook sessions` lists them", number);
	return 0;
}

int pick_session(struct context *c, const char *word, pick_fn *fits,
	const char *what, int *status)
{
	bool by_number = word && *word == '%';
	long long n = 0;
	json_t *all, *some;
	int id;

	*status = EXIT_USAGE;
	if (word && !args_number(&c->args, "a call", word + by_number, 1,
			INT_MAX, &n))
		return 0;
	if (word && !by_number)
		return (int)n;
	all = pick_live(c);
	if (!all) {
		*status = command_refused(c);
		return 0;
	}
	some = those_that_fit(all, fits);
	id = by_number ? with_number(c, all, n, status) :
		the_only_one(c, some, what, status);
	json_decref(some);
	json_decref(all);
	return id;
}

char *pick_account(struct context *c, const char *word, int *status)
{
	json_t *all;
	char *name = NULL;

	if (word)
		return mem_text(word);
	all = command_get(c, "account.list", NULL, "accounts");
	if (!all)
		*status = command_refused(c);
	else if (json_array_size(all) == 1)
		name = mem_text(json_text(json_array_get(all, 0), "name"));
	else if (!json_array_size(all))
		*status = command_failed(c, "there is no account");
	else
		*status = command_usage(c, "which account? `offhook account "
			"list` names them");
	json_decref(all);
	return name;
}
