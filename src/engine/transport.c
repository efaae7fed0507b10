/* transport.c - an account's way to its registrar, as it is seen.  Engine
 * thread.
 *
 *	NULL --> connecting --> connected --> disconnected --> reconnecting
 *	              |             ^              ^  |              |
 *	              `-------------|--------------'  `--------------|
 *	                            `--------------------------------'
 *
 * A connection that dies is replaced by registering again; calls stay.  Without
 * connections (UDP) the way is up when the registrar has answered, and down
 * when it did not.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/random.h"
#include "engine/private.h"
#include "sip/connection.h"

/* A thousand phones do not come back to a restarted registrar as one; nor does
 * anybody wait longer than a second. */
#define RECONNECT_MS 500
/* Nor does a server that ends whatever comes up have it at once for ever. */
#define LASTED_MS 60000		/* then it was of use */
#define TRIES 3			/* at once */
#define LONGEST_MS 64000

static void enter(struct account *a, const char *state, const char *reason)
{
	struct engine_event event = { .topic = TOPIC_ACCOUNT_TRANSPORT,
		.account = a, .state = state };

	if (a->transport.state == state)
		return;
	log_info("account", "%s: transport %s%s%s", a->config->name,
		state ? state : "not wanted", reason ? ": " : "",
		reason ? reason : "");
	a->transport.state = state;
	if (reason != a->transport.reason)
		mem_set(&a->transport.reason, reason);
	event.reason = a->transport.reason;
	engine_tell(a->engine, &event);
}

static const char connecting[] = "connecting", connected[] = "connected",
	disconnected[] = "disconnected", reconnecting[] = "reconnecting";

static void attempts(struct account *a)
{
	if (!a->transport.state)
		enter(a, connecting, NULL);
	else if (a->transport.state == disconnected)
		enter(a, reconnecting, a->transport.reason);
}

static void comes_up(struct account *a)
{
	a->transport.up_ms = clock_ms();
	enter(a, connected, NULL);
}

void transport_lost(struct account *a, const char *reason)
{
	enter(a, disconnected, reason);
}

void transport_unwanted(struct account *a)
{
	a->transport.peer[0] = '\0';
	enter(a, NULL, NULL);
}

/* --- from the loop -----------------------------------------------------------*/

static unsigned random_below(unsigned n)
{
	unsigned r;

	random_bytes(&r, sizeof r);
	return r % n;
}

static bool came_to_nothing(struct account *a)
{
	int64_t up = a->transport.up_ms;

	a->transport.up_ms = 0;
	return up && clock_ms() - up < LASTED_MS;
}

static int wait_ms(struct account *a)
{
	int longest = a->config->register_retry_max * 1000, whole = RECONNECT_MS;
	int n = a->transport.in_vain;

	n = a->transport.in_vain = came_to_nothing(a) ? n + 1 : 0;
	if (n <= TRIES)
		return random_below(RECONNECT_MS);
	while (n-- > TRIES && whole < LONGEST_MS)
		whole *= 2;
	whole = whole < longest ? whole : longest;
	log_info("account", "%s: its connection ends soon after it came up, %d "
		"times now: again in %d s or less", a->config->name,
		a->transport.in_vain, whole / 1000);
	return whole / 2 + random_below(whole / 2);
}

static void reconnect(struct account *a)
{
	if (a->registration && a->transport.state == disconnected &&
	    !a->refused)
		account_start(a);	/* by way of the guard */
}

static void on_timer(void *arg)
{
	struct account *a = arg;
	const char *lost = a->transport.lost;
	bool tries = a->transport.tries, answers = a->transport.answers;

	a->transport.lost = NULL;
	a->transport.tries = a->transport.answers = false;
	if (lost && a->transport.state) {
		transport_lost(a, lost);
		if (!tries)
			loop_timer_set(a->transport.timer, wait_ms(a));
	}
	if (tries)
		attempts(a);
	if (answers)
		comes_up(a);
	if (!lost && !tries && !answers)
		reconnect(a);
}

static void soon(struct account *a)
{
	if (!a->transport.timer)
		a->transport.timer = loop_timer_new(a->engine->loop, on_timer, a,
			"account transport");
	loop_timer_set(a->transport.timer, 0);
}

/* --- what is noted inside the stack ------------------------------------------*/

/* The last word of the CSeq line. */
static bool is_about_register(const char *text)
{
	const char *line = strcasestr(text, "\nCSeq:"), *word;
	size_t n;

	if (!line || strncmp(text, "SIP/2.0 ", 8) != 0)
		return false;
	n = strcspn(line + 1, "\r\n");
	word = line + 1 + n - strlen("REGISTER");
	return n > strlen("CSeq:REGISTER") &&
		!strncmp(word, "REGISTER", strlen("REGISTER"));
}

void transport_heard(struct account *a, const struct ua_message *m)
{
	if (m->sent && a->transport.state != connected &&
	    !strncmp(m->text, "REGISTER ", strlen("REGISTER "))) {
		a->transport.tries = true;	/* the stack may, by itself */
		soon(a);
	}
	if (m->sent || !is_about_register(m->text))
		return;
	strncpy(a->transport.peer, m->peer, sizeof a->transport.peer - 1);
	a->transport.stream = strcmp(m->transport, "udp") != 0;
	if (a->transport.state == connected && !a->transport.lost)
		return;
	a->transport.answers = true;
	soon(a);
}

void transport_closed(struct account *a, const char *peer)
{
	if (!a->transport.stream || strcmp(a->transport.peer, peer) != 0)
		return;
	a->transport.peer[0] = '\0';
	a->transport.answers = false;
	a->transport.lost = "the connection to the registrar has ended";
	soon(a);
}

/* --- what the registration says ------------------------------------------------*/

void transport_dead(struct account *a, const char *reason)
{
	bool stream = a->transport.stream && a->transport.peer[0];

	enter(a, disconnected, reason);
	if (stream && a->endpoint)
		connection_end(a->endpoint->ua, a->transport.peer);
	a->transport.peer[0] = '\0';
	soon(a);
	loop_timer_set(a->transport.timer, wait_ms(a));
}

/* Who does not answer on a connection would not answer the next request on it
 * either: the stack would try it again and again. */
static void unreached(struct account *a, const struct registration_status *r)
{
	const char *peer = a->transport.peer;

	enter(a, disconnected, r->reason);
	if (a->endpoint && (a->endpoint->tls || (a->transport.stream && *peer)))
		connection_end(a->endpoint->ua, *peer ? peer : NULL);
	a->transport.peer[0] = '\0';
}

void transport_registration(struct account *a,
	const struct registration_status *r)
{
	if (r->state != REGISTRATION_REGISTERED &&
	    r->state != REGISTRATION_REGISTERING)
		ping_stop(a);
	switch (r->state) {
	case REGISTRATION_REGISTERING:
		attempts(a);
		break;
	case REGISTRATION_FAILED:
		if (r->unreached)
			unreached(a, r);
		if (a->offline)		/* the stack may try by itself */
			registration_pause(a->registration);
		break;
	case REGISTRATION_REGISTERED:
		ping_start(a);
		break;
	case REGISTRATION_UNREGISTERED:
		transport_unwanted(a);
		break;
	default:
		break;
	}
}

void transport_free(struct account *a)
{
	ping_free(a);
	loop_timer_free(a->transport.timer);
	free(a->transport.reason);
}
