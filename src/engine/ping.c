/* ping.c - is the registrar still there, and is the way to it still open.
 * Engine thread.
 *
 *	registered --> OPTIONS every options_ping --answer--> ok
 *	                      |
 *	                      `--none--> failing --options_ping_fail--> failed:
 *	                                            registered anew; calls stay
 *
 *	registered --> keep-alive, as often as the way needs it
 *
 * Their answers say where we are seen: see account_nat.c.
 */
#include <stdio.h>
#include <stdlib.h>


#include "base/log.h"
#include "base/random.h"
#include "engine/private.h"
#include "sip/keepalive.h"
#include "sip/ping.h"

#define LIMIT_MS 10000		/* for an answer; less where it is asked sooner */
#define UDP_AUTO_S 25		/* RFC 5626 4.4: what NATs grant to UDP */
#define STREAM_AUTO_S 110	/* and to TCP */
#define PONG_MS 10000		/* RFC 5626 4.4.1 */

/* --- OPTIONS ------------------------------------------------------------------*/

static void enter(struct account *a, const char *state)
{
	bool same = a->ping.state == state;

	a->ping.state = state;
	if (!same)
		engine_tell_account(a->engine, TOPIC_ACCOUNT_CHANGED, a);
}

static const char ok[] = "ok", failing[] = "failing", failed[] = "failed";

static void give_up(struct account *a)
{
	log_warn("account", "%s: %d OPTIONS in a row had no answer",
		a->config->name, a->ping.failures);
	ping_stop(a);
	enter(a, failed);
	transport_dead(a, "the registrar does not answer OPTIONS");
}

static void wait_on(struct account *a)
{
	loop_timer_set(a->ping.timer, a->config->options_ping * (int64_t)1000);
}

static void on_pong(void *arg, int rtt_ms, const struct seen *seen)
{
	struct account *a = arg;

	a->ping.out = NULL;
	a->ping.rtt_ms = rtt_ms;
	a->ping.failures = rtt_ms < 0 ? a->ping.failures + 1 : 0;
	if (a->ping.failures >= a->config->options_ping_fail) {
		give_up(a);
		return;
	}
	wait_on(a);
	enter(a, rtt_ms < 0 ? failing : ok);
	if (seen)
		account_nat_heard(a, seen);
}

static int limit_ms(const struct account *a)
{
	int own = a->config->options_ping * 1000;
	int stack = a->engine->config->t1x64;

	own = own < LIMIT_MS ? own : LIMIT_MS;
	return own < stack ? own : stack;
}

/* Of several registrars of one name the one that has our binding. */
static void next_hop(const struct account *a, char hop[URI_TEXT])
{
	if (a->transport.peer[0])
		snprintf(hop, URI_TEXT, "sip:%s;transport=%s",
			a->transport.peer, a->config->by_tls ? "tls" :
			a->transport.stream ? "tcp" : "udp");
	else
		snprintf(hop, URI_TEXT, "%s", a->next_hop);
}

static void on_timer(void *arg)
{
	struct account *a = arg;
	char aor[URI_TEXT], registrar[URI_TEXT], hop[URI_TEXT];
	struct ping_params p = {
		.from_uri = aor,
		.uri = a->config->options_ping_uri ?
			a->config->options_ping_uri : registrar,
		.next_hop = hop,
		.routes = (const char *const *)a->config->proxy.items,
		.n_routes = a->config->proxy.n, .limit_ms = limit_ms(a),
	};

	if (!a->endpoint || a->ping.out)
		return;
	next_hop(a, hop);
	if (!hop[0])
		p.next_hop = NULL;
	uri_address_of_record(&a->aor, aor);
	snprintf(registrar, sizeof registrar, "%s:%.500s", a->aor.scheme,
		a->domain);
	a->ping.out = ping_send(a->endpoint->ua, &p, on_pong, a);
}

/* --- keep-alive ---------------------------------------------------------------*/

/* Seconds between two; 0: none.  A registrar that says how often counts. */
static int keepalive_s(const struct account *a)
{
	int usual = a->transport.stream ? STREAM_AUTO_S : UDP_AUTO_S;

	if (a->config->keepalive == KEEPALIVE_OFF)
		return 0;
	if (a->config->keepalive != KEEPALIVE_AUTO)
		usual = a->config->keepalive;
	return a->flow_timer_s && a->flow_timer_s < usual ? a->flow_timer_s :
		usual;
}

/* Four to five fifths of it, so that not all phones of a house ping as one. */
static int drawn_ms(int s)
{
	unsigned r;

	random_bytes(&r, sizeof r);
	return s * 800 + (int)(r % (unsigned)(s * 200 + 1));
}

static void keep_alive(void *arg)
{
	struct account *a = arg;
	int s = keepalive_s(a);

	if (!s || !a->endpoint || a->transport.stream)
		return;
	if (a->transport.peer[0] && !a->endpoint->away)
		keepalive_datagram(a->endpoint->ua, a->transport.peer);
	loop_timer_set(a->ping.keepalive, drawn_ms(s));
}

/* A stream's peer is taken at its word, and only then: others need not answer
 * (RFC 5626 4.4.1). */
static void start_keepalive(struct account *a)
{
	int s = keepalive_s(a);

	if (!s)
		return;
	if (a->transport.stream)
		keepalive_streams(a->endpoint->ua, drawn_ms(s),
			a->flow_timer_s ? PONG_MS : 0);
	else
		loop_timer_set(a->ping.keepalive, drawn_ms(s));
}

/* --- both ---------------------------------------------------------------------*/

void ping_start(struct account *a)
{
	if (!a->ping.timer) {
		a->ping.timer = loop_timer_new(a->engine->loop, on_timer, a,
			"options ping");
		a->ping.keepalive = loop_timer_new(a->engine->loop, keep_alive,
			a, "keep-alive");
	}
	if (!a->endpoint)
		return;
	if (!loop_timer_runs(a->ping.keepalive))
		start_keepalive(a);
	if (!a->config->options_ping || a->ping.out ||
	    loop_timer_runs(a->ping.timer))
		return;
	a->ping.failures = 0;
	wait_on(a);
}

void ping_stop(struct account *a)
{
	ping_forget(a->ping.out);
	a->ping.out = NULL;
	a->ping.state = NULL;
	if (!a->ping.timer)
		return;
	loop_timer_cancel(a->ping.timer);
	loop_timer_cancel(a->ping.keepalive);
}

void ping_free(struct account *a)
{
	ping_stop(a);
	loop_timer_free(a->ping.timer);
	loop_timer_free(a->ping.keepalive);
	a->ping.timer = a->ping.keepalive = NULL;
}
