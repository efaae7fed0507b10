#include "engine/call_dtls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "base/mem.h"
#include "base/random.h"
#include "engine/association.h"
#include "loop/loop.h"
#include "media/media.h"

#define TLS_ID 20		/* characters */
#define BRANCHES 8		/* that are remembered before the answer */

struct member {
	struct list link;		/* in the call's; the newest last */
	struct association *a;		/* owned */
};

struct call_dtls {
	struct call_dtls_params params;
	struct dtls_cert *cert;		/* owned */
	char tls_id[SDP_OWN_TLS_ID], next_tls_id[SDP_OWN_TLS_ID];
	struct list members;		/* of all branches */
	int n;
	struct association *current;	/* of the members; NULL none */
	struct association *former;	/* owned; keyed; NULL none */
	bool settled;
	struct loop_timer *timer;
	/* As it was last told of the current one. */
	enum { NO_KEYS, SOME_KEYS, ALL_KEYS, NO_HOPE } told;
	char *told_problem;		/* owned */
};

/* RFC 8842 4: 20 characters at least, 120 bits; no more, for the sake of
 * INVITEs that have to fit a datagram. */
static void make_id(char id[SDP_OWN_TLS_ID])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"abcdefghijklmnopqrstuvwxyz0123456789-_";

	random_word(id, TLS_ID, digits);
}

/* --- members ---------------------------------------------------------------*/

static void drop(struct call_dtls *d, struct member *m)
{
	if (d->current == m->a)
		d->current = NULL;
	association_free(m->a);
	list_remove(&m->link);
	free(m);
	d->n--;
}

static struct member *member_of(struct call_dtls *d,
	const struct association *a)
{
	list_each(struct member, m, &d->members, link)
		if (m->a == a)
			return m;
	return NULL;
}

static void drop_others(struct call_dtls *d)
{
	list_each(struct member, m, &d->members, link)
		if (m->a != d->current)
			drop(d, m);
}

static void drop_former(struct call_dtls *d)
{
	association_free(d->former);
	d->former = NULL;
}

/* There is one that may go on. */
static bool is_joined(const struct call_dtls *d)
{
	return d->current &&
		association_state(d->current) != ASSOCIATION_FAILED;
}

static bool is_keyed(const struct association *a)
{
	return a && association_state(a) == ASSOCIATION_KEYED;
}

/* --- news ------------------------------------------------------------------*/

static void set_timer(struct call_dtls *d)
{
	int least = -1;

	list_each(struct member, m, &d->members, link) {
		int ms = association_timeout_ms(m->a);

		if (ms >= 0 && (least < 0 || ms < least))
			least = ms;
	}
	if (least < 0)
		loop_timer_cancel(d->timer);
	else
		loop_timer_set(d->timer, least);
}

static int level_of(const struct association *a)
{
	if (!a)
		return NO_KEYS;
	switch (association_state(a)) {
	case ASSOCIATION_KEYED:
		return ALL_KEYS;
	case ASSOCIATION_FAILED:
		return NO_HOPE;
	default:
		return association_suite(a) == CIPHER_CLEAR ? NO_KEYS :
			SOME_KEYS;
	}
}

static bool is_news(struct call_dtls *d)
{
	const char *problem = call_dtls_problem(d);
	int level = level_of(d->current);
	bool news = level != (int)d->told || !problem != !d->told_problem ||
		(problem && strcmp(problem, d->told_problem));

	d->told = level;
	if (news)
		mem_set(&d->told_problem, problem);
	return news;
}

/* May end all: the last thing that is done. */
static void look(struct call_dtls *d)
{
	set_timer(d);
	if (is_keyed(d->current))
		drop_former(d);
	if (is_news(d))
		d->params.on_change(d->params.arg);
}

static void on_timer(void *arg)
{
	struct call_dtls *d = arg;

	list_each(struct member, m, &d->members, link)
		association_timer(m->a);
	look(d);
}

/* --- its life --------------------------------------------------------------*/

struct call_dtls *call_dtls_new(const struct call_dtls_params *p)
{
	struct dtls_cert *cert = dtls_cert_new();
	struct call_dtls *d;

	if (!cert)
		return NULL;
	d = mem_new_of(struct call_dtls);
	d->params = *p;
	d->cert = cert;
	list_init(&d->members);
	make_id(d->tls_id);
	make_id(d->next_tls_id);
	d->timer = loop_timer_new(p->loop, on_timer, d, "DTLS");
	return d;
}

void call_dtls_free(struct call_dtls *d)
{
	if (!d)
		return;
	list_each(struct member, m, &d->members, link)
		drop(d, m);
	drop_former(d);
	loop_timer_free(d->timer);
	dtls_cert_free(d->cert);
	free(d->told_problem);
	free(d);
}

/* --- descriptions ----------------------------------------------------------*/

void call_dtls_describe(const struct call_dtls *d, struct sdp_security *s)
{
	const struct dtls_print *print = dtls_cert_print(d->cert);

	s->fingerprint.hash = SDP_SHA_256;	/* as dtls_cert makes it */
	memcpy(s->fingerprint.bytes, print->bytes, SDP_HASH_MAX);
	memcpy(s->tls_id, d->tls_id, sizeof s->tls_id);
	memcpy(s->next_tls_id, d->next_tls_id, sizeof s->next_tls_id);
	s->joined = is_joined(d);
	if (!s->joined)
		return;
	s->client = association_is_client(d->current);
	s->theirs = *association_theirs(d->current);
}

