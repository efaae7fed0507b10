#include "sip/replaces.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/sip_header.h>

#include "base/mem.h"
#include "sip/branch.h"
#include "sip/dialog_private.h"
#include "sip/header.h"
#include "sip/unread.h"

/* --- names -----------------------------------------------------------------
 * A peer without a tag (RFC 2543) is "0". */

static char *name_of(const char *call_id, const char *to_tag,
	const char *from_tag)
{
	/* blanks may stand before the ';' */
	return mem_format("%.*s;to-tag=%s;from-tag=%s",
		(int)strcspn(call_id, " \t"), call_id, to_tag, from_tag);
}

char *dialog_name(const struct dialog *d)
{
	if (!d->peer_is.tag || !d->peer_is.our_tag)
		return NULL;
	return name_of(d->peer_is.call_id, d->peer_is.tag, d->peer_is.our_tag);
}

static bool is_ours(const struct dialog *d, const char *their_tag,
	const char *name)
{
	char *own = name_of(d->peer_is.call_id, their_tag, d->peer_is.our_tag);
	bool same = !strcmp(own, name);

	free(own);
	return same;
}

/* A call that rings at several phones is as many early dialogs. */
bool dialog_is(const struct dialog *d, const char *name)
{
	if (!d || !d->peer_is.tag || !d->peer_is.our_tag)
		return false;
	list_each(const struct branch, b, &d->branches, link)
		if (!b->over && is_ours(d, b->to->a_tag ? b->to->a_tag : "0",
			name))
			return true;
	return is_ours(d, d->peer_is.tag, name);
}

/* --- out -------------------------------------------------------------------*/

static bool goes_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(c >= '0' && c <= '9') || (c && strchr("-_.!~*'()", c));
}

char *replaces_escaped(const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	char *escaped = mem_new(3 * strlen(text) + 1), *to = escaped;

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (goes_plain(*text)) {
			*to++ = *text;
			continue;
		}
		*to++ = '%';
		*to++ = digits[c >> 4];
		*to++ = digits[c & 15];
	}
	*to = '\0';
	return escaped;
}

const char *dialog_remote_target(const struct dialog *d)
{
	return d ? d->peer_is.target : NULL;
}

char *dialog_refer_target(const struct dialog *d, const char *at)
{
	char *name, *value, *uri;

	if (d->state != DIALOG_CONFIRMED || !at)
		return NULL;
	name = dialog_name(d);
	if (!name)
		return NULL;
	value = replaces_escaped(name);
	uri = mem_format("%.*s?Replaces=%s&Require=replaces",
		(int)strcspn(at, "?"), at, value);
	free(name);
	free(value);
	return uri;
}

/* --- in --------------------------------------------------------------------*/

static void note_target(struct dialog *d, const sip_t *sip)
{
	char *text;

	if (!sip->sip_contact)
		return;
	text = url_as_string(NULL, sip->sip_contact->m_url);
	mem_set(&d->peer_is.target, text);
	su_free(NULL, text);
}

static void note_tags(struct dialog *d, const sip_t *sip, const char *ours,
	const char *theirs)
{
	mem_set(&d->peer_is.call_id, sip->sip_call_id->i_id);
	if (ours)
		mem_set(&d->peer_is.our_tag, ours);
	mem_set(&d->peer_is.tag, theirs ? theirs : "0");
}

/* Ours was made by the stack when the INVITE came.  Its parameters are an
 * allocation of their own: only a home knows all that is to be freed. */
static void note_our_tag(struct dialog *d)
{
	su_home_t *home = su_home_new(sizeof *home);
	sip_replaces_t *r = nua_handle_make_replaces(d->owner.handle, home, 0);

	if (r)
		mem_set(&d->peer_is.our_tag, r->rp_from_tag);
	su_home_unref(home);
}

static void note_request(struct dialog *d, const sip_t *sip)
{
	if (!sip->sip_to->a_tag)
		note_our_tag(d);
	note_tags(d, sip, sip->sip_to->a_tag, sip->sip_from->a_tag);
	note_target(d, sip);
}

/* A provisional answer tells which dialog it is, if it has a tag. */
static void note_answer(struct dialog *d, const struct sip_event *e)
{
	const sip_t *sip = e->sip;

	if (e->status >= 300 || (e->status < 200 && !sip->sip_to->a_tag))
		return;
	note_tags(d, sip, sip->sip_from->a_tag, sip->sip_to->a_tag);
	note_target(d, sip);
}

void dialog_note_peer(struct dialog *d, const struct sip_event *e)
{
	if (!e->sip || !e->sip->sip_call_id || !e->sip->sip_to ||
	    !e->sip->sip_from)
		return;
	if (e->event == nua_i_invite || e->event == nua_i_update)
		note_request(d, e->sip);
	else if ((e->event == nua_r_invite || e->event == nua_r_update) &&
		e->sip->sip_status)
		note_answer(d, e);
}

/* The stack keeps the first one only; the message as it came has them all. */
static int count_replaces(const sip_t *sip)
{
	int n = 0;

	for (const msg_common_t *h = sip->sip_request->rq_common; h;
		h = h->h_succ ? &h->h_succ->sh_common[0] : NULL)
		n += h->h_class == sip_replaces_class;
	return n;
}

static bool is_there(const sip_t *sip, const char *name)
{
	for (const sip_unknown_t *h = sip->sip_unknown; h; h = h->un_next)
		if (h->un_name && !strcasecmp(h->un_name, name))
			return true;
	return false;
}

/* How many params of it are "name=...", and whether each is a token. */
static int count_tokens(const sip_replaces_t *r, const char *name)
{
	size_t n = strlen(name);
	int found = 0;

	for (int i = 0; r->rp_params && r->rp_params[i]; i++) {
		const char *p = r->rp_params[i];

		if (strncasecmp(p, name, n) != 0 || p[n] != '=')
			continue;
		if (!header_is_token(p + n + 1))
			return 0;
		found++;
	}
	return found;
}

static bool is_good(const sip_replaces_t *r)
{
	return !r->rp_next && count_tokens(r, "to-tag") == 1 &&
		count_tokens(r, "from-tag") == 1;
}

int replaces_read(const sip_t *sip, char **name, bool *early_only)
{
	const sip_replaces_t *r = sip->sip_replaces;

	*name = NULL;
	*early_only = false;
	if (unread_has(sip, "Replaces"))
		return 400;
	if (!r)
		return 0;
	if (!is_good(r) || count_replaces(sip) > 1 || is_there(sip, "Join"))
		return 400;
	*name = name_of(r->rp_call_id, r->rp_from_tag, r->rp_to_tag);
	*early_only = r->rp_early_only;
	return 0;
}
