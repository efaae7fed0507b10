/* Session timers (RFC 4028): a session that nobody refreshes is over.
 *
 *	2xx to an INVITE or UPDATE, either way: an interval, and who refreshes
 *
 *	ours	half of it --> UPDATE --refused--> re-INVITE --> again and again
 *		           (a re-INVITE at once         as long as there is
 *		           where the peer says so)      time, then BYE
 *	theirs	nothing came in nine tenths --> BYE
 *
 * The stack writes and reads the headers, and answers 422 either way.  Its own
 * clock would repeat the description of the first INVITE, and stops when a
 * re-INVITE fails: ours runs a little ahead of it, so that it never rings.
 * When an UPDATE fails it would send one a second; only a re-INVITE calms it.
 * It refreshes beside a peer who said so in a Require and not in a Supported.
 */
#include <limits.h>
#include <stdlib.h>
#include <strings.h>

#include <sofia-sip/sip_header.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "sip/dialog_private.h"

#define LONGEST_S (7 * 86400)	/* of an interval; more is as good as none */
#define AHEAD_S 6		/* of the stack, which takes half +-5 s */
#define AGAIN_S 5		/* at least, and a 20th of the interval */
#define END_AHEAD_S 32		/* of the end: RFC 4028 10 */

void session_timer_init(struct session_timer *t, const struct ua *ua)
{
	t->wanted_s = ua->session_timer_s;
	t->least_s = ua->min_se_s;
}

void session_timer_stop(struct dialog *d)
{
	struct session_timer *t = &d->session_timer;

	t->interval_s = 0;
	if (t->clock)
		loop_timer_cancel(t->clock);
}

void session_timer_note_end(struct dialog *d)
{
	dialog_note_end(d, DIALOG_BY_ERROR, 408, d->session_timer.ours ?
		"The session could not be refreshed" :
		"The other side stopped refreshing the session", NULL);
}

/* --- the clock -------------------------------------------------------------*/

/* Nobody may be there to answer the BYE: it is left to the stack. */
static void run_out(struct dialog *d)
{
	session_timer_note_end(d);
	free(d->cause);
	d->cause = text_clean("SIP;cause=408;text=\"Session timeout\"",
		TEXT_CHARACTERS);
	dialog_send_bye(d);
	owner_abandon(&d->owner);
	dialog_finish(d);
}

static void in_seconds(struct dialog *d, int s)
{
	loop_timer_set(d->session_timer.clock, s * (int64_t)1000);
}

/* A request of either side is on its way: if it comes about, the session is
 * refreshed by that. */
static bool is_busy(const struct dialog *d)
{
	return d->ours.sdp || d->peer != PEER_QUIET ||
		d->session_timer.refreshing;
}

static int again_ms(const struct session_timer *t)
{
	int s = t->interval_s / 20 > AGAIN_S ? t->interval_s / 20 : AGAIN_S;
	int64_t left = t->over_ms - clock_ms();

	return left < s * 1000 ? (int)left : s * 1000;
}

static void refresh(struct dialog *d)
{
	struct session_timer *t = &d->session_timer;

	loop_timer_set(t->clock, again_ms(t));
	if (is_busy(d))
		return;
	if (t->takes_update) {
		t->refreshing = true;
		nua_update(d->owner.handle, SIPTAG_CONTACT_STR(d->contact),
			TAG_END());
	} else if (d->handlers.on_refresh) {
		d->handlers.on_refresh(d->arg);
	}
}

static void on_clock(void *arg)
{
	struct dialog *d = arg;
	struct session_timer *t = &d->session_timer;

	if (d->state != DIALOG_CONFIRMED || !t->interval_s)
		return;
	if (t->ours && clock_ms() < t->over_ms)
		refresh(d);
	else
		run_out(d);
}

/* Seconds from now, of the interval's end: a little ahead of the stack, whose
 * share is that of RFC 4028 for long ones. */
static int end_of(int interval_s)
{
	int early = interval_s / 10 < END_AHEAD_S ? interval_s / 10 :
		END_AHEAD_S;

	return interval_s - early - 2;
}

static void start(struct dialog *d, int interval_s, bool ours)
{
	struct session_timer *t = &d->session_timer;
	bool same = t->interval_s == interval_s && t->ours == ours;

	t->interval_s = interval_s;
	t->ours = ours;
	if (!t->clock)
		t->clock = loop_timer_new(d->owner.ua->loop, on_clock, d,
			"session timer");
	loop_timer_cancel(t->clock);
	if (interval_s) {
		t->over_ms = clock_ms() + end_of(interval_s) * (int64_t)1000;
		in_seconds(d, ours ? interval_s / 2 - AHEAD_S :
			end_of(interval_s));
	}
	if (!same && d->handlers.on_session_timer)
		d->handlers.on_session_timer(d->arg, interval_s, ours);
}

