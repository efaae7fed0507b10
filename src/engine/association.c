#include "engine/association.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "media/latch.h"
#include "media/stun.h"
#include "sip/network.h"

#define LATE_MS 4000		/* then it is told that it takes long */
#define LAST_MS 5000		/* of patience, after a first fault */
#define TRIES 3
#define OPENER_MS 200		/* that long only who was described counts */
#define STALLED_MS 1000		/* a stranger who began and went away */
#define PAUSE_MS 250		/* so long flights of what failed may come */
#define OFFSET_AT 19		/* of a handshake's fragment: 3 bytes */
#define RANDOM_AT 27		/* of a ClientHello, behind two headers */
#define RANDOM 32		/* bytes */
#define HELLO 512		/* bytes; ours is shorter */
#define HALVES 2
#define WORDS 160

struct half {
	struct association *a;
	enum transport_half which;
	struct dtls *dtls;		/* owned; NULL: nobody asked yet */
	struct sockaddr_storage remote;	/* as they described it */
	struct sockaddr_storage peer;	/* of the handshake; family 0: none */
	struct sockaddr_storage suspect;	/* who asked once */
	struct sockaddr_storage other;	/* who is of another branch */
	struct sockaddr_storage opener;	/* whose NAT hides him; family 0 none */
	bool lied;			/* that one had another certificate */
	uint8_t hello[HELLO];		/* ours, while nobody answers */
	size_t hello_n;
	uint8_t random[RANDOM];		/* of their ClientHello */
	int64_t heard_ms;
	int64_t again_ms;		/* a client begins anew; 0: it has */
	bool trusted;			/* peer is who was described */
};

struct association {
	struct association_params params;	/* less its agreement */
	struct half halves[HALVES];
	bool client, mux, ice, started;
	struct sdp_dtls theirs;
	enum association_state state;
	int64_t began_ms, ends_ms;	/* clock ms */
	int faults;
	char problem[WORDS];		/* "": none */
};

static void remember_hello(struct half *h, const uint8_t *bytes, size_t n)
{
	h->hello_n = n <= HELLO ? n : 0;
	memcpy(h->hello, bytes, h->hello_n);
}

static void send_one(void *arg, const uint8_t *bytes, size_t n)
{
	struct half *h = arg;
	const struct association *a = h->a;
	bool reply = !a->client && !a->ice && h->peer.ss_family;

	if (a->client && !h->peer.ss_family)
		remember_hello(h, bytes, n);
	a->params.send(a->params.arg, h->a, h->which, reply ? &h->peer : NULL,
		bytes, n);
	if (a->client && h->opener.ss_family)
		a->params.send(a->params.arg, h->a, h->which, &h->opener,
			bytes, n);
}

/* --- a handshake -----------------------------------------------------------*/

static int prints_of(struct dtls_print to[DTLS_PRINTS],
	const struct sdp_dtls *d)
{
	static const enum dtls_hash hashes[SDP_HASHES] = {
		[SDP_SHA_256] = DTLS_SHA_256, [SDP_SHA_384] = DTLS_SHA_384,
		[SDP_SHA_512] = DTLS_SHA_512,
	};
	int n;

	for (n = 0; n < d->n && n < DTLS_PRINTS; n++) {
		to[n].hash = hashes[d->prints[n].hash];
		memcpy(to[n].bytes, d->prints[n].bytes, DTLS_PRINT_MAX);
	}
	return n;
}

static void begin_anew(struct half *h)
{
	struct dtls_params p = { .cert = h->a->params.cert,
		.client = h->a->client, .doubts = !h->trusted,
		.send = send_one, .arg = h };

	p.n_theirs = prints_of(p.theirs, &h->a->theirs);
	dtls_free(h->dtls);
	h->dtls = dtls_new(&p);
	if (h->dtls)
		dtls_start(h->dtls);
}

static void give_up(struct association *a, const char *why)
{
	a->state = ASSOCIATION_FAILED;
	snprintf(a->problem, sizeof a->problem, "%s", why);
}

static bool is_of_opener(const struct half *h)
{
	return h->a->client && h->opener.ss_family &&
		address_same(&h->peer, &h->opener);
}

/* Anybody can open: he was not believed, and nobody else is. */
static void forget_opener(struct half *h)
{
	h->lied = true;
	h->opener.ss_family = h->peer.ss_family = 0;
	begin_anew(h);
}

