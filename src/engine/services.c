/* services.c - echo, tone and music: the other end of calls to ourselves.
 * Engine thread.
 *
 *	session --INVITE--> ua on 127.0.0.1 --> service_leg: no session, no event
 *	   stream <-------- RTP over loopback --------> stream (echo, tone, music)
 *
 * Only calls that this engine has just made are answered.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/private.h"

#define LOOPBACK "127.0.0.1"
#define ECHO_DELAY_MS 1000	/* a loudspeaker beside a microphone howls at less */

struct service_leg {
	struct list link;
	struct endpoint *endpoint;
	struct dialog *dialog;		/* owned */
	struct call_media *media;	/* owned */
	enum stream_join join;
};

static const struct {
	const char *name;
	enum stream_join join;
} services[] = {
	{ "echo", STREAM_ECHO }, { "tone", STREAM_TONE }, { "music", STREAM_MUSIC },
};

#define N_SERVICES (sizeof services / sizeof *services)

int services_endpoint(struct engine *e, struct endpoint **endpoint)
{
	int error = 0;

	if (!e->services)
		error = endpoint_new(&e->services, e, ENDPOINT_SERVICE, LOOPBACK,
			0, UA_UDP, NULL);
	*endpoint = e->services;
	return error;
}

static void leg_free(struct service_leg *leg)
{
	list_remove(&leg->link);
	dialog_free(leg->dialog);
	call_media_free(leg->media);
	endpoint_release(leg->endpoint);
	free(leg);
}

void services_end(struct engine *e)
{
	list_each(struct service_leg, leg, &e->service_legs, link)
		leg_free(leg);
}

static void run(struct service_leg *leg)
{
	const struct call_seat seat = { .join = leg->join,
		.echo_delay_ms = leg->join == STREAM_ECHO ? ECHO_DELAY_MS : 0,
		.music = leg->endpoint->engine->music };

	call_media_run(leg->media, &seat);
}

void services_music(struct engine *e)
{
	list_each(struct service_leg, leg, &e->service_legs, link)
		if (leg->join == STREAM_MUSIC)
			run(leg);
}

static void on_confirmed(void *arg, const char *sdp, size_t n)
{
	(void)arg;
	(void)sdp;
	(void)n;
}

static void on_offer(void *arg, const char *sdp, size_t n)
{
	struct service_leg *leg = arg;
	char why[SDP_WHY], *answer;

	if (!sdp || call_media_take_offer(leg->media, sdp, n, SDP_SENDRECV,
		&answer, why)) {
		dialog_reject(leg->dialog, 488, NULL);
		return;
	}
	dialog_accept(leg->dialog, answer);
	free(answer);
	run(leg);
}

static void on_ended(void *arg, const struct dialog_end *end)
{
	(void)end;
	leg_free(arg);
}

static const struct dialog_handlers handlers = {
	.on_confirmed = on_confirmed, .on_offer = on_offer, .on_ended = on_ended,
};

static int service_named(const char *user)
{
	for (size_t i = 0; user && i < N_SERVICES; i++)
		if (!strcmp(services[i].name, user))
			return (int)i;
	return -1;
}

bool services_known(const char *name)
{
	return service_named(name) >= 0;
}

/* From loopback and from the port of one of our own uas. */
static bool is_our_call(struct engine *e, const struct invite_info *info)
{
	if (strcmp(info->source, LOOPBACK) != 0)
		return false;
	list_each(struct session, s, &e->sessions, link)
		if (s->service && s->endpoint && s->state == SESSION_CALLING &&
			ua_port(s->endpoint->ua) == info->source_port)
			return true;
	return false;
}

static int open_media(struct service_leg *leg)
{
	struct engine *e = leg->endpoint->engine;
	struct capability all;
	struct call_media_params p = { .media = e->media, .config = e->config,
		.address = LOOPBACK, .capability = &all, .arg = leg };

	engine_capability_of_all(e->config, &all);
	return call_media_new(&leg->media, &p);
}

static void answer(struct service_leg *leg, const struct invite_info *info)
{
	char why[SDP_WHY], *sdp;

	if (open_media(leg) < 0 || !info->sdp ||
		call_media_take_offer(leg->media, info->sdp, info->sdp_n,
			SDP_SENDRECV, &sdp, why)) {
		dialog_decline(leg->dialog, 488, NULL, NULL);
		return;
	}
	dialog_answer(leg->dialog, sdp);
	free(sdp);
	run(leg);
}

void service_invite(struct endpoint *p, struct dialog *dialog,
	const struct invite_info *info)
{
	const struct credentials none = { 0 };
	struct service_leg *leg;
	int i = service_named(info->request_user);

	if (i < 0 || !is_our_call(p->engine, info)) {
		dialog_refuse(dialog, i < 0 ? 404 : 403, NULL);
		return;
	}
	leg = mem_new_of(struct service_leg);
	leg->endpoint = p;
	endpoint_use(p);
	leg->dialog = dialog;
	leg->join = services[i].join;
	list_append(&p->engine->service_legs, &leg->link);
	dialog_adopt(dialog, &none, &handlers, leg);
	answer(leg, info);
}
