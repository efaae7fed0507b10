/* session_early.c - a call before it is answered: what rings, what is heard.
 * Engine thread.
 *
 *	branch 1: 180 --------.
 *	branch 2: 183, SDP ---+--> one progress; the sound of whoever described
 *	branch 3: 183, SDP ---'    his last: when a proxy tries one after the
 *	branch 3: 199              other, that is the one that is alive
 *	          `--> branch 2 is heard again, or our own ringing
 *
 * The one that answers wins; what the others had agreed to is forgotten.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/private.h"

/* What was agreed with one branch; 0: with the one who calls us. */
struct early {
	struct list link;		/* in the session's; the last is heard */
	int branch;
	struct agreement agreement;
};

static struct early *find(struct session *s, int branch)
{
	list_each(struct early, early, &s->early, link)
		if (early->branch == branch)
			return early;
	return NULL;
}

static void drop(struct early *early)
{
	list_remove(&early->link);
	explicit_bzero(early, sizeof *early);	/* keys */
	free(early);
}

static void remember(struct session *s, int branch)
{
	struct early *early = find(s, branch);

	if (early)
		drop(early);
	early = mem_new_of(struct early);
	early->branch = branch;
	early->agreement = *call_media_agreed(s->media);
	list_append(&s->early, &early->link);
}

static void hear_the_last(struct session *s)
{
	struct early *last = list_empty(&s->early) ? NULL :
		list_item(struct early, s->early.previous, link);

	call_media_agree(s->media, last ? &last->agreement : NULL);
}

void session_early_forget(struct session *s)
{
	list_each(struct early, early, &s->early, link)
		drop(early);
}

/* --- we call ---------------------------------------------------------------*/

static void heard(struct session *s, int branch)
{
	remember(s, branch);
	s->early_media = true;
	session_move(s, EVENT_EARLY_MEDIA);
}

static void failed(struct session *s, int branch)
{
	struct early *early = find(s, branch);

	if (!early)
		return;
	drop(early);
	hear_the_last(s);
	if (!list_empty(&s->early))
		return;
	s->early_media = false;
	session_move(s, EVENT_EARLY_GONE);
}

void session_progress(void *arg, const struct dialog_progress *p)
{
	struct session *s = arg;
	char why[SDP_WHY];

	mem_set(&s->call_id, dialog_call_id(s->dialog));
	if (p->over)
		failed(s, p->branch);
	else if (p->sdp &&
		 !call_media_take_answer(s->media, p->sdp, p->n, why))
		heard(s, p->branch);
	else if (p->status == 180)
		session_move(s, EVENT_RINGING);
	if (!p->over)
		session_follow_progress(s, p->status, p->reason);
	session_apply(s);
	session_changed(s);
}

char *session_early_offer(void *arg, int branch, const char *sdp, size_t n)
{
	struct session *s = arg;
	char why[SDP_WHY], *answer;

	if (call_media_take_offer(s->media, sdp, n, SDP_SENDRECV, &answer,
		why)) {
		log_info("session", "%d: their early offer is refused: %s",
			s->id, why);
		return NULL;
	}
	if (branch)
		heard(s, branch);
	session_apply(s);
	session_changed(s);
	return answer;
}

/* 0, or why there will be no call. */
static int take_description(struct session *s, int branch, const char *sdp,
	size_t n, char why[SDP_WHY])
{
	struct early *early = find(s, branch);
	char *answer;
	int status;

	if (!sdp) {
		call_media_agree(s->media, early ? &early->agreement : NULL);
		return early ? 0 : 488;
	}
	if (!s->delayed)
		return call_media_take_answer(s->media, sdp, n, why);
	status = call_media_take_offer(s->media, sdp, n, SDP_SENDRECV, &answer,
		why);
	if (status)
		return status;
	dialog_answer(s->dialog, answer);
	mem_wipe_text(answer);
	return 0;
}

void session_answered(void *arg, int branch, const char *sdp, size_t n)
{
	struct session *s = arg;
	char why[SDP_WHY] = "there is none";
	int status;

	mem_set(&s->call_id, dialog_call_id(s->dialog));
	if (!session_move(s, EVENT_ANSWERED))
		return;
	status = take_description(s, branch, sdp, n, why);
	session_early_forget(s);
	if (status)
		session_give_up_answer(s, status, why);
	else
		session_established(s);
	if (!status)
		session_ice_settled(s);
}

/* --- we are called ---------------------------------------------------------*/

/* One that cannot be used is no answer: the ACK will find that there is
 * none. */
void session_early_answer(void *arg, const char *sdp, size_t n)
{
	struct session *s = arg;
	char why[SDP_WHY];

	if (call_media_take_answer(s->media, sdp, n, why)) {
		log_warn("session", "%d: their answer in PRACK is no use: %s",
			s->id, why);
		return;
	}
	session_take_agreement(s);
	session_apply(s);
	session_changed(s);
}
