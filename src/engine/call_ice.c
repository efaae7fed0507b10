#include "engine/call_ice.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/random.h"
#include "engine/ice_address.h"
#include "engine/ice_outside.h"

#define UFRAG 8			/* characters; RFC 8445 5.3 */
#define PWD 24

struct call_ice {
	struct call_ice_params params;
	struct ice_leg leg;
	bool joined, gathers, agreed, controlling;
	struct sdp_ice ours;		/* all that was gathered */
	struct sdp_ice shown;		/* what descriptions say of it */
	struct ice_names theirs;
	char public_address[ICE_ADDRESS];	/* "": none */
	int pipes[ICE_COMPONENTS], sockets[ICE_COMPONENTS];	/* owned */
	enum ice_state state;
	struct ice_pair pairs[ICE_COMPONENTS];
};

static void make_names(struct call_ice *c)
{
	static const char characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"abcdefghijklmnopqrstuvwxyz0123456789+/";

	random_word(c->ours.ufrag, UFRAG, characters);
	random_word(c->ours.pwd, PWD, characters);
}

static void fill_names(const struct sdp_ice *from, struct ice_names *to)
{
	strcpy(to->ufrag, from->ufrag);
	strcpy(to->pwd, from->pwd);
}

/* --- news ----------------------------------------------------------------- */

static void take_candidate(struct sdp_candidate *to,
	const struct ice_candidate *c)
{
	*to = (struct sdp_candidate){ .component = c->component,
		.priority = c->priority, .type = (int)c->type,
		.port = c->place.port, .related_port = c->base.port };
	strcpy(to->foundation, c->foundation);
	strcpy(to->address, c->place.address);
	strcpy(to->related, c->base.address);
}

static bool is_of_family(const char *address, const char *other)
{
	return *address && !strchr(address, ':') == !strchr(other, ':');
}

static void take_gathered(struct call_ice *c, struct ice_gathered *g)
{
	for (int i = 0; i < g->n; i++)
		take_candidate(&c->ours.candidates[c->ours.n++],
			&g->candidates[i]);
	if (is_of_family(c->public_address, c->params.address))
		ice_outside_add(&c->ours, c->params.address,
			c->public_address);
	for (int i = 0; i < ICE_COMPONENTS; i++) {
		c->sockets[i] = g->sockets[i];
		g->sockets[i] = -1;
	}
}

static void gathered(struct call_ice *c)
{
	if (!c->gathers)
		return;
	c->gathers = false;
	c->params.on_gathered(c->params.arg);
}

static void on_news(void *arg, struct ice_news *n)
{
	struct call_ice *c = arg;

	switch (n->kind) {
	case ICE_GATHERED:
		take_gathered(c, &n->gathered);
		gathered(c);
		break;
	case ICE_STATE:
		c->state = n->state.state;
		memcpy(c->pairs, n->state.pairs, sizeof c->pairs);
		c->params.on_changed(c->params.arg);
		break;
	case ICE_PROBLEM:
		c->params.on_problem(c->params.arg, n->text);
		break;
	case ICE_MISSING:
		c->joined = false;
		gathered(c);
		break;
	case ICE_READY:
		break;
	}
}

/* --- its life ------------------------------------------------------------- */

static void close_all(int fds[ICE_COMPONENTS])
{
	for (int i = 0; i < ICE_COMPONENTS; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

/* Ours, and those of the module. */
static bool open_pipes(struct call_ice *c, int others[ICE_COMPONENTS])
{
	for (int i = 0; i < c->params.components; i++) {
		int pair[2];

		if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC |
		    SOCK_NONBLOCK, 0, pair))
			return false;
		c->pipes[i] = pair[0];
		others[i] = pair[1];
	}
	return true;
}

/* A pin is of the registrar's key, and says nothing of this one. */
static void fill_tls(struct ice_tls *to, const struct tls_config *c)
{
	to->unverified = c->verify == CONFIG_TLS_OFF;
	snprintf(to->ca, sizeof to->ca, "%s", c->ca ? c->ca : "");
}

static struct ice_order *make_order(struct call_ice *c)
{
	const struct call_ice_params *p = &c->params;
	struct ice_order *o = mem_new_of(struct ice_order);

	o->kind = ICE_OPEN;
	memset(o->open.pipes, -1, sizeof o->open.pipes);
	fill_names(&c->ours, &o->open.ours);
	o->open.controlling = p->controlling;
	o->open.components = p->components;
	o->open.n_addresses = ice_addresses(p->address, o->open.addresses);
	o->open.first_port = p->first_port;
	o->open.last_port = p->last_port;
	o->open.tos = p->dscp << 2;
	o->open.wait = p->wait;
	o->open.wait_ms = p->wait_ms;
	fill_tls(&o->open.tls, p->tls);
	for (int i = 0; i < p->n_servers && i < ICE_SERVERS; i++)
		o->open.servers[o->open.n_servers++] = p->servers[i];
	return o;
}

