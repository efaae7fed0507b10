/* account_bindings.c - what is bound to an account's address, asked of its
 * registrar.  Engine thread. */
#include <stdlib.h>

#include "base/mem.h"
#include "engine/private.h"

struct bindings_ask {
	struct list link;		/* in the account's */
	struct account *account;
	struct bindings_request *request;	/* NULL: it is over */
	engine_bindings_fn *fn;		/* NULL: the asker is gone */
	void *arg;
};

static void end_ask(struct bindings_ask *ask)
{
	list_remove(&ask->link);
	free(ask);
}

static void refuse(const struct bindings_ask *ask, int code, int status,
	const char *reason)
{
	struct fault fault = { 0 };

	fault_set(&fault, code, "account", "account %s: %s",
		ask->account->config->name, reason);
	fault.status = status;
	if (ask->fn)
		ask->fn(ask->arg, NULL, 0, &fault);
}

static void give(const struct bindings_ask *ask, const struct bindings *all)
{
	struct binding_view views[BINDINGS_MAX];

	for (int i = 0; i < all->n; i++) {
		const struct binding *b = &all->items[i];

		views[i] = (struct binding_view){ b->contact, b->expires_s,
			b->q, b->instance, b->ours };
	}
	ask->fn(ask->arg, views, all->n, NULL);
}

static void on_bindings(void *arg, const struct bindings *all, int status,
	const char *reason)
{
	struct bindings_ask *ask = arg;

	ask->request = NULL;
	if (!all)
		refuse(ask, ERROR_REFUSED, status, reason);
	else if (ask->fn)
		give(ask, all);
	end_ask(ask);
}

bool account_bindings(struct account *a, engine_bindings_fn *fn, void *arg,
	struct fault *fault)
{
	struct bindings_ask *ask;

	if (!account_can_register(a, fault))
		return false;
	if (!a->registration)
		return fault_set(fault, ERROR_STATE, "account", "account %s has "
			"not reached its registrar yet: %s", a->config->name,
			a->status.reason ? a->status.reason :
			"offhook register it first");
	ask = mem_new_of(struct bindings_ask);
	ask->account = a;
	ask->fn = fn;
	ask->arg = arg;
	list_append(&a->bindings_asks, &ask->link);
	ask->request = registration_fetch(a->registration, on_bindings, ask);
	return true;
}

void engine_bindings_forget(struct engine *e, void *arg)
{
	list_each(struct account, a, &e->accounts, link)
		list_each(struct bindings_ask, ask, &a->bindings_asks, link)
			if (ask->arg == arg)
				ask->fn = NULL;
}

void account_bindings_give_up(struct account *a)
{
	list_each(struct bindings_ask, ask, &a->bindings_asks, link) {
		bindings_request_forget(ask->request);
		refuse(ask, ERROR_STATE, 0, "its connection was given up "
			"meanwhile: ask again");
		end_ask(ask);
	}
}
