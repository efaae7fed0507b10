/* find.c - accounts and sessions by id and name.  Engine thread. */
#include <string.h>

#include "engine/private.h"

struct account *engine_next_account(struct engine *e, const struct account *a)
{
	const struct list *at = a ? a->link.next : e->accounts.next;

	for (; at != &e->accounts; at = at->next)
		if (!list_item(struct account, at, link)->removed)
			return list_item(struct account, at, link);
	return NULL;
}

struct account *engine_account(struct engine *e, int id)
{
	struct account *a = NULL;

	while ((a = engine_next_account(e, a)))
		if (a->id == id)
			break;
	return a;
}

struct account *engine_account_named(struct engine *e, const char *name)
{
	struct account *a = NULL;

	while ((a = engine_next_account(e, a)))
		if (!strcmp(a->config->name, name))
			break;
	return a;
}

struct session *engine_next_session(struct engine *e, const struct session *s)
{
	const struct list *at = s ? s->link.next : e->sessions.next;

	return at == &e->sessions ? NULL : list_item(struct session, at, link);
}

struct session *engine_session(struct engine *e, int id)
{
	list_each(struct session, s, &e->sessions, link)
		if (s->id == id)
			return s;
	return NULL;
}
