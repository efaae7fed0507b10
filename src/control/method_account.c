/* account.*: nothing secret ever comes back. */
#include "base/json.h"
#include "base/mem.h"
#include "control/account_text.h"
#include "control/describe.h"
#include "control/method.h"
#include "control/snapshot.h"

static bool give(struct request *r, const struct account *a)
{
	r->result = json_pack("{s:o}", "account", describe_account(a));
	return true;
}

static bool list(struct request *r)
{
	r->result = json_pack("{s:o}", "accounts",
		snapshot_accounts(r->engine));
	return true;
}

static bool add(struct request *r)
{
	const char *name = json_text(r->params, "name");
	struct account *a = NULL;
	char *text;
	bool done;

	text = account_text(r->params);
	done = engine_add_account(r->engine, name, text, &a, &r->fault);
	mem_wipe_text(text);
	return done && give(r, a);
}

static bool update(struct request *r)
{
	struct account *a = request_account(r);
	char *text;
	bool done;

	if (!a)
		return false;
	text = account_text(r->params);
	done = engine_update_account(r->engine, a, text, &r->fault);
	mem_wipe_text(text);
	return done && give(r, a);
}

static bool remove_one(struct request *r)
{
	struct account *a = request_account(r);

	return a && engine_remove_account(r->engine, a, &r->fault);
}

/* null: as the configuration says. */
static bool forward(struct request *r)
{
	static const char *const rules[FORWARDS] = {
		[FORWARD_ALWAYS] = "always", [FORWARD_BUSY] = "busy",
		[FORWARD_NO_ANSWER] = "no_answer",
	};
	struct forward_wish wishes[FORWARDS] = { 0 };
	struct account *a = request_account(r);

	for (int i = 0; i < FORWARDS; i++) {
		const json_t *target = json_object_get(r->params, rules[i]);

		wishes[i].set = target;
		wishes[i].target = json_string_value(target);
	}
	return a && account_forward(a, wishes, &r->fault) && give(r, a);
}

static bool act(struct request *r)
{
	struct account *a = request_account(r);

	return a && r->method->of_account(a, &r->fault) && give(r, a);
}

#define ACCOUNT MUST(ACCOUNT, "account")

#define ACT(what, function) { .name = "account." what, .run = act, \
	.params = PARAMS(ACCOUNT), .of_account = function }

const struct method account_methods[] = {
	METHOD("account.list", list),
	{ .name = "account.add", .run = add, .params = account_add_params },
	{ .name = "account.update", .run = update,
		.params = account_update_params },
	METHOD("account.remove", remove_one, ACCOUNT),
	ACT("register", account_register),
	ACT("unregister", account_unregister),
	METHOD("account.forward", forward, ACCOUNT,
		MAY(TEXT, "always"),
		MAY(TEXT, "busy"),
		MAY(TEXT, "no_answer")),
	{ 0 }
};
