/* session_ice.c - ICE in the life of a session.  Engine thread.
 *
 *	we call       gather --> INVITE
 *	they call     it rings, gather --> answer, when both are there
 *	they begin    a re-INVITE with ICE: gather --> answer
 *	it forks      to the branch that described itself last; one without ICE
 *	              ends it, and if one with it answers: gather, re-INVITE
 *	agreed        checks --> connected --> (lost --> restart: gather, re-INVITE)
 *	our address   of its pair is gone: the same, before that is noticed
 *
 * What they do not offer, and where nothing is configured, is not begun:
 * neither costs a call any time.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "engine/call_ice.h"
#include "engine/ice_search.h"
#include "engine/private.h"

#define SOON_MS 100		/* who controls, after a pair is lost */
#define LATER_MS 2000		/* the other, if nothing came by then */
#define LATEST_MS 30000		/* between two restarts in vain */

static const struct ice_config *config_of(const struct session *s)
{
	static const struct ice_config usual = { .mode = CONFIG_ICE_AUTO,
		.wait = ICE_UNTIL_SRFLX };

	return s->account ? &s->account->config->ice : &usual;
}

/* The command may name some. */
static bool has_servers(const struct ice_config *c)
{
	return c->servers.n || c->password_command;
}

static bool wants_to_offer(const struct session *s)
{
	const struct ice_config *c = config_of(s);

	return !s->service && (c->mode == CONFIG_ICE_ON ||
		(c->mode == CONFIG_ICE_AUTO && has_servers(c)));
}

/* --- what comes of it ------------------------------------------------------*/

static void warn_of_module(struct session *s)
{
	char *why = ice_hub_missing(s->engine->ice);

	if (why)
		engine_warn(s->engine, "ice", "install an offhookd that has "
			"it, with its module, or set ice = off",
			"calls go without ICE: %s", why);
	free(why);
}

/* Who hides all that he has would be heard by those alone who do ICE. */
static void drop_empty(struct session *s)
{
	struct call_ice *ice = call_media_ice_given(s->media);

	if (ice && s->ice.offers && !call_ice_has(ice))
		call_media_ice(s->media, NULL);
}

static void on_gathered(void *arg)
{
	struct session *s = arg;
	void (*next)(struct session *) = s->ice.next;

	warn_of_module(s);
	drop_empty(s);
	s->ice.next = NULL;
	if (next && s->state < SESSION_TERMINATING)
		next(s);
}

static void on_timer(void *arg)
{
	struct session *s = arg;

	s->ice.restarts_soon = false;
	session_ice_restart(s);
}

static void set_timer(struct session *s, int64_t ms)
{
	if (!s->ice.timer)
		s->ice.timer = loop_timer_new(s->engine->loop, on_timer, s,
			"ice");
	loop_timer_set(s->ice.timer, ms < LATEST_MS ? ms : LATEST_MS);
}

/* Each one in vain makes the next one wait longer. */
static void restart_later(struct session *s, const struct call_ice *ice)
{
	int64_t ms = call_ice_controls(ice) ? SOON_MS : LATER_MS;

	if (s->ice.restarts_soon)
		return;
	s->ice.restarts_soon = true;
	for (int i = 0; i < s->ice.restarts && ms < LATEST_MS; i++)
		ms += LATER_MS << i;
	s->ice.restarts++;
	set_timer(s, ms);
}

static void failed(struct session *s, const struct call_ice *ice)
{
	log_warn("session", "%d: ICE: no pair of addresses works%s", s->id,
		s->ice.connected ? " any more" : "");
	if (s->state == SESSION_ESTABLISHED)
		restart_later(s, ice);
}

static void connected(struct session *s, const struct call_ice *ice)
{
	const struct ice_pair *p = call_ice_pair(ice);

	if (p)
		log_info("session", "%d: ICE: from %s port %d to %s port %d",
			s->id, p->local.place.address, p->local.place.port,
			p->remote.place.address, p->remote.place.port);
	s->ice.connected = true;
	s->ice.restarts = 0;
	s->ice.restarts_soon = false;
	if (s->ice.timer)
		loop_timer_cancel(s->ice.timer);
	if (s->state == SESSION_ESTABLISHED && call_media_ice_differs(s->media))
		session_offer_move(s);
}

