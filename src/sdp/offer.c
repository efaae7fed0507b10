#include "sdp/offer.h"

#include <string.h>

#include "sdp/capability.h"
#include "sdp/writer.h"

#define DYNAMIC_FIRST 96
#define DYNAMIC_LAST 127

/* The m= line that carries our audio; a refused one may be used again. */
static int audio_line(const struct description *former)
{
	for (int i = 0; i < former->n; i++)
		if (former->media[i].port)
			return i;
	return 0;
}

static const struct description_media *former_audio(const struct offer *o)
{
	return o->former.n ? &o->former.media[o->audio] : NULL;
}

static bool is_former(const struct offer *o, int type)
{
	const struct description_media *former = former_audio(o);

	for (int i = 0; former && i < former->n_codecs; i++)
		if (former->codecs[i].payload_type == type)
			return true;
	return false;
}

static bool is_taken(const struct offer *o, int type)
{
	for (int i = 0; i < o->n_codecs; i++)
		if (o->codecs[i].payload_type == type)
			return true;
	for (int i = 0; i < o->n_events; i++)
		if (o->events[i].payload_type == type)
			return true;
	return type == o->noise_type || is_former(o, type);
}

/* The one wanted, or else the lowest dynamic one that nothing else has. */
static int free_type(const struct offer *o, int wanted)
{
	int type = DYNAMIC_FIRST;

	if (!is_taken(o, wanted))
		return wanted;
	while (type < DYNAMIC_LAST && is_taken(o, type))
		type++;
	return type;
}

/* A number once given to a codec stays its own in a dialog (RFC 3264 8.3.2);
 * -1: it had none. */
static int former_type(const struct offer *o, const struct sdp_codec *codec)
{
	const struct description_media *former = former_audio(o);

	for (int i = 0; former && i < former->n_codecs; i++)
		if (capability_same(&former->codecs[i], codec))
			return former->codecs[i].payload_type;
	return -1;
}

static int codec_type(const struct offer *o, const struct sdp_codec *codec)
{
	int type = former_type(o, codec);

	if (type < 0)
		type = codec->payload_type;
	return type < 0 ? free_type(o, DYNAMIC_FIRST) : type;
}

static void plan_codecs(struct offer *o, const struct capability *c)
{
	for (int i = 0; i < c->n && i < SDP_CODECS; i++) {
		struct sdp_codec codec = c->codecs[i];

		codec.payload_type = codec_type(o, &codec);
		o->codecs[o->n_codecs++] = codec;
	}
}

static bool has_event(const struct offer *o, int rate_hz)
{
	for (int i = 0; i < o->n_events; i++)
		if (o->events[i].rate_hz == rate_hz)
			return true;
	return false;
}

static void plan_event(struct offer *o, int rate_hz, int wanted)
{
	const struct sdp_codec event = { .name = SDP_EVENT, .channels = 1,
		.rate_hz = rate_hz };
	int type = former_type(o, &event);

	if (o->n_events < SDP_EVENTS)
		o->events[o->n_events++] = (struct sdp_event){
			type < 0 ? free_type(o, wanted) : type, rate_hz };
}

/* The clock of telephones comes first, and has the number that phones without
 * any other expect. */
static void plan_first_event(struct offer *o, const struct capability *c)
{
	if (c->telephone_event &&
	    capability_has_clock(c->codecs, c->n, SDP_EVENT_RATE))
		plan_event(o, SDP_EVENT_RATE, SDP_EVENT_TYPE);
}

static void plan_other_events(struct offer *o, const struct capability *c)
{
	for (int i = 0; c->telephone_event && i < o->n_codecs; i++)
		if (!has_event(o, o->codecs[i].rate_hz))
			plan_event(o, o->codecs[i].rate_hz, o->n_events ?
				DYNAMIC_FIRST : SDP_EVENT_TYPE);
}

static void plan_noise(struct offer *o, const struct capability *c)
{
	for (int i = 0; i < c->n; i++)
		if (c->comfort_noise && capability_takes_noise(&c->codecs[i]))
			o->noise_type = SDP_NOISE_TYPE;
}

static void take_former(struct offer *o, const char *text)
{
	char why[SDP_WHY];

	if (!text || description_parse(&o->former, text, strlen(text), why))
		description_clear(&o->former);
	o->audio = audio_line(&o->former);
	o->n_lines = o->former.n ? o->former.n : 1;
}

void offer_plan(struct offer *o, const struct sdp_local *local)
{
	const struct capability *c = local->capability;

	*o = (struct offer){ .noise_type = -1 };
	take_former(o, local->former);
	plan_noise(o, c);
	plan_first_event(o, c);
	plan_codecs(o, c);
	plan_other_events(o, c);
}

void offer_clear(struct offer *o)
{
	description_clear(&o->former);
}

/* Who knows nothing of DTLS, but of SRTP, expects RTP/SAVP. */
static const char *protocol_of(const struct sdp_local *local,
	const struct offer *o)
{
	const struct description_media *former = former_audio(o);
	const struct sdp_security *s = local->security;

	if (former && former->port)
		return former->protocol;
	if (!s || s->srtp != SDP_SRTP_REQUIRED)
		return "RTP/AVP";
	return s->dtls && !s->sdes ? "UDP/TLS/RTP/SAVP" : "RTP/SAVP";
}

/* What a browser called it in its offer stays (RFC 8843 7.5). */
static const char *mid_of(const struct offer *o)
{
	const struct description_media *former = former_audio(o);

	return former ? former->mid : "";
}

static const char *bundle_of(const struct offer *o)
{
	const struct description_media *former = former_audio(o);

	return former && description_bundles(&o->former, former) ?
		former->mid : "";
}

static void write_audio(struct writer *w, const struct sdp_local *local,
	const struct offer *o)
{
	const struct sdp_security *s = local->security;
	bool on = s && s->srtp != SDP_SRTP_OFF;
	bool keys = on && s->sdes;
	const struct writer_audio audio = {
		.protocol = protocol_of(local, o),
		.port = local->port,
		.codecs = o->codecs, .n_codecs = o->n_codecs,
		.events = o->events, .n_events = o->n_events,
		.noise_type = o->noise_type,
		.ptime_ms = local->capability->ptime_ms,
		.maxptime_ms = local->capability->maxptime_ms,
		.direction = local->direction,
		.rtcp = local->capability->rtcp,
		.keys = keys ? &s->ours[SDP_CLEAR + 1] : NULL,
		.n_keys = keys ? SDP_SUITES - 1 : 0,
		.fingerprint = on && s->dtls ? &s->fingerprint : NULL,
		.setup = SDP_SETUP_ACTPASS,
		.tls_id = on ? s->tls_id : "",
		.mid = mid_of(o),
		.rtcp_port = local->rtcp_port,
		.rtcp_address = local->rtcp_address,
		.ice = local->ice, .components = 2,
	};

	writer_audio(w, &audio);
}

char *offer_make(const struct sdp_local *local)
{
	struct writer w = { 0 };
	struct offer o;

	offer_plan(&o, local);
	writer_session(&w, local, bundle_of(&o));
	for (int i = 0; i < o.n_lines; i++)
		if (i == o.audio)
			write_audio(&w, local, &o);
		else
			writer_refused(&w, &o.former.media[i]);
	offer_clear(&o);
	return w.text;
}