/* --- what was agreed: as the stack reckons it ------------------------------*/

static int at_most(unsigned long seconds)
{
	return seconds < LONGEST_S ? (int)seconds : LONGEST_S;
}

static int interval(const struct session_timer *t, int theirs, int least)
{
	int s = theirs && theirs < t->wanted_s ? theirs : t->wanted_s;

	if (s < t->least_s)
		s = t->least_s;
	return s < least ? least : s;
}

static bool names_timer(const sip_t *sip)
{
	return sip_has_feature(sip->sip_supported, "timer") ||
		sip_has_feature(sip->sip_require, "timer");
}

static bool refresher_is(const sip_session_expires_t *x, const char *role)
{
	return x && x->x_refresher && !strcasecmp(x->x_refresher, role);
}

static void look_at_peer(struct session_timer *t, const sip_t *sip)
{
	t->peer_supports |= names_timer(sip);
	if (sip->sip_allow)
		t->takes_update = sip_is_allowed(sip->sip_allow,
			sip_method_update, "UPDATE");
}

void session_timer_note(struct dialog *d, const sip_t *sip)
{
	struct session_timer *t = &d->session_timer;
	const sip_session_expires_t *x = sip->sip_session_expires;
	bool update = sip->sip_request->rq_method == sip_method_update;

	look_at_peer(t, sip);
	if (update && !x)
		return;
	t->asked.interval_s = x ? at_most(x->x_delta) : 0;
	t->asked.least_s = sip->sip_min_se ?
		at_most(sip->sip_min_se->min_delta) : 0;
	t->asked.uas = refresher_is(x, "uas") || (x && !x->x_refresher &&
		sip_has_feature(sip->sip_require, "timer"));
}

void session_timer_agree(struct dialog *d)
{
	struct session_timer *t = &d->session_timer;

	if (t->wanted_s)
		start(d, interval(t, t->asked.interval_s, t->asked.least_s),
			!t->peer_supports || t->asked.uas);
}

void session_timer_answered(struct dialog *d, const sip_t *sip)
{
	struct session_timer *t = &d->session_timer;
	const sip_session_expires_t *x = sip ? sip->sip_session_expires : NULL;

	t->refreshing = false;
	if (!sip || !t->wanted_s)
		return;
	look_at_peer(t, sip);
	start(d, interval(t, x ? at_most(x->x_delta) : 0, sip->sip_min_se ?
		at_most(sip->sip_min_se->min_delta) : 0),
		!t->peer_supports || !refresher_is(x, "uas"));
}

/* The next request is to ask for as much at once. */
void session_timer_raise(struct dialog *d, const sip_t *sip)
{
	struct session_timer *t = &d->session_timer;

	if (!sip || !sip->sip_status || sip->sip_status->st_status != 422 ||
	    !sip->sip_min_se || !t->wanted_s)
		return;
	t->least_s = at_most(sip->sip_min_se->min_delta);
	if (t->wanted_s < t->least_s)
		t->wanted_s = t->least_s;
	nua_set_hparams(d->owner.handle, NUTAG_SESSION_TIMER(t->wanted_s),
		NUTAG_MIN_SE(t->least_s), TAG_END());
}

/* --- our UPDATE ------------------------------------------------------------*/

static void refused(struct dialog *d, const struct sip_event *e)
{
	struct session_timer *t = &d->session_timer;

	log_debug("sip", "dialog %s: UPDATE got %d %s", dialog_call_id(d),
		e->status, e->phrase);
	t->refreshing = false;
	if (response_is_loss(e->status)) {
		dialog_lost(d, "UPDATE", e);
		return;
	}
	if (response_ends_dialog(e->status, sip_method_update)) {
		dialog_note_end(d, DIALOG_BY_ERROR,
			e->status < 700 ? e->status : 500, e->phrase, e->sip);
		return;
	}
	t->takes_update = false;
	if (!t->interval_s)
		return;
	if (t->ours)
		in_seconds(d, 0);
	else if (!is_busy(d) && d->handlers.on_refresh)
		d->handlers.on_refresh(d->arg);
}

void dialog_on_update_response(struct dialog *d, const struct sip_event *e)
{
	session_timer_raise(d, e->sip);
	if (e->status < 200 || (e->status >= 300 &&
	    auth_answer(d->auth, d->owner.handle, e) == AUTH_SENT))
		return;
	if (d->state != DIALOG_CONFIRMED) {
		d->session_timer.refreshing = false;
	} else if (e->status < 300) {
		auth_succeeded(d->auth);
		session_timer_answered(d, e->sip);
	} else {
		refused(d, e);
	}
}