static void on_changed(void *arg)
{
	struct session *s = arg;
	struct call_ice *ice = call_media_ice_now(s->media);

	if (!ice)
		return;
	call_media_ice_changed(s->media);
	if (call_ice_is(ice, ICE_FAILED))
		failed(s, ice);
	else if (call_ice_is(ice, ICE_CONNECTED))
		connected(s, ice);
	session_changed(s);
}

static void on_problem(void *arg, const char *text)
{
	struct session *s = arg;

	engine_warn(s->engine, "ice", "the call goes on without it", "call %d: "
		"%s", s->number, text);
}

/* --- gathering -------------------------------------------------------------*/

/* One in whose network we are sends best to where we are, unless everybody is
 * to send to a router. */
static bool is_near(const struct session *s)
{
	return s->source && !s->public_address &&
		address_is_private(s->source);
}

static bool answers(const struct session *s, const struct ice_server *server)
{
	return s->account && server->way == ICE_STUN && account_stun_answers(
		s->account, server->place.address, server->place.port);
}

/* Of STUN servers libnice asks one, the first. */
static void sort(const struct session *s, const struct ice_server *servers,
	int n, struct ice_server sorted[ICE_SERVERS])
{
	int k = 0;

	for (int i = 0; i < n; i++)
		if (answers(s, &servers[i]))
			sorted[k++] = servers[i];
	for (int i = 0; i < n; i++)
		if (!answers(s, &servers[i]))
			sorted[k++] = servers[i];
}

/* An account without a registrar says nothing of TLS. */
static const struct tls_config *tls_of(const struct session *s)
{
	return s->account && s->account->config->registers ?
		&s->account->config->tls : &s->engine->config->tls;
}

static bool gather_at(struct session *s, const struct ice_server *servers,
	int n)
{
	const struct ice_config *c = config_of(s);
	const struct config *all = s->engine->config;
	const struct call_ice_params p = {
		.hub = s->engine->ice, .address = call_media_address(s->media),
		.public_address = s->public_address,
		.controlling = s->ice.offers,
		.components = s->ice.mux ? 1 : 2,
		.hides = c->hide_host, .host_first = is_near(s),
		.first_port = all->rtp_first, .last_port = all->rtp_last,
		.dscp = all->dscp_rtp,
		.wait = c->wait == ICE_UNTIL_ALL ? ICE_WAIT_ALL :
			c->wait == ICE_UNTIL_SRFLX ? ICE_WAIT_SRFLX :
			ICE_WAIT_MS,
		.wait_ms = c->wait, .servers = servers, .n_servers = n,
		.tls = tls_of(s),
		.on_gathered = on_gathered, .on_changed = on_changed,
		.on_problem = on_problem, .arg = s };
	struct call_ice *ice = call_ice_new(&p);

	warn_of_module(s);
	if (ice)
		call_media_ice(s->media, ice);
	return ice;
}

static void on_servers(void *arg, const struct ice_server *servers, int n,
	const char *problem)
{
	struct ice_server sorted[ICE_SERVERS];
	struct session *s = arg;

	s->ice.search = NULL;
	if (problem)
		on_problem(s, problem);
	sort(s, servers, n, sorted);
	if (!gather_at(s, sorted, n))
		on_gathered(s);
	explicit_bzero(sorted, sizeof sorted);
}

static bool gather(struct session *s, bool offers, bool mux)
{
	const struct ice_config *c = config_of(s);

	s->ice.offers = offers;
	s->ice.mux = mux;
	if (!has_servers(c))
		return gather_at(s, NULL, 0);
	s->ice.search = ice_search_new(s->engine->loop,
		s->engine->config->resolv_conf, c, on_servers, s);
	return true;
}

