/* Sofia-SIP takes the first branch of a forked INVITE that sends a reliable
 * 18x, or an UPDATE, for the one and only: it hears the others no more, and
 * when one of them answers it acknowledges that and hangs up.  The caller waits
 * for ever, since the proxy has cancelled the first.  So nothing but a 2xx to
 * the INVITE decides; until then PRACKs find their way by branch.c.
 *
 * The library calls these functions of its own through the dynamic linker,
 * which finds ours first.  To be dropped with the first library that forks.
 */
#include <dlfcn.h>

#include <sofia-sip/nta.h>

#include "sip/branch.h"
#include "sip/dialog_private.h"

struct nua_dialog_state;

/* The one that the next nta_outgoing_destroy() leaves alone. */
static nta_outgoing_t *kept;

bool branches_are_open(const struct dialog *d)
{
	return d->uac && (d->state == DIALOG_CALLING ||
		(d->state == DIALOG_ENDING && !d->bye_sent && !d->won));
}

static bool is_undecided(nua_handle_t *handle)
{
	struct handle_owner *owner = nua_handle_magic(handle);

	return owner && owner->kind == OWNER_DIALOG &&
		branches_are_open((struct dialog *)owner);
}

static bool decides(const sip_t *sip)
{
	return sip->sip_status && sip->sip_status->st_status >= 200 &&
		sip->sip_cseq && sip->sip_cseq->cs_method == sip_method_invite;
}

void nua_dialog_uac_route(nua_handle_t *handle, struct nua_dialog_state *ds,
	const sip_t *sip, int tag, int initial);
void nua_dialog_uas_route(nua_handle_t *handle, struct nua_dialog_state *ds,
	const sip_t *sip, int tag);

void nua_dialog_uac_route(nua_handle_t *handle, struct nua_dialog_state *ds,
	const sip_t *sip, int tag, int initial)
{
	static void (*theirs)(nua_handle_t *, struct nua_dialog_state *,
		const sip_t *, int, int);

	if (!theirs)
		*(void **)&theirs = dlsym(RTLD_NEXT, "nua_dialog_uac_route");
	if (!is_undecided(handle) || decides(sip))
		theirs(handle, ds, sip, tag, initial);
}

void nua_dialog_uas_route(nua_handle_t *handle, struct nua_dialog_state *ds,
	const sip_t *sip, int tag)
{
	static void (*theirs)(nua_handle_t *, struct nua_dialog_state *,
		const sip_t *, int);

	if (!theirs)
		*(void **)&theirs = dlsym(RTLD_NEXT, "nua_dialog_uas_route");
	if (!is_undecided(handle))
		theirs(handle, ds, sip, tag);
}

/* The caller puts what it gets in the place of what it destroys next. */
nta_outgoing_t *nta_outgoing_tagged(nta_outgoing_t *request,
	nta_response_f *callback, nta_outgoing_magic_t *magic, char const *tag,
	sip_rseq_t const *rseq)
{
	(void)callback;
	(void)magic;
	(void)tag;
	(void)rseq;
	return kept = request;
}

void nta_outgoing_destroy(nta_outgoing_t *request)
{
	static void (*theirs)(nta_outgoing_t *);

	if (!theirs)
		*(void **)&theirs = dlsym(RTLD_NEXT, "nta_outgoing_destroy");
	if (!request || request != kept)
		theirs(request);
	kept = NULL;
}

/* Each branch counts by itself: prack.c. */
int nta_outgoing_setrseq(nta_outgoing_t *request, uint32_t rseq)
{
	(void)request;
	(void)rseq;
	return 0;
}
