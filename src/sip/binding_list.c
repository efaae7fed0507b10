#include "sip/binding_list.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/msg_header.h>
#include <sofia-sip/su_alloc.h>
#include <sofia-sip/url.h>

#include "base/mem.h"
#include "base/text.h"
#include "sip/header.h"

#define EXPIRES_MAX_S (7 * 86400)

/* --- one contact -----------------------------------------------------------*/

static const char *param(const sip_contact_t *c, const char *name)
{
	return msg_header_find_param(c->m_common, name);
}

/* "<urn:uuid:...>" in quotes, as RFC 5626 writes it -> urn:uuid:... */
static char *instance_of(const sip_contact_t *c)
{
	const char *quoted = param(c, "+sip.instance=");
	char *text = header_unquoted(quoted), *clean;
	size_t n = text ? strlen(text) : 0;

	if (n > 2 && text[0] == '<' && text[n - 1] == '>') {
		memmove(text, text + 1, n - 2);
		text[n - 2] = '\0';
	}
	clean = text_clean(text, TEXT_CHARACTERS);
	free(text);
	return clean;
}

static char *gruu_of(const sip_contact_t *c, const char *name)
{
	char *text = header_unquoted(param(c, name)), *clean = NULL;
	struct uri_parts parts;

	if (text && strlen(text) < URI_TEXT && uri_parse(text, &parts))
		clean = header_text(text);
	free(text);
	return clean;
}

static char *uri_of(const sip_contact_t *c)
{
	char *text = url_as_string(NULL, c->m_url);
	char *clean = text_clean(text ? text : "", URI_TEXT);

	su_free(NULL, text);
	return clean;
}

static int number(const char *text, int otherwise, int highest)
{
	long n = text ? strtol(text, NULL, 10) : otherwise;

	return n < otherwise ? otherwise : n > highest ? highest : (int)n;
}

static int expiry_of(const sip_contact_t *c, const sip_t *sip)
{
	if (c->m_expires)
		return number(c->m_expires, -1, EXPIRES_MAX_S);
	if (!sip->sip_expires)
		return -1;
	return sip->sip_expires->ex_delta > EXPIRES_MAX_S ? EXPIRES_MAX_S :
		(int)sip->sip_expires->ex_delta;
}

/* --- whose it is -----------------------------------------------------------*/

static bool same_uri(const sip_contact_t *c, const char *uri)
{
	su_home_t *home = su_home_new(sizeof *home);
	url_t *url = uri ? url_make(home, uri) : NULL;
	bool same = url && !url_cmp(c->m_url, url);

	su_home_unref(home);
	return same;
}

/* The same address is our binding, whatever the registrar kept of its
 * parameters; the same instance and reg-id elsewhere is one of an earlier life
 * or another network. */
static void mark_ours(struct binding *b, const sip_contact_t *c,
	const struct binding_mark *mark)
{
	bool here = same_uri(c, mark->contact);
	bool instance = b->instance && mark->instance &&
		!strcasecmp(b->instance, mark->instance);

	b->ours = here || instance;
	b->current = here;
}

static void take(struct binding *b, const sip_contact_t *c, const sip_t *sip,
	const struct binding_mark *mark)
{
	b->contact = uri_of(c);
	b->expires_s = expiry_of(c, sip);
	b->q = c->m_q ? strtod(c->m_q, NULL) : -1;
	b->instance = instance_of(c);
	b->reg_id = number(param(c, "reg-id="), 0, 1 << 30);
	b->pub_gruu = gruu_of(c, "pub-gruu=");
	b->temp_gruu = gruu_of(c, "temp-gruu=");
	mark_ours(b, c, mark);
}

struct bindings *bindings_of(const sip_t *sip, const struct binding_mark *mark)
{
	struct bindings *all = mem_new_of(struct bindings);

	for (const sip_contact_t *c = sip->sip_contact;
		c && all->n < BINDINGS_MAX; c = c->m_next)
		if (c->m_url->url_type != url_any)
			take(&all->items[all->n++], c, sip, mark);
	return all;
}

const struct binding *bindings_current(const struct bindings *all)
{
	for (int i = 0; i < all->n; i++)
		if (all->items[i].current)
			return &all->items[i];
	return NULL;
}

void bindings_free(struct bindings *all)
{
	for (int i = 0; all && i < all->n; i++) {
		free(all->items[i].contact);
		free(all->items[i].instance);
		free(all->items[i].pub_gruu);
		free(all->items[i].temp_gruu);
	}
	free(all);
}