static bool gathers(const struct session *s)
{
	const struct call_ice *ice = s->media ?
		call_media_ice_given(s->media) : NULL;

	return s->ice.search || (ice && call_ice_gathers(ice));
}

bool session_ice_offers(struct session *s, void (*next)(struct session *))
{
	if (!wants_to_offer(s) || !gather(s, true, false))
		return false;
	s->ice.next = next;
	return true;
}

void session_ice_rings(struct session *s)
{
	struct sdp_ice theirs = { .lite = false };
	bool mux = false;
	bool wanted = s->offer ? config_of(s)->mode != CONFIG_ICE_OFF &&
		offer_ice(s->offer, strlen(s->offer), &theirs, &mux) :
		wants_to_offer(s);

	if (wanted && !s->media && session_adopt_media(s) >= 0)
		gather(s, !s->offer || theirs.lite, mux);
}

bool session_ice_answers(struct session *s, void (*next)(struct session *))
{
	if (!s->media)
		session_ice_rings(s);
	if (!gathers(s))
		return false;
	s->ice.next = next;
	return true;
}

bool session_ice_reanswers(struct session *s, const char *sdp, size_t n,
	void (*next)(struct session *))
{
	const struct agreement *a = call_media_agreed(s->media);
	struct sdp_ice theirs;
	bool mux = false;

	if (s->state != SESSION_ESTABLISHED || s->offering ||
	    config_of(s)->mode == CONFIG_ICE_OFF ||
	    call_media_ice_now(s->media) || (a && a->ice_mismatch) ||
	    !offer_ice(sdp, n, &theirs, &mux))
		return false;
	if (!gathers(s) && (call_media_ice_given(s->media) ||
	    !gather(s, theirs.lite, mux)))
		return false;
	s->ice.next = next;
	return true;
}

static void offer_again(struct session *s)
{
	log_info("session", "%d: ICE begins again", s->id);
	s->ice.next = session_offer_move;
	if (!gather(s, true, false))
		s->ice.next = NULL;
}

void session_ice_restart(struct session *s)
{
	if (s->state != SESSION_ESTABLISHED || !call_media_ice_now(s->media) ||
	    gathers(s))
		return;
	offer_again(s);
	set_timer(s, LATEST_MS);	/* if nothing comes of it */
}

/* Of a relay libnice does not tell where it is asked from. */
static bool is_away(const struct ice_candidate *c)
{
	const char *base = c->type == ICE_HOST ? c->place.address :
		c->base.address;

	return c->type != ICE_RELAY && *base && !address_is_here(base);
}

bool session_ice_lost(const struct session *s)
{
	const struct call_ice *ice = call_media_ice_now(s->media);
	const struct ice_pair *pair = ice ? call_ice_pair(ice) : NULL;

	return pair && is_away(&pair->local);
}

/* One socket cannot be both the media thread's, as the early sound of one
 * branch without ICE wants it, and the agent's, for the others. */
void session_ice_settled(struct session *s)
{
	if (s->ice.offers && call_media_ice_missed(s->media))
		offer_again(s);
}

void session_ice_left(struct session *s)
{
	ice_search_cancel(s->ice.search);
	s->ice.search = NULL;
	loop_timer_free(s->ice.timer);
	s->ice.timer = NULL;
	s->ice.next = NULL;
}

/* --- for people ------------------------------------------------------------*/

static void view_end(struct ice_end_view *v, const struct ice_candidate *c)
{
	v->type = candidate_type_name((int)c->type);
	v->address = c->place.address;
	v->port = c->place.port;
}

void session_ice_view(const struct session *s, struct session_view *v)
{
	const struct call_ice *ice = call_media_ice_now(s->media);
	const struct ice_pair *pair = ice ? call_ice_pair(ice) : NULL;

	v->ice = ice ? call_ice_state(ice) : NULL;
	if (!pair)
		return;
	view_end(&v->ice_local, &pair->local);
	view_end(&v->ice_remote, &pair->remote);
}