struct call_ice *call_ice_new(const struct call_ice_params *p)
{
	struct call_ice *c = mem_new_of(struct call_ice);
	struct ice_order *o;

	c->params = *p;
	c->leg.on_news = on_news;
	c->leg.arg = c;
	memset(c->pipes, -1, sizeof c->pipes);
	memset(c->sockets, -1, sizeof c->sockets);
	if (p->public_address)
		snprintf(c->public_address, ICE_ADDRESS, "%s",
			p->public_address);
	make_names(c);
	o = make_order(c);
	c->joined = open_pipes(c, o->open.pipes) &&
		ice_hub_join(p->hub, &c->leg);
	if (!c->joined) {
		ice_order_free(o);
		call_ice_free(c);
		return NULL;
	}
	o->leg = c->leg.number;
	ice_hub_give(p->hub, o);
	c->gathers = true;
	c->params.public_address = NULL;
	c->params.servers = NULL;
	c->params.tls = NULL;
	return c;
}

void call_ice_free(struct call_ice *c)
{
	if (!c)
		return;
	if (c->joined)
		ice_hub_leave(c->params.hub, &c->leg);
	close_all(c->pipes);
	close_all(c->sockets);
	explicit_bzero(c, sizeof *c);
	free(c);
}

bool call_ice_gathers(const struct call_ice *c)
{
	return c->gathers;
}

/* --- descriptions --------------------------------------------------------- */

static bool is_hidden(const struct call_ice *c, const struct ice_pair *p)
{
	return c->params.hides && p->local.place.port &&
		p->local.type == ICE_HOST;
}

bool call_ice_names_pair(const struct call_ice *c)
{
	return c->agreed && c->state == ICE_CONNECTED &&
		c->pairs[0].local.place.port &&
		!is_hidden(c, &c->pairs[0]) && !is_hidden(c, &c->pairs[1]);
}

/* RFC 8839 4.4.1.2.2: the pair that is in use, and nothing else. */
static void show_pairs(struct call_ice *c)
{
	for (int i = 0; i < ICE_COMPONENTS; i++) {
		const struct ice_pair *p = &c->pairs[i];

		if (!p->local.place.port)
			continue;
		take_candidate(&c->shown.candidates[c->shown.n++], &p->local);
		if (!c->controlling)
			continue;
		strcpy(c->shown.chosen[i].address, p->remote.place.address);
		c->shown.chosen[i].port = p->remote.place.port;
	}
}

static bool is_shown(const struct call_ice *c, int i)
{
	return !c->params.hides || c->ours.candidates[i].type != SDP_HOST;
}

bool call_ice_has(const struct call_ice *c)
{
	for (int i = 0; i < c->ours.n; i++)
		if (is_shown(c, i))
			return true;
	return false;
}

static void show_gathered(struct call_ice *c)
{
	for (int i = 0; i < c->ours.n; i++)
		if (is_shown(c, i))
			c->shown.candidates[c->shown.n++] =
				c->ours.candidates[i];
}

/* RFC 8839 5.1: what it is the outside of is not for others. */
static void hide_related(struct sdp_ice *ice)
{
	for (int i = 0; i < ice->n; i++) {
		struct sdp_candidate *candidate = &ice->candidates[i];

		if (!candidate->related[0])
			continue;
		strcpy(candidate->related, strchr(candidate->related, ':') ?
			"::" : "0.0.0.0");
		candidate->related_port = 9;
	}
}

const struct sdp_ice *call_ice_local(struct call_ice *c)
{
	if (!c->joined || c->gathers || !c->ours.n)
		return NULL;
	c->shown = (struct sdp_ice){ .n = 0 };
	strcpy(c->shown.ufrag, c->ours.ufrag);
	strcpy(c->shown.pwd, c->ours.pwd);
	if (call_ice_names_pair(c))
		show_pairs(c);
	else
		show_gathered(c);
	if (c->params.hides)
		hide_related(&c->shown);
	return &c->shown;
}

/* Of the family that the call is on: one without ICE may have no other. */
static const struct sdp_candidate *first_of(const struct call_ice *c,
	int component, enum sdp_candidate_type type)
{
	for (int i = 0; i < c->ours.n; i++) {
		const struct sdp_candidate *one = &c->ours.candidates[i];

		if (one->component == component && one->type == type &&
		    is_of_family(one->address, c->params.address))
			return one;
	}
	return NULL;
}

