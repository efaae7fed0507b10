#include "sdp/capability.h"

#include <stddef.h>
#include <stdio.h>
#include <strings.h>

/* RFC 3551 table 4; G722's clock is 8000 by an old mistake that stays. */
static const struct sdp_codec statics[] = {
	{ .payload_type = 0, .name = "PCMU", .rate_hz = 8000, .channels = 1 },
	{ .payload_type = 3, .name = "GSM", .rate_hz = 8000, .channels = 1 },
	{ .payload_type = 4, .name = "G723", .rate_hz = 8000, .channels = 1 },
	{ .payload_type = 5, .name = "DVI4", .rate_hz = 8000, .channels = 1 },
	{ .payload_type = 6, .name = "DVI4", .rate_hz = 16000, .channels = 1 },
	{ .payload_type = 7, .name = "LPC", .rate_hz = 8000, .channels = 1 },
	{ .payload_type = 8, .name = "PCMA", .rate_hz = 8000, .channels = 1 },
	{ .payload_type = 9, .name = "G722", .rate_hz = 8000, .channels = 1 },
	{ .payload_type = 10, .name = "L16", .rate_hz = 44100, .channels = 2 },
	{ .payload_type = 11, .name = "L16", .rate_hz = 44100, .channels = 1 },
	{ .payload_type = 12, .name = "QCELP", .rate_hz = 8000, .channels = 1 },
	{ .payload_type = 13, .name = "CN", .rate_hz = 8000, .channels = 1 },
	{ .payload_type = 15, .name = "G728", .rate_hz = 8000, .channels = 1 },
	{ .payload_type = 18, .name = "G729", .rate_hz = 8000, .channels = 1 },
};

void capability_static(int payload_type, struct sdp_codec *codec)
{
	*codec = (struct sdp_codec){ .payload_type = payload_type };
	for (size_t i = 0; i < sizeof statics / sizeof *statics; i++)
		if (statics[i].payload_type == payload_type)
			*codec = statics[i];
}

bool capability_same(const struct sdp_codec *a, const struct sdp_codec *b)
{
	return a->rate_hz == b->rate_hz && a->channels == b->channels &&
		!strcasecmp(a->name, b->name);
}

const struct sdp_codec *capability_find(const struct capability *c,
	const struct sdp_codec *codec)
{
	for (int i = 0; i < c->n; i++)
		if (capability_same(&c->codecs[i], codec))
			return &c->codecs[i];
	return NULL;
}

bool capability_is_event(const struct sdp_codec *codec)
{
	return !strcasecmp(codec->name, SDP_EVENT);
}

bool capability_is_noise(const struct sdp_codec *codec)
{
	return !strcasecmp(codec->name, SDP_NOISE) &&
		codec->rate_hz == SDP_NOISE_RATE && codec->channels == 1;
}

bool capability_takes_noise(const struct sdp_codec *codec)
{
	return codec->rate_hz == SDP_NOISE_RATE &&
		strcasecmp(codec->name, "G729");
}

bool capability_has_clock(const struct sdp_codec *codecs, int n, int rate_hz)
{
	for (int i = 0; i < n; i++)
		if (codecs[i].rate_hz == rate_hz)
			return true;
	return false;
}
