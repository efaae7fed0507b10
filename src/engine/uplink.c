/* uplink.c - the calls that go on, judged once a second (bitrate.h), and their
 * streams told.  Engine thread.
 *
 * Where no call goes on nothing is woken.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/private.h"

#define SECOND_MS 1000
#define SOON_MS 100
#define HEADERS_4 (20 + 8 + 12)		/* IPv4, UDP, RTP */
#define HEADERS_6 (40 + 8 + 12)
#define PAYLOAD_MOST 1400		/* bytes */
#define PTIME_MOST 60
#define KBPS_MOST 2000000		/* that an int holds in bit/s */

struct uplink {
	struct engine *engine;
	struct bitrate_link link;
	struct loop_timer *timer;
	bool soon;			/* the timer is set for newcomers */
};

/* bit/s of sound; 0: it follows. */
static int fixed_rate(const struct sdp_codec *c)
{
	static const struct { const char *name; int rate; } rates[] = {
		{ "PCMU", 64000 }, { "PCMA", 64000 }, { "G722", 64000 },
		{ "G729", 8000 }, { "GSM", 13200 },
	};

	if (!strcmp(c->name, "opus"))
		return 0;
	for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
		if (!strcmp(c->name, rates[i].name))
			return rates[i].rate;
	return 16 * c->rate_hz;		/* L16 */
}

static int max_ptime(const struct agreement *a, int rate)
{
	int most = a->max_ptime_ms && a->max_ptime_ms < PTIME_MOST ?
		a->max_ptime_ms : PTIME_MOST;
	int room = rate ? PAYLOAD_MOST * 8 * 1000 / rate : most;

	return room < most ? room : most;
}

static void look_at(struct session *s)
{
	const struct agreement *a = call_media_agreed(s->media);
	struct bitrate_call *c = &s->bitrate;
	struct stream_statistics st;

	stream_statistics(call_media_stream(s->media), &st);
	c->fixed = fixed_rate(&a->send);
	c->follows = !c->fixed;
	c->header = strchr(a->remote_address, ':') ? HEADERS_6 : HEADERS_4;
	c->ptime_ms = call_media_ptime_ms(s->media);
	c->max_ptime_ms = max_ptime(a, c->fixed);
	c->loss = st.remote_loss_fraction;
	c->rtt_ms = st.rtt_ms;
}

static void tell(struct session *s, const struct bitrate_call *was)
{
	const struct bitrate_call *c = &s->bitrate;
	struct stream_tuning tuning = { .codec = { .bitrate = c->rate,
		.loss_percent = c->loss_percent } };

	if (c->rate == was->rate && c->loss_percent == was->loss_percent &&
	    c->packet_ms == was->packet_ms)
		return;
	if (c->packet_ms != c->ptime_ms)	/* else as the plan says */
		tuning.ptime_ms = c->packet_ms;
	media_tune(s->engine->media, call_media_stream(s->media), &tuning);
}

static bool sends(const struct session *s)
{
	return call_media_stream(s->media) && call_media_agreed(s->media) &&
		!s->held_by_us;
}

static int gather(struct engine *e, struct session **sending)
{
	int n = 0;

	list_each(struct session, s, &e->sessions, link)
		if (sends(s))
			sending[n++] = s;
	return n;
}

static void judge(struct uplink *u, struct session *const *sending, int n)
{
	struct bitrate_call **calls = mem_new((size_t)n * sizeof *calls);
	struct bitrate_call *were = mem_new((size_t)n * sizeof *were);

	for (int i = 0; i < n; i++) {
		calls[i] = &sending[i]->bitrate;
		were[i] = *calls[i];
		look_at(sending[i]);
	}
	bitrate_judge(&u->link, calls, n);
	for (int i = 0; i < n; i++)
		tell(sending[i], &were[i]);
	free(calls);
	free(were);
}

static void read_config(struct uplink *u)
{
	static const enum bitrate_mode modes[] = {
		[BITRATE_PER_CALL] = BITRATE_EACH, [BITRATE_SUM] = BITRATE_ALL,
		[BITRATE_SUM_LOCAL] = BITRATE_ALL_LOCAL,
	};
	const struct config *c = u->engine->config;
	int kbps = c->uplink_kbps < KBPS_MOST ? c->uplink_kbps : KBPS_MOST;

	u->link.mode = modes[c->bitrate];
	u->link.uplink = kbps * 1000;
	u->link.most = c->opus_bitrate;
}

static void look(void *arg)
{
	struct uplink *u = arg;
	struct engine *e = u->engine;
	struct session **sending;
	int n;

	u->soon = false;
	if (!e->live)
		return;
	sending = mem_new((size_t)e->live * sizeof *sending);
	n = gather(e, sending);
	read_config(u);
	if (n) {
		judge(u, sending, n);
		loop_timer_set(u->timer, SECOND_MS);
	}
	free(sending);
}

struct uplink *uplink_new(struct engine *e)
{
	struct uplink *u = mem_new_of(struct uplink);

	u->engine = e;
	u->timer = loop_timer_new(e->loop, look, u, "uplink");
	return u;
}

void uplink_free(struct uplink *u)
{
	if (!u)
		return;
	loop_timer_free(u->timer);
	free(u);
}

static bool is_shared(const struct config *c)
{
	return c->uplink_kbps && c->bitrate != BITRATE_PER_CALL;
}

/* Where others have to make room for a newcomer they do it soon, once for all
 * that come in a burst. */
void uplink_watch(struct session *s)
{
	struct uplink *u = s->engine->uplink;
	bool hurry = !s->bitrate.packet_ms && is_shared(s->engine->config);

	if (!sends(s) || u->soon)
		return;
	if (hurry || !loop_timer_runs(u->timer))
		loop_timer_set(u->timer, hurry ? SOON_MS : SECOND_MS);
	u->soon = hurry;
}
