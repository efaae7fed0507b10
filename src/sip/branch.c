#include "sip/branch.h"

#include <stdlib.h>
#include <strings.h>

#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_util.h>

#include "base/log.h"
#include "base/mem.h"
#include "sip/dialog_private.h"
#include "sip/mend_target.h"

static const char *or_empty(const char *tag)
{
	return tag ? tag : "";
}

struct branch *branch_tagged(struct dialog *d, const char *tag)
{
	list_each(struct branch, b, &d->branches, link)
		if (!strcasecmp(or_empty(b->to->a_tag), or_empty(tag)))
			return b;
	return NULL;
}

void branch_moved(struct branch *b, const sip_contact_t *contact)
{
	if (contact && target_is_usable(contact->m_url))
		b->contact = sip_contact_dup(b->home, contact);
}

static struct branch *branch_new(struct dialog *d, const sip_t *sip)
{
	struct branch *b = mem_new_of(struct branch);

	b->id = ++d->last_branch;
	b->home = su_home_new(sizeof *b->home);
	b->to = sip_to_dup(b->home, sip->sip_to);
	branch_moved(b, sip->sip_contact);
	if (sip->sip_record_route &&
	    routes_are_usable(sip->sip_record_route))
		b->route = sip_route_reverse(b->home, sip->sip_record_route);
	list_append(&d->branches, &b->link);
	return b;
}

static int count(const struct dialog *d)
{
	int n = 0;

	list_each(struct branch, b, &d->branches, link)
		n++;
	return n;
}

struct branch *branch_of(struct dialog *d, const sip_t *sip)
{
	struct branch *b = branch_tagged(d, sip->sip_to->a_tag);

	if (b)
		return b;
	if (count(d) >= BRANCHES_MAX) {
		log_debug("sip", "dialog %s: one branch too many",
			dialog_call_id(d));
		return NULL;
	}
	return branch_new(d, sip);
}

void branches_forget(struct dialog *d)
{
	list_each(struct branch, b, &d->branches, link) {
		list_remove(&b->link);
		su_home_unref(b->home);
		free(b);
	}
}