/* A forged record ends a handshake as well as a real one, so there are several
 * tries; another certificate at the described place is what it is. */
static void take_fault(struct half *h)
{
	struct association *a = h->a;
	bool impostor = dtls_fault(h->dtls) == DTLS_IMPOSTOR;
	int64_t last = clock_ms() + LAST_MS;

	snprintf(a->problem, sizeof a->problem, "%s",
		dtls_fault_text(h->dtls));
	if (is_of_opener(h)) {
		forget_opener(h);
		return;
	}
	if (h->trusted && (impostor || ++a->faults >= TRIES)) {
		give_up(a, dtls_fault_text(h->dtls));
		return;
	}
	if (h->trusted && last < a->ends_ms)
		a->ends_ms = last;
	if (impostor && a->params.forked)
		h->other = h->peer;
	h->peer.ss_family = 0;
	h->again_ms = a->client ? clock_ms() + PAUSE_MS : 0;
	dtls_free(h->dtls);
	h->dtls = NULL;
}

static bool is_keyed(const struct half *h)
{
	return h->dtls && dtls_state(h->dtls) == DTLS_KEYED;
}

static void look(struct association *a)
{
	for (int i = 0; i < HALVES && a->state == ASSOCIATION_SHAKES; i++)
		if (a->halves[i].dtls &&
		    dtls_state(a->halves[i].dtls) == DTLS_FAILED)
			take_fault(&a->halves[i]);
	if (a->state == ASSOCIATION_SHAKES && is_keyed(&a->halves[0]) &&
	    (a->mux || is_keyed(&a->halves[1]))) {
		a->state = ASSOCIATION_KEYED;
		a->problem[0] = '\0';
	}
}

/* --- whom it is with -------------------------------------------------------*/

static bool is_at_home(const struct half *h, const struct sockaddr_storage *p)
{
	const struct association *a = h->a;

	return address_same(p, &h->remote) || (a->params.known.ss_family &&
		address_same_host(p, &a->params.known));
}

/* Where connectivity was checked (ICE), nobody else gets this far. */
static bool is_described(const struct half *h, const struct sockaddr_storage *p)
{
	return h->a->ice || is_at_home(h, p);
}

/* The first word of somebody who is not where he said. */
static bool is_stranger_welcome(struct half *h,
	const struct sockaddr_storage *peer)
{
	bool again = address_same(peer, &h->suspect);

	/* his own answer may be on its way, and he does not try for ever */
	if (address_same(peer, &h->other))
		return false;
	if (h->dtls &&
	    (h->trusted || clock_ms() - h->heard_ms < STALLED_MS))
		return false;
	h->suspect = *peer;
	return again || !h->a->params.forked;
}

/* The ClientHello of a browser is too long for one datagram (keys against the
 * computers to come): only its first fragment has the random number. */
static bool has_random(const struct handshake *d)
{
	const uint8_t *offset = d->bytes + OFFSET_AT;

	return d->n >= RANDOM_AT + RANDOM && !offset[0] && !offset[1] &&
		!offset[2];
}

/* They have begun once more: all that they say has the same random number. */
static bool is_another(const struct half *h, const struct handshake *d)
{
	return has_random(d) && memcmp(d->bytes + RANDOM_AT, h->random, RANDOM);
}

static bool may_begin(struct half *h, const struct handshake *d)
{
	bool described = is_described(h, &d->peer);

	if (h->a->client || is_keyed(h) || !dtls_is_hello(d->bytes, d->n))
		return false;
	return described ? !h->dtls || !h->trusted || is_another(h, d) :
		is_stranger_welcome(h, &d->peer);
}

static void begin_with(struct half *h, const struct handshake *d)
{
	h->peer = d->peer;
	h->trusted = is_described(h, &d->peer);
	memset(h->random, 0, RANDOM);
	if (has_random(d))
		memcpy(h->random, d->bytes + RANDOM_AT, RANDOM);
	begin_anew(h);
}

/* Somebody elsewhere, while nobody answers where he said to be: a NAT or another
 * of his addresses is between, or it is nobody, whose certificate will tell. */
