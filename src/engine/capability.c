/* capability.c - what a call may be made of: its codecs and what the
 * configuration says of them, as SDP says it.  Engine thread. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "engine/private.h"

/* Where nobody names any; the rest of the table is there for who does. */
static const char *const usual[] = { "opus", "G722", "PCMA", "PCMU" };

#define USUAL ((int)(sizeof usual / sizeof *usual))

void engine_codec_params(const struct config *config, struct codec_params *p)
{
	memset(p, 0, sizeof *p);
	p->ptime_ms = config->ptime;
	p->bitrate = config->opus_bitrate;
	p->complexity = config->opus_complexity;
	p->fec = config->opus_fec;
	p->cbr = config->opus_cbr;
	p->dtx = config->silence_suppression;
}

static void add(struct capability *c, const struct codec *codec,
	const struct codec_params *p)
{
	struct sdp_codec *to = &c->codecs[c->n++];

	snprintf(to->name, sizeof to->name, "%s", codec_name(codec));
	to->rate_hz = codec_clock_hz(codec);
	to->channels = codec_channels(codec);
	to->payload_type = codec_static_type(codec);
	codec_write_fmtp(codec, p, to->fmtp, sizeof to->fmtp);
}

/* One name may stand for several of the table: L16 has two rates. */
static bool add_named(struct capability *c, const char *name,
	const struct codec_params *p)
{
	bool known = false;

	for (int i = 0; codec_at(i); i++) {
		if (strcasecmp(codec_name(codec_at(i)), name))
			continue;
		known = true;
		if (c->n < SDP_CODECS)
			add(c, codec_at(i), p);
	}
	return known;
}

/* Codecs that are configured but not built are left out (config warns). */
void engine_capability(const struct config *config, const struct texts *codecs,
	struct capability *c)
{
	struct codec_params p;
	bool named;

	memset(c, 0, sizeof *c);
	engine_codec_params(config, &p);
	c->ptime_ms = config->ptime;
	c->maxptime_ms = CODEC_MAX_MS;
	c->telephone_event = true;
	c->rtcp = (struct sdp_rtcp){ .mux = true, .reduced = true,
		.receiver_time = true, .voip_metrics = true };
	c->comfort_noise = config->silence_suppression;
	for (int i = 0; codecs && i < codecs->n; i++)
		add_named(c, codecs->items[i], &p);
	named = c->n;
	for (int i = 0; !named && i < USUAL; i++)
		add_named(c, usual[i], &p);
}

void engine_capability_of_all(const struct config *config,
	struct capability *c)
{
	struct codec_params p;

	engine_capability(config, NULL, c);
	engine_codec_params(config, &p);
	c->n = 0;
	for (int i = 0; codec_at(i) && i < SDP_CODECS; i++)
		add(c, codec_at(i), &p);
}

static bool is_codec(const char *name)
{
	for (int i = 0; codec_at(i); i++)
		if (!strcasecmp(codec_name(codec_at(i)), name))
			return true;
	return false;
}

static void list_codecs(char *names, size_t size)
{
	size_t n = 0;

	names[0] = '\0';
	for (int i = 0; codec_at(i) && n < size; i++)
		if (!i || strcmp(codec_name(codec_at(i)),
		    codec_name(codec_at(i - 1))))
			n += (size_t)snprintf(names + n, size - n, "%s%s",
				n ? ", " : "", codec_name(codec_at(i)));
}

bool engine_codecs_ok(const struct texts *codecs, struct fault *fault)
{
	char names[128];

	list_codecs(names, sizeof names);
	for (int i = 0; codecs && i < codecs->n; i++)
		if (!is_codec(codecs->items[i]))
			return fault_set(fault, ERROR_PARAMS, "codecs",
				"\"%.30s\" is no codec that this phone has: "
				"expected some of %s", codecs->items[i], names);
	return true;
}
