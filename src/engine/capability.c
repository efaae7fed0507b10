/* capability.c - what an account may offer, from its codecs and ours. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "engine/private.h"

static void add(struct capability *c, const struct codec *codec)
{
	struct sdp_codec *to = &c->codecs[c->n++];

	memset(to, 0, sizeof *to);
	snprintf(to->name, sizeof to->name, "%s", codec_name(codec));
	to->rate_hz = codec_clock_hz(codec);
	to->channels = 1;
	to->payload_type = codec_static_type(codec);
}

static const struct codec *named(const char *name)
{
	for (int i = 0; codec_at(i); i++)
		if (!strcasecmp(codec_name(codec_at(i)), name))
			return codec_at(i);
	return NULL;
}

/* Codecs that are configured but not built are left out (config warns). */
void engine_capability(const struct account_config *account, int ptime_ms,
	struct capability *c)
{
	memset(c, 0, sizeof *c);
	c->ptime_ms = ptime_ms;
	c->telephone_event = true;
	for (int i = 0; account && i < account->codecs.n; i++)
		if (c->n < SDP_CODECS && named(account->codecs.items[i]))
			add(c, named(account->codecs.items[i]));
	if (c->n)
		return;
	for (int i = 0; codec_at(i) && i < SDP_CODECS; i++)
		add(c, codec_at(i));
}
