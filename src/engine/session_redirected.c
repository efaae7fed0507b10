/* session_redirected.c - the one we call names others to call instead (3xx).
 * Engine thread.
 *
 *	302 --ask--> REDIRECTED --accept--> the best Contact --> INVITE
 *	    --yes----------------------'         | refused: the next one
 *	    --no---> the end, as it is           v no more: the end
 *
 * It stays one session with one Call-ID and one entry in the history; To is
 * whom was called at first (RFC 3261 8.1.3.4).  Nobody is called twice, nor is
 * there an end to sending us on: after five times it is.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/private.h"

#define FOLLOWED_MAX 5			/* 3xx answers of one call */
#define CALLED_MAX 16			/* INVITEs of one call */
#define ASKED_MS 60000

struct redirection {
	struct session *session;
	int status;			/* of the 3xx that is asked about; 0 */
	char *left[CALLED_MAX];		/* to be called, best first; owned */
	int n_left;
	char *called[CALLED_MAX];	/* already; owned */
	int n_called;
	int followed;
	bool accepted;			/* those that are left may be called */
	struct loop_timer *timer;
};

static void forget_left(struct redirection *r)
{
	while (r->n_left)
		free(r->left[--r->n_left]);
}

void session_redirection_free(struct session *s)
{
	struct redirection *r = s->redirection;

	if (!r)
		return;
	forget_left(r);
	while (r->n_called)
		free(r->called[--r->n_called]);
	loop_timer_free(r->timer);
	free(r);
	s->redirection = NULL;
}

/* --- whom to call ----------------------------------------------------------*/

static bool was_called(const struct redirection *r, const char *uri)
{
	for (int i = 0; i < r->n_called; i++)
		if (!strcmp(r->called[i], uri))
			return true;
	return false;
}

static void note_called(struct redirection *r, const char *uri)
{
	if (r->n_called < CALLED_MAX && !was_called(r, uri))
		r->called[r->n_called++] = mem_text(uri);
}

/* What they name comes before what was left of those who named them. */
static void take_contacts(struct redirection *r, const struct dialog_end *end)
{
	char *before[CALLED_MAX];
	int n_before = r->n_left;

	memcpy(before, r->left, sizeof before);
	r->n_left = 0;
	for (int i = 0; i < end->n_contacts && r->n_left < CALLED_MAX; i++)
		if (!was_called(r, end->contacts[i]))
			r->left[r->n_left++] = mem_text(end->contacts[i]);
	for (int i = 0; i < n_before; i++)
		if (r->n_left < CALLED_MAX)
			r->left[r->n_left++] = before[i];
		else
			free(before[i]);
}

/* The caller frees it; NULL: nobody is left. */
static char *next_of(struct redirection *r)
{
	char *uri = NULL;

	while (!uri && r->n_left && r->n_called < CALLED_MAX) {
		uri = r->left[0];
		memmove(r->left, r->left + 1, --r->n_left * sizeof *r->left);
		if (was_called(r, uri)) {
			free(uri);
			uri = NULL;
		}
	}
	return uri;
}

/* --- calling them ----------------------------------------------------------*/

void session_call_over(struct session *s)
{
	session_move(s, EVENT_REDIRECTED);
	dialog_free(s->dialog);
	s->dialog = NULL;
	session_early_forget(s);
	s->early_media = false;
	session_place_left(s);
	call_media_free(s->media);
	s->media = NULL;
	endpoint_release(s->endpoint);
	s->endpoint = NULL;
	mem_set(&s->next_hop, NULL);
}

static bool is_sips(const char *uri)
{
	return !strncasecmp(uri, "sips:", 5);
}

/* Whom a person has called at sips: is not called without it unless he says so
 * (RFC 3261 8.1.3.4). */
static bool may_call(const struct session *s, const char *uri)
{
	return s->engine->config->follow_redirect != FOLLOW_YES ||
		!is_sips(s->redirection->called[0]) || is_sips(uri);
}

