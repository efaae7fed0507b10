/* session_identity.c - who the other one is, beyond From: what a message says,
 * and what of it is believed and shown.  Engine thread.
 *
 *	asserted	only from those that we trust, and unless the caller
 *			asked for privacy (RFC 3325 5, 7)
 *	diversion, history, User-to-User	as told: they are shown, no more
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/private.h"
#include "sip/identity.h"

struct session_identity {
	char *asserted_uri, *asserted_name;
	char *user_to_user;
	struct mention_view diversion[IDENTITY_ENTRIES];	/* texts owned */
	struct mention_view history[IDENTITY_ENTRIES];
	int n_diversion, n_history;
};

static void clear_mentions(struct mention_view *m, int *n)
{
	while (*n) {
		(*n)--;
		free((char *)m[*n].uri);
		free((char *)m[*n].display_name);
		free((char *)m[*n].reason);
	}
}

static void take_mentions(struct mention_view *to, int *n,
	const struct identity_entry *from, int n_from)
{
	if (!n_from)
		return;
	clear_mentions(to, n);
	for (; *n < n_from; from++, (*n)++)
		to[*n] = (struct mention_view){ mem_text(from->uri),
			mem_text(from->display_name), mem_text(from->reason) };
}

void session_identity_free(struct session_identity *k)
{
	if (!k)
		return;
	clear_mentions(k->diversion, &k->n_diversion);
	clear_mentions(k->history, &k->n_history);
	free(k->asserted_uri);
	free(k->asserted_name);
	free(k->user_to_user);
	free(k);
}

static bool is_trusted(const struct session *s, const char *source)
{
	return s->account ? account_trusts(s->account, source) :
		account_none_trusts(s->engine->config, source);
}

/* Its own wish: not even what its From says is shown. */
static void hide_caller(struct session *s)
{
	mem_set(&s->remote_uri, SESSION_ANONYMOUS);
	mem_set(&s->remote_name, SESSION_ANONYMOUS_NAME);
}

void session_identified(struct session *s, const struct identity *i,
	const char *source)
{
	struct session_identity *k = s->identity;

	if (!k)
		k = s->identity = mem_new_of(struct session_identity);
	take_mentions(k->diversion, &k->n_diversion, i->diversion,
		i->n_diversion);
	take_mentions(k->history, &k->n_history, i->history, i->n_history);
	if (i->user_to_user)
		mem_set(&k->user_to_user, i->user_to_user);
	if (i->asserted.uri && !i->withheld && is_trusted(s, source)) {
		mem_set(&k->asserted_uri, i->asserted.uri);
		mem_set(&k->asserted_name, i->asserted.display_name);
	}
	if (!s->outgoing && i->anonymous)
		hide_caller(s);
}

static bool differs(const char *a, const char *b)
{
	return a && (!b || strcmp(a, b) != 0);
}

/* Nothing that is shown changes with most messages. */
static bool is_news(const struct session *s, const struct identity *i,
	const char *source)
{
	static const struct session_identity nothing;
	const struct session_identity *k = s->identity ? s->identity : &nothing;
	bool told = i->asserted.uri && is_trusted(s, source);

	return i->n_diversion || i->n_history ||
		differs(i->user_to_user, k->user_to_user) ||
		(told && i->withheld && k->asserted_uri) ||
		(told && !i->withheld &&
		(differs(i->asserted.uri, k->asserted_uri) ||
		differs(i->asserted.display_name, k->asserted_name)));
}

/* Another one is there who does not want to be known: not the one before. */
static void forget_asserted(struct session *s, const struct identity *i,
	const char *source)
{
	struct session_identity *k = s->identity;

	if (!k || !i->asserted.uri || !i->withheld || !is_trusted(s, source))
		return;
	mem_set(&k->asserted_uri, NULL);
	mem_set(&k->asserted_name, NULL);
}

void session_connected(void *session, const struct identity *i,
	const char *source)
{
	struct session *s = session;

	if (s->outgoing)
		mem_set(&s->source, source);
	if (!is_news(s, i, source))
		return;
	forget_asserted(s, i, source);
	session_identified(s, i, source);
	session_changed(s);
}

void session_identity_view(const struct session *s, struct session_view *v)
{
	const struct session_identity *k = s->identity;

	v->privacy = s->privacy;
	if (!k)
		return;
	v->asserted = (struct party_view){ k->asserted_uri, k->asserted_name };
	v->user_to_user = k->user_to_user;
	v->diversion = k->diversion;
	v->n_diversion = k->n_diversion;
	v->history = k->history;
	v->n_history = k->n_history;
}
