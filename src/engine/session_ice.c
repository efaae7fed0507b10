/* session_ice.c - ICE in the life of a session.  Engine thread.
 *
 *	we call       gather --> INVITE
 *	they call     it rings, gather --> answer, when both are there
 *	agreed        checks --> connected --> (lost --> restart: gather, re-INVITE)
 *
 * What they do not offer, and where nothing is configured, is not begun: neither
 * costs a call any time.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "engine/call_ice.h"
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

static bool wants_to_offer(const struct session *s)
{
	const struct ice_config *c = config_of(s);

	return !s->service && (c->mode == CONFIG_ICE_ON ||
		(c->mode == CONFIG_ICE_AUTO && c->servers.n));
}

/* --- what comes of it -------------------------------------------------------*/

static void warn_of_module(struct session *s)
{
	char *why = ice_hub_missing(s->engine->ice);

	if (why)
		engine_warn(s->engine, "ice", "install the module, or set ice = "
			"off", "calls go without ICE: %s", why);
	free(why);
}

static void on_gathered(void *arg)
{
	struct session *s = arg;
	void (*next)(struct session *) = s->ice.next;

	warn_of_module(s);
	s->ice.next = NULL;
	if (next)
		next(s);
}

static void on_timer(void *arg)
{
	session_ice_restart(arg);
}

/* Each one in vain makes the next one wait longer. */
static void restart_later(struct session *s, const struct call_ice *ice)
{
	int64_t ms = call_ice_controls(ice) ? SOON_MS : LATER_MS;

	for (int i = 0; i < s->ice.restarts && ms < LATEST_MS; i++)
		ms += LATER_MS << i;
	if (!s->ice.timer)
		s->ice.timer = loop_timer_new(s->engine->loop, on_timer, s,
			"ice");
	s->ice.restarts++;
	loop_timer_set(s->ice.timer, ms < LATEST_MS ? ms : LATEST_MS);
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

/* --- gathering --------------------------------------------------------------*/

static bool gather(struct session *s, bool offers, bool mux)
{
	const struct ice_config *c = config_of(s);
	const struct config *all = s->engine->config;
	const struct call_ice_params p = {
		.hub = s->engine->ice, .address = call_media_address(s->media),
		.controlling = offers, .components = mux ? 1 : 2,
		.hides = c->hide_host,
		.first_port = all->rtp_first, .last_port = all->rtp_last,
		.dscp = all->dscp_rtp,
		.wait = c->wait == ICE_UNTIL_ALL ? ICE_WAIT_ALL :
			c->wait == ICE_UNTIL_SRFLX ? ICE_WAIT_SRFLX :
			ICE_WAIT_MS,
		.wait_ms = c->wait,
		.on_gathered = on_gathered, .on_changed = on_changed,
		.on_problem = on_problem, .arg = s };
	struct call_ice *ice = call_ice_new(&p);

	warn_of_module(s);
	if (ice)
		call_media_ice(s->media, ice);
	return ice;
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
	struct sdp_ice theirs;
	bool mux = false;
	bool wanted = s->offer ? config_of(s)->mode != CONFIG_ICE_OFF &&
		offer_ice(s->offer, strlen(s->offer), &theirs, &mux) :
		wants_to_offer(s);

	if (wanted && !s->media && session_adopt_media(s) >= 0)
		gather(s, !s->offer, mux);
}

bool session_ice_answers(struct session *s, void (*next)(struct session *))
{
	const struct call_ice *ice;

	if (!s->media)
		session_ice_rings(s);
	ice = s->media ? call_media_ice_given(s->media) : NULL;
	if (!ice || !call_ice_gathers(ice))
		return false;
	s->ice.next = next;
	return true;
}

void session_ice_restart(struct session *s)
{
	if (s->state != SESSION_ESTABLISHED || !call_media_ice_now(s->media) ||
	    s->ice.next || !gather(s, true, false))
		return;
	log_info("session", "%d: ICE begins again", s->id);
	s->ice.next = session_offer_move;
}

void session_ice_left(struct session *s)
{
	loop_timer_free(s->ice.timer);
	s->ice.timer = NULL;
	s->ice.next = NULL;
}

/* --- for people -------------------------------------------------------------*/

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