/* That of our first address comes first. */
static const struct sdp_candidate *host_of(const struct call_ice *c,
	int component)
{
	for (int i = 0; i < c->ours.n; i++)
		if (c->ours.candidates[i].component == component &&
		    !strcmp(c->ours.candidates[i].address, c->params.address))
			return &c->ours.candidates[i];
	return first_of(c, component, SDP_HOST);
}

/* What is configured is the first choice.  A relay is none: it lets through only
 * who does checks, and goes with ICE. */
static const struct sdp_candidate *outside_of(const struct call_ice *c,
	int component)
{
	const struct sdp_candidate *seen = first_of(c, component, SDP_SRFLX);

	for (int i = 0; i < c->ours.n; i++)
		if (c->ours.candidates[i].component == component &&
		    c->ours.candidates[i].type == SDP_SRFLX &&
		    !strcmp(c->ours.candidates[i].address, c->public_address))
			return &c->ours.candidates[i];
	return seen || !c->params.hides ? seen :
		first_of(c, component, SDP_RELAY);
}

static const struct sdp_candidate *default_of(const struct call_ice *c,
	int component)
{
	const struct sdp_candidate *host = host_of(c, component);
	const struct sdp_candidate *outside = outside_of(c, component);

	if (!c->params.hides && (c->params.host_first || !outside))
		return host;
	return outside;
}

/* Nobody is told where we are who may not know: 0.0.0.0 port 9 (RFC 8839
 * 4.2.1.2) where there is nothing else. */
void call_ice_default(const struct call_ice *c, struct call_ice_default *d)
{
	const struct sdp_candidate *rtp = default_of(c, 1);
	const struct sdp_candidate *rtcp = default_of(c, 2);

	*d = (struct call_ice_default){ "0.0.0.0", 9, "", 0 };
	if (rtp)
		*d = (struct call_ice_default){ rtp->address, rtp->port,
			rtcp ? rtcp->address : "", rtcp ? rtcp->port : 0 };
	if (call_ice_names_pair(c))
		*d = (struct call_ice_default){
			c->pairs[0].local.place.address,
			c->pairs[0].local.place.port,
			c->pairs[1].local.place.address,
			c->pairs[1].local.place.port };
}

/* --- the other end -------------------------------------------------------- */

static bool is_met(const struct call_ice *c, const struct sdp_ice *theirs)
{
	return c->agreed && !strcmp(c->theirs.ufrag, theirs->ufrag) &&
		!strcmp(c->theirs.pwd, theirs->pwd);
}

void call_ice_meet(struct call_ice *c, const struct sdp_ice *theirs)
{
	if (!c->agreed || is_met(c, theirs))
		return;
	make_names(c);
	c->agreed = false;
	c->state = ICE_CHECKING;
}

static void fill_candidate(struct ice_candidate *to,
	const struct sdp_candidate *c)
{
	*to = (struct ice_candidate){ .component = c->component,
		.priority = c->priority, .type = (int)c->type,
		.place.port = c->port };
	strcpy(to->foundation, c->foundation);
	strcpy(to->place.address, c->address);
}

static struct ice_order *remote_order(const struct call_ice *c,
	const struct sdp_ice *theirs)
{
	struct ice_order *o = mem_new_of(struct ice_order);

	o->kind = ICE_REMOTE;
	o->leg = c->leg.number;
	fill_names(&c->ours, &o->remote.ours);
	o->remote.theirs = c->theirs;
	o->remote.controlling = c->controlling;
	for (int i = 0; i < theirs->n; i++)
		fill_candidate(&o->remote.candidates[o->remote.n++],
			&theirs->candidates[i]);
	return o;
}

void call_ice_agree(struct call_ice *c, const struct sdp_ice *theirs,
	bool we_offered)
{
	if (!c->joined || is_met(c, theirs))
		return;
	c->agreed = true;
	c->controlling = we_offered || theirs->lite;
	c->state = ICE_CHECKING;
	fill_names(theirs, &c->theirs);
	ice_hub_give(c->params.hub, remote_order(c, theirs));
}

const int *call_ice_pipes(const struct call_ice *c)
{
	return c->pipes;
}

const int *call_ice_sockets(const struct call_ice *c)
{
	return c->sockets;
}

/* --- how it stands -------------------------------------------------------- */

const char *call_ice_state(const struct call_ice *c)
{
	static const char *const words[] = { [ICE_CHECKING] = "checking",
		[ICE_CONNECTED] = "connected", [ICE_FAILED] = "failed" };

	return words[c->state];
}

bool call_ice_is(const struct call_ice *c, enum ice_state state)
{
	return c->agreed && c->state == state;
}

bool call_ice_controls(const struct call_ice *c)
{
	return c->controlling;
}

const struct ice_pair *call_ice_pair(const struct call_ice *c)
{
	return c->agreed && c->pairs[0].local.place.port ? &c->pairs[0] : NULL;
}
