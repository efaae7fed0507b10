#include "control/ask.h"

#include <stdlib.h>

#include "base/mem.h"
#include "control/client.h"

struct ask {
	struct list link;		/* of the client */
	struct client *client;
	json_t *id;			/* owned */
	ask_forget_fn *forget;
};

struct ask *ask_new(struct client *client, json_t *id, ask_forget_fn *forget)
{
	struct ask *a = mem_new_of(struct ask);

	a->client = client;
	a->id = json_incref(id);
	a->forget = forget;
	list_append(client_asks(client), &a->link);
	return a;
}

static void ask_free(struct ask *a)
{
	list_remove(&a->link);
	json_decref(a->id);
	free(a);
}

void ask_drop(struct ask *a)
{
	ask_free(a);
}

void ask_answer(struct ask *a, json_t *result)
{
	struct client *client = a->client;

	client_answer(client, a->id, result);
	ask_free(a);
	client_go_on(client);
}

void ask_refuse(struct ask *a, const struct fault *fault)
{
	struct client *client = a->client;

	client_refuse(client, a->id, fault, NULL);
	ask_free(a);
	client_go_on(client);
}

void ask_forget_all(struct list *asks, struct engine *engine)
{
	list_each(struct ask, a, asks, link) {
		a->forget(engine, a);
		ask_free(a);
	}
}
