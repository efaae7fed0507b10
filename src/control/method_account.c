/* account.*: nothing secret ever comes back. */
#include "base/json.h"
#include "base/mem.h"
#include "control/account_text.h"
#include "control/ask.h"
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

static bool get(struct request *r)
{
	const struct account *a = request_account(r);

	if (!a)
		return false;
	r->result = describe_keys(a);
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

static bool unregister(struct request *r)
{
	struct account *a = request_account(r);
	bool all = json_is_true(json_object_get(r->params, "all"));

	return a && (all ? account_unregister_all : account_unregister)(a,
		&r->fault) && give(r, a);
}

static void on_bindings(void *arg, const struct binding_view *all, int n,
	const struct fault *fault)
{
	json_t *list;

	if (fault) {
		ask_refuse(arg, fault);
		return;
	}
	list = json_array();
	for (int i = 0; i < n; i++)
		json_array_append_new(list, describe_binding(&all[i]));
	ask_answer(arg, json_pack("{s:o}", "bindings", list));
}

static bool bindings(struct request *r)
{
	struct account *a = request_account(r);
	struct ask *ask;

	if (!a)
		return false;
	ask = ask_new(r->client, r->id, engine_bindings_forget);
	r->later = true;
	if (account_bindings(a, on_bindings, ask, &r->fault))
		return true;
	r->later = false;
	ask_drop(ask);
	return false;
}

#define ACCOUNT MUST(ACCOUNT, "account")

#define ACT(what, function) { .name = "account." what, .run = act, \
	.params = PARAMS(ACCOUNT), .of_account = function }

const struct method account_methods[] = {
	LOOK("account.list", list),
	LOOK("account.get", get, ACCOUNT),
	{ .name = "account.add", .run = add, .params = account_add_params },
	{ .name = "account.update", .run = update,
		.params = account_update_params },
	METHOD("account.remove", remove_one, ACCOUNT),
	ACT("register", account_register),
	METHOD("account.forward", forward, ACCOUNT,
		MAY(TEXT, "always"),
		MAY(TEXT, "busy"),
		MAY(TEXT, "no_answer")),
	METHOD("account.unregister", unregister, ACCOUNT,
		MAY(BOOLEAN, "all")),
	LOOK("account.bindings", bindings, ACCOUNT),
	{ 0 }
};
