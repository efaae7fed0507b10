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

static bool is_taken(const struct offer *o, int type)
{
	const struct description_media *former = former_audio(o);

	if (type == o->event_type)
		return true;
	for (int i = 0; former && i < former->n_codecs; i++)
		if (former->codecs[i].payload_type == type)
			return true;
	for (int i = 0; i < o->n_codecs; i++)
		if (o->codecs[i].payload_type == type)
			return true;
	return false;
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

static int event_type(const struct offer *o)
{
	const struct sdp_codec event = { .name = SDP_EVENT, .channels = 1,
		.rate_hz = SDP_EVENT_RATE };
	int type = former_type(o, &event);

	return type < 0 ? free_type(o, SDP_EVENT_TYPE) : type;
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

	*o = (struct offer){ .event_type = -1 };
	take_former(o, local->former);
	if (c->telephone_event)
		o->event_type = event_type(o);
	for (int i = 0; i < c->n && i < SDP_CODECS; i++) {
		struct sdp_codec codec = c->codecs[i];

		codec.payload_type = codec_type(o, &codec);
		o->codecs[o->n_codecs++] = codec;
	}
}

void offer_clear(struct offer *o)
{
	description_clear(&o->former);
}

static void write_audio(struct writer *w, const struct sdp_local *local,
	const struct offer *o)
{
	const struct description_media *former = former_audio(o);
	const struct writer_audio audio = {
		.protocol = former && former->port ? former->protocol :
			"RTP/AVP",
		.port = local->port,
		.codecs = o->codecs, .n_codecs = o->n_codecs,
		.event_type = o->event_type,
		.ptime_ms = local->capability->ptime_ms,
		.direction = local->direction,
	};

	writer_audio(w, &audio);
}

char *offer_make(const struct sdp_local *local)
{
	struct writer w = { 0 };
	struct offer o;

	offer_plan(&o, local);
	writer_session(&w, local);
	for (int i = 0; i < o.n_lines; i++)
		if (i == o.audio)
			write_audio(&w, local, &o);
		else
			writer_refused(&w, &o.former.media[i]);
	offer_clear(&o);
	return w.text;
}
