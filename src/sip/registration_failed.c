/* A REGISTER that was not accepted: why, and when the next one goes. */
#include <stdlib.h>

#include <sofia-sip/su_uniqueid.h>

#include "base/clock.h"
#include "base/log.h"
#include "sip/registration_private.h"

#define RETRY_AFTER_MAX_S 86400		/* what a registrar may ask of us */
#define DENIALS_MAX 2
#define SAME_PASSWORD 904		/* the stack: it had been given already */

static int64_t clamp(int64_t n, int64_t low, int64_t high)
{
	return n < low ? low : n > high ? high : n;
}

static int64_t wait_ms(const struct registration *r, const struct sip_event *e)
{
	const sip_retry_after_t *after =
		e->sip ? e->sip->sip_retry_after : NULL;
	int64_t back = backoff_failed(r->params.backoff,
		registration_target(r));

	if (!after || after->af_delta == 0)
		return back;
	return clamp(after->af_delta, 1, RETRY_AFTER_MAX_S) * 1000 +
		su_randint(0, 1000);
}

/* 401 again means a wrong password.  403 to it does not surely, but a registrar
 * that locks out whoever guesses counts it: the second one is the last. */
static bool is_refused(struct registration *r, const struct sip_event *e,
	enum auth_outcome outcome)
{
	r->denials = e->status == 403 && r->identified ? r->denials + 1 : 0;
	return outcome == AUTH_REFUSED || e->status == SAME_PASSWORD ||
		r->denials >= DENIALS_MAX;
}

static const char *words(const struct registration *r,
	const struct sip_event *e, enum auth_outcome outcome)
{
	if (outcome == AUTH_REFUSED || e->status == SAME_PASSWORD)
		return "wrong user or password";
	if (outcome == AUTH_STALE)
		return "the server says each time that we answered too late";
	if ((e->status == 401 || e->status == 407) && !r->auth)
		return "a password is asked for, and none is set";
	if (e->status == 401 || e->status == 407)
		return "the server wants an authentication not known here";
	if (e->status == 408 && event_is_internal(e) &&
	    !r->owner.ua->tls_problem)
		return "no answer";
	return *e->phrase ? e->phrase : usual_phrase(e->status);
}

static int status_of(const struct sip_event *e)
{
	return e->status == SAME_PASSWORD ? 401 :
		e->status < 700 ? e->status : 500;
}

static void plan(struct registration *r, int64_t wait)
{
	loop_timer_set(r->timer, wait);
	r->status.next_attempt_ms = clock_ms() + wait;
}

void registration_failed(struct registration *r, const struct sip_event *e,
	enum auth_outcome outcome)
{
	int64_t wait = wait_ms(r, e);
	char *refusal = auth_refusal(r->auth, e);

	r->status.unreached = event_is_internal(e);
	r->status.refused = is_refused(r, e, outcome);
	registration_set_reason(r, status_of(e),
		refusal ? refusal : words(r, e, outcome));
	free(refusal);
	registration_forget_binding(r);
	if (e->status == 401 || e->status == 407 || r->status.refused)
		owner_drop_handle(&r->owner);
	loop_timer_cancel(r->timer);
	r->status.next_attempt_ms = 0;
	if (!r->status.refused)
		plan(r, wait);
	log_info("sip", "registration of %s failed: %d %s; %s %lld s",
		r->params.aor, r->status.status, r->status.reason,
		r->status.refused ? "not again, back-off" : "again in",
		(long long)wait / 1000);
	registration_enter(r, REGISTRATION_FAILED);
}