static bool is_new_opener(const struct half *h,
	const struct sockaddr_storage *from)
{
	const struct association *a = h->a;

	return a->client && !a->ice && !h->lied && !h->peer.ss_family &&
		h->dtls && !is_keyed(h) &&
		clock_ms() - a->began_ms >= OPENER_MS &&
		!is_described(h, from) && !address_same(from, &h->opener);
}

/* He may have had our hello already, and what he says to it came here from
 * there: to another one he would answer the same again. */
static bool take_opener(struct half *h, const struct sockaddr_storage *from)
{
	if (!is_new_opener(h, from))
		return false;
	h->opener = *from;
	if (h->hello_n)
		h->a->params.send(h->a->params.arg, h->a, h->which, from,
			h->hello, h->hello_n);
	return true;
}

static bool is_opener(const struct half *h, const struct sockaddr_storage *from)
{
	return h->opener.ss_family && address_same(from, &h->opener);
}

static bool is_peer(const struct half *h, const struct sockaddr_storage *from)
{
	return h->peer.ss_family && address_same(from, &h->peer);
}

/* false: it is of somebody else. */
static bool adopt(struct half *h, const struct handshake *d)
{
	bool theirs = h->a->ice || is_peer(h, &d->peer);

	if (may_begin(h, d)) {
		begin_with(h, d);
		return true;
	}
	if (!h->a->client || theirs)
		return theirs;
	if (is_new_opener(h, &d->peer))
		h->opener = d->peer;
	if (!is_described(h, &d->peer) && !is_opener(h, &d->peer))
		return false;
	h->peer = d->peer;
	return true;
}

bool association_knows(const struct association *a, const struct handshake *d)
{
	const struct half *h = &a->halves[d->half];

	return !a->ice && (is_at_home(h, &d->peer) ||
		is_opener(h, &d->peer) || is_peer(h, &d->peer));
}

bool association_take(struct association *a, const struct handshake *d)
{
	struct half *h = &a->halves[d->half];

	if (stun_is(d->bytes, d->n))
		return a->state == ASSOCIATION_SHAKES &&
			take_opener(h, &d->peer);
	/* Who began before his answer said that we do: he will see. */
	if (a->client && dtls_is_hello(d->bytes, d->n))
		return false;
	if (a->state == ASSOCIATION_FAILED || !adopt(h, d) || !h->dtls)
		return false;
	h->heard_ms = clock_ms();
	dtls_take(h->dtls, d->bytes, d->n);
	look(a);
	return true;
}

/* --- its life --------------------------------------------------------------*/

void association_follow(struct association *a, const struct agreement *agreed)
{
	a->mux = agreed->rtcp.mux;
	a->ice = agreed->ice;
	address_sockaddr(agreed->remote_address, agreed->remote_port,
		&a->halves[TRANSPORT_RTP].remote);
	address_sockaddr(agreed->remote_address, agreed->remote_rtcp_port,
		&a->halves[TRANSPORT_RTCP].remote);
	if (a->state == ASSOCIATION_KEYED && !a->mux &&
	    !is_keyed(&a->halves[1]))
		a->state = ASSOCIATION_SHAKES;
	if (a->started)
		association_start(a);
}

struct association *association_new(const struct association_params *p)
{
	struct association *a = mem_new_of(struct association);

	a->params = *p;
	a->params.agreement = NULL;
	a->client = p->agreement->client;
	a->theirs = p->agreement->their_dtls;
	a->began_ms = clock_ms();
	a->ends_ms = a->began_ms + DTLS_GIVES_UP_S * INT64_C(1000);
	for (int i = 0; i < HALVES; i++)
		a->halves[i] = (struct half){ .a = a,
			.which = (enum transport_half)i };
	association_follow(a, p->agreement);
	return a;
}

void association_free(struct association *a)
{
	if (!a)
		return;
	for (int i = 0; i < HALVES; i++)
		dtls_free(a->halves[i].dtls);
	free(a);
}

/* He has been asked to show that he is there, perhaps: what he says now only
 * goes on from that. */
static void take_over(struct half *to, struct half *from)
{
	struct dtls_print prints[DTLS_PRINTS];
	int n = prints_of(prints, &to->a->theirs);

	if (!dtls_turn_to(from->dtls, prints, n, to))
		return;
	to->dtls = from->dtls;
	to->peer = from->peer;
	to->heard_ms = from->heard_ms;
	to->trusted = true;
	memcpy(to->random, from->random, RANDOM);
	from->dtls = NULL;
	from->peer.ss_family = 0;
}