static void send_one(void *arg, struct association *a, enum transport_half half,
	const struct sockaddr_storage *to, const uint8_t *bytes, size_t n)
{
	struct call_dtls *d = arg;

	if (!to && a != d->current)
		to = association_remote(a, half);
	d->params.send(d->params.arg, half, to, bytes, n);
}

static void add(struct call_dtls *d, const struct agreement *agreement)
{
	struct association_params p = { .cert = d->cert,
		.agreement = agreement, .forked = !d->settled,
		.send = send_one, .arg = d };
	struct member *m = mem_new_of(struct member);

	if (d->former)
		p.known = *association_peer(d->former);
	m->a = association_new(&p);
	list_each(struct member, other, &d->members, link)
		association_adopt(m->a, other->a);
	list_append(&d->members, &m->link);
	d->current = m->a;
	if (d->n++ == BRANCHES)
		drop(d, list_item(struct member, d->members.next, link));
}

/* The one that there is has its keys used until there are others. */
static void retire(struct call_dtls *d)
{
	struct member *m = member_of(d, d->current);

	if (is_keyed(m->a)) {
		drop_former(d);
		d->former = m->a;
		m->a = NULL;
	}
	d->current = NULL;
	drop(d, m);
}

static struct association *find(struct call_dtls *d, const struct agreement *a)
{
	list_each(struct member, m, &d->members, link)
		if (association_fits(m->a, a) &&
		    association_state(m->a) != ASSOCIATION_FAILED)
			return m->a;
	return NULL;
}

static void choose(struct call_dtls *d, const struct agreement *a,
	bool we_answered)
{
	bool joined = is_joined(d);

	if (joined && a->kept && association_fits(d->current, a))
		return;
	if (joined && we_answered) {	/* our answer says so */
		memcpy(d->tls_id, d->next_tls_id, sizeof d->tls_id);
		make_id(d->next_tls_id);
	}
	if (!d->settled)
		d->current = find(d, a);
	else if (d->current)
		retire(d);
	d->told = level_of(d->current);
	if (!d->current)
		add(d, a);
}

/* Another branch may still be the one that answers. */
static void leave(struct call_dtls *d)
{
	d->current = NULL;
	if (!d->settled)
		return;
	list_each(struct member, m, &d->members, link)
		drop(d, m);
	drop_former(d);
}

void call_dtls_agree(struct call_dtls *d, const struct agreement *a,
	bool we_answered)
{
	if (!a->dtls) {
		leave(d);
	} else if (!a->held || d->current) {
		choose(d, a, we_answered);
		association_follow(d->current, a);
	}
	set_timer(d);
}

void call_dtls_settle(struct call_dtls *d)
{
	d->settled = true;
	drop_others(d);
	set_timer(d);
}

void call_dtls_start(struct call_dtls *d)
{
	if (d->current)
		association_start(d->current);
	set_timer(d);
}

static bool is_known(struct call_dtls *d, const struct handshake *h)
{
	list_each(struct member, m, &d->members, link)
		if (association_knows(m->a, h))
			return true;
	return false;
}

static bool take(struct association *a, const struct handshake *h, bool known)
{
	return association_knows(a, h) == known && association_take(a, h);
}

/* One that waits in vain takes a stranger for its own, who may be another's. */
void call_dtls_take(struct call_dtls *d, const struct handshake *h)
{
	bool known = is_known(d, h);

	if (!d->current || !take(d->current, h, known))
		list_each(struct member, m, &d->members, link)
			if (m->a != d->current && take(m->a, h, known))
				break;
	look(d);
}

/* --- the outcome -----------------------------------------------------------*/

static bool take_keys(const struct call_dtls *d, enum transport_half half,
	struct cipher_key *send, struct cipher_key *receive)
{
	return (d->current &&
		association_keys(d->current, half, send, receive)) ||
		(d->former && association_keys(d->former, half, send, receive));
}

void call_dtls_plan(const struct call_dtls *d, struct stream_plan *plan)
{
	plan->dtls = true;
	plan->keying = d->current &&
		association_state(d->current) == ASSOCIATION_SHAKES;
	take_keys(d, TRANSPORT_RTP, &plan->send_key, &plan->receive_key);
	if (!plan->rtcp.mux)
		take_keys(d, TRANSPORT_RTCP, &plan->send_report_key,
			&plan->receive_report_key);
}

const char *call_dtls_problem(const struct call_dtls *d)
{
	return d->current ? association_problem(d->current) : NULL;
}

bool call_dtls_failed(const struct call_dtls *d)
{
	return d->current &&
		association_state(d->current) == ASSOCIATION_FAILED;
}

const char *call_dtls_suite(const struct call_dtls *d)
{
	enum cipher_suite suite = CIPHER_CLEAR;

	if (d->current)
		suite = association_suite(d->current);
	if (suite == CIPHER_CLEAR && d->former)
		suite = association_suite(d->former);
	return dtls_suite_name(suite);
}
