/* session_reply.c - a person answers what a peer wants of us.  Engine thread. */
#include <string.h>

#include "engine/private.h"

/* What may wait for an answer; a row each.  They are asked only when waits(). */
static const struct reply {
	const char *what;
	bool (*waits)(const struct session *);
	bool (*accept)(struct session *, struct fault *);
	bool (*refuse)(struct session *, struct fault *);
} replies[] = {
	{ "refer", session_refer_waits, session_refer_accept,
		session_refer_refuse },
	{ "redirect", session_redirect_waits, session_redirect_accept,
		session_redirect_refuse },
};

#define REPLIES (sizeof replies / sizeof *replies)

static const struct reply *find(const struct session *s, const char *what)
{
	for (size_t i = 0; i < REPLIES; i++)
		if ((!what || !strcmp(what, replies[i].what)) &&
		    replies[i].waits(s))
			return &replies[i];
	return NULL;
}

static bool is_known(const char *what)
{
	for (size_t i = 0; i < REPLIES; i++)
		if (!what || !strcmp(what, replies[i].what))
			return true;
	return false;
}

bool session_reply(struct session *s, const char *what, bool yes,
	struct fault *fault)
{
	const struct reply *r = find(s, what);

	if (r)
		return yes ? r->accept(s, fault) : r->refuse(s, fault);
	if (!is_known(what))
		return fault_set(fault, ERROR_PARAMS, "what",
			"nothing is called \"%.40s\" that could wait for an "
			"answer: expected \"refer\" or "
			"\"redirect\"", what);
	return fault_set(fault, ERROR_STATE, "session",
		"nothing of call %d waits for an answer", s->id);
}