static bool is_for(const struct half *to, const struct half *from)
{
	return from->dtls && !from->trusted && !to->dtls && !is_keyed(from) &&
		dtls_state(from->dtls) != DTLS_FAILED &&
		is_at_home(to, &from->peer);
}

void association_adopt(struct association *a, struct association *other)
{
	if (a->client || other->client || a->ice || other->ice)
		return;
	for (int i = 0; i < HALVES; i++)
		if (is_for(&a->halves[i], &other->halves[i]))
			take_over(&a->halves[i], &other->halves[i]);
}

bool association_fits(const struct association *a, const struct agreement *to)
{
	return a->client == to->client &&
		dtls_same(&a->theirs, &to->their_dtls);
}

void association_start(struct association *a)
{
	int n = a->mux ? 1 : HALVES;

	a->started = true;
	for (int i = 0; a->client && i < n; i++) {
		struct half *h = &a->halves[i];

		if (h->dtls || h->again_ms || a->state == ASSOCIATION_FAILED)
			continue;
		h->trusted = true;
		begin_anew(h);
	}
}

/* --- time ------------------------------------------------------------------*/

static int earlier(int a, int b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

static int left_ms(int64_t until, int64_t now)
{
	return until > now ? (int)(until - now) : 0;
}

static bool is_late(const struct association *a, int64_t now)
{
	return now - a->began_ms >= LATE_MS;
}

int association_timeout_ms(const struct association *a)
{
	int64_t now = clock_ms();
	int ms;

	if (a->state != ASSOCIATION_SHAKES)
		return -1;
	ms = left_ms(a->ends_ms, now);
	if (!is_late(a, now))
		ms = earlier(ms, left_ms(a->began_ms + LATE_MS, now));
	for (int i = 0; i < HALVES; i++) {
		const struct half *h = &a->halves[i];

		if (h->again_ms)
			ms = earlier(ms, left_ms(h->again_ms, now));
		else if (h->dtls)
			ms = earlier(ms, dtls_timeout_ms(h->dtls));
	}
	return ms;
}

static void tell_late(struct association *a)
{
	snprintf(a->problem, sizeof a->problem, "%s%s", a->client ?
		"no answer comes to our DTLS handshake" :
		"they do not begin their DTLS handshake",
		is_keyed(&a->halves[0]) ? " at the port of RTCP" : "");
}

static void half_timer(struct half *h, int64_t now)
{
	if (h->dtls)
		dtls_timer(h->dtls);
	if (!h->again_ms || now < h->again_ms)
		return;
	h->again_ms = 0;
	begin_anew(h);
}

void association_timer(struct association *a)
{
	int64_t now = clock_ms();

	for (int i = 0; i < HALVES; i++)
		half_timer(&a->halves[i], now);
	look(a);
	if (a->state != ASSOCIATION_SHAKES)
		return;
	if (is_late(a, now) && !a->problem[0])
		tell_late(a);
	if (now >= a->ends_ms)
		a->state = ASSOCIATION_FAILED;
}

/* --- the outcome -----------------------------------------------------------*/

enum association_state association_state(const struct association *a)
{
	return a->state;
}

bool association_is_client(const struct association *a)
{
	return a->client;
}

const struct sdp_dtls *association_theirs(const struct association *a)
{
	return &a->theirs;
}

const char *association_problem(const struct association *a)
{
	return a->problem[0] ? a->problem : NULL;
}

bool association_keys(const struct association *a, enum transport_half half,
	struct cipher_key *send, struct cipher_key *receive)
{
	if (a->state == ASSOCIATION_FAILED || !is_keyed(&a->halves[half]))
		return false;
	dtls_keys(a->halves[half].dtls, send, receive);
	return true;
}

enum cipher_suite association_suite(const struct association *a)
{
	return a->state != ASSOCIATION_FAILED && a->halves[0].dtls ?
		dtls_suite(a->halves[0].dtls) : CIPHER_CLEAR;
}

const struct sockaddr_storage *association_peer(const struct association *a)
{
	return &a->halves[TRANSPORT_RTP].peer;
}

const struct sockaddr_storage *association_remote(const struct association *a,
	enum transport_half half)
{
	return &a->halves[half].remote;
}
