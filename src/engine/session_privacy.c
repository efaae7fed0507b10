/* session_privacy.c - a call that does not tell who we are (RFC 3323, 3325).
 * Engine thread.
 *
 *	From: "Anonymous" <sip:anonymous@anonymous.invalid>, Privacy: id
 *	Contact without a user, or the temporary GRUU
 *	P-Preferred-Identity, and our name in credentials: only towards the
 *	account's own proxy, which keeps them to itself
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "engine/private.h"

static bool goes_to_its_proxy(const struct session *s)
{
	return s->account && !s->service && s->account->config->registers &&
		account_is_way_to(s->account, s->target);
}

/* The quotes around a name are of no use in it. */
static char *preferred_identity(const struct session *s)
{
	char *name = mem_text(s->local_name ? s->local_name : ""), *all;

	for (char *c = name; *c; c++)
		if (*c == '"' || *c == '\\')
			*c = ' ';
	all = *name ? mem_format("\"%s\" <%s>", name, s->local_uri) :
		mem_format("<%s>", s->local_uri);
	free(name);
	return all;
}

/* First, so that the caller's own ones do not push them out. */
static void add_header(struct session *s, const char *name, char *value)
{
	s->headers = mem_grow(s->headers,
		(s->n_headers + 1) * sizeof *s->headers);
	memmove(s->headers + 1, s->headers,
		s->n_headers++ * sizeof *s->headers);
	s->headers[0] = (struct engine_header){ mem_text(name), value };
}

static bool has_header(const struct session *s, const char *name)
{
	for (int i = 0; i < s->n_headers; i++)
		if (!strcasecmp(s->headers[i].name, name))
			return true;
	return false;
}

void session_hide_us(struct session *s, struct dialog_params *p)
{
	if (!has_header(s, "Privacy"))
		add_header(s, "Privacy", mem_text("id"));
	if (goes_to_its_proxy(s) && !has_header(s, "P-Preferred-Identity"))
		add_header(s, "P-Preferred-Identity", preferred_identity(s));
	if (!goes_to_its_proxy(s))
		p->credentials = (struct credentials){ 0 };
	p->headers = (const struct dialog_header *)s->headers;
	p->n_headers = s->n_headers;
	p->from_uri = SESSION_ANONYMOUS;
	p->from_display = SESSION_ANONYMOUS_NAME;
	p->anonymous = true;
}

const char *session_referrer(const struct session *s)
{
	return s->privacy ? SESSION_ANONYMOUS : s->local_uri;
}