/* false: nobody is left. */
static bool call_next(struct session *s)
{
	struct redirection *r = s->redirection;
	struct fault fault;
	struct target target;
	char *uri;

	while ((uri = next_of(r))) {
		bool good = may_call(s, uri) &&
			target_referred(s->account, uri, &target, &fault);

		note_called(r, uri);
		free(uri);
		if (!good)
			continue;
		if (!s->to)
			s->to = mem_text(s->target);
		mem_set(&s->target, target.uri);
		s->insists.on_keys = s->insists.on_dtls = false;
		log_info("session", "%d goes on to %s", s->id, s->target);
		call_begin(s, &target);
		return true;
	}
	return false;
}

static void stop_asking(struct redirection *r)
{
	r->status = 0;
	loop_timer_cancel(r->timer);
}

static void on_timer(void *arg)
{
	struct redirection *r = arg;
	int status = r->status;

	session_end(r->session, "local", status, "redirected, and nobody said "
		"whether to follow");
}

static void ask(struct session *s, int status)
{
	struct redirection *r = s->redirection;

	r->status = status;
	loop_timer_set(r->timer, ASKED_MS);
	session_apply(s);
	session_changed(s);
	engine_tell_session(s->engine, TOPIC_SESSION_REDIRECTED, s);
}

/* --- the answer that came --------------------------------------------------*/

static struct redirection *redirection_of(struct session *s)
{
	struct redirection *r = s->redirection;

	if (r)
		return r;
	r = s->redirection = mem_new_of(struct redirection);
	r->session = s;
	r->timer = loop_timer_new(s->engine->loop, on_timer, r, "redirection");
	note_called(r, s->target);
	return r;
}

/* 305 names a proxy of their choice; 304 and the like say nothing. */
static bool names_others(const struct dialog_end *end)
{
	return end->n_contacts && (end->status == 300 || end->status == 301 ||
		end->status == 302 || end->status == 380);
}

static const char *follow(struct session *s, const struct dialog_end *end)
{
	struct redirection *r = redirection_of(s);

	if (++r->followed > FOLLOWED_MAX)
		return "redirected too often";
	take_contacts(r, end);
	if (!r->n_left)
		return "redirected in a circle";
	session_call_over(s);
	r->accepted = s->engine->config->follow_redirect == FOLLOW_YES;
	if (!r->accepted)
		ask(s, end->status);
	else if (!call_next(s))
		return is_sips(r->called[0]) ?
			"redirected to where nobody can be called by sips:" :
			"redirected to where nobody can be called";
	return NULL;
}

/* One of several did not take it; 6xx speaks for all of them. */
static bool try_another(struct session *s, const struct dialog_end *end)
{
	if (!s->redirection || !s->redirection->accepted || end->status >= 600)
		return false;
	if (!s->redirection->n_left)
		return false;
	session_call_over(s);
	return call_next(s);
}

bool session_redirected(struct session *s, const struct dialog_end *end,
	const char **why)
{
	*why = NULL;
	if (!s->outgoing || s->established || s->asked_end ||
	    s->state == SESSION_TERMINATING || end->status < 300)
		return false;
	if (!names_others(end))
		return try_another(s, end);
	if (s->engine->config->follow_redirect == FOLLOW_NO)
		return false;
	*why = follow(s, end);
	return !*why;
}

/* --- what people say -------------------------------------------------------*/

bool session_redirect_accept(struct session *s, struct fault *fault)
{
	(void)fault;
	stop_asking(s->redirection);
	s->redirection->accepted = true;
	if (!call_next(s))
		session_end(s, "error", 416, "redirected to where nobody can "
			"be called");
	else if (s->state == SESSION_REDIRECTED)
		session_changed(s);
	return true;
}

bool session_redirect_refuse(struct session *s, struct fault *fault)
{
	int status = s->redirection->status;

	(void)fault;
	stop_asking(s->redirection);
	session_end(s, "local", status, "the redirection was refused");
	return true;
}

bool session_redirect_waits(const struct session *s)
{
	return s->redirection && s->redirection->status;
}

int session_redirection(const struct session *s, const char *const **contacts,
	int *n)
{
	const struct redirection *r = s->redirection;

	if (!r || !r->status)
		return 0;
	*contacts = (const char *const *)r->left;
	*n = r->n_left;
	return r->status;
}
