#include "media/codec.h"

#include <strings.h>

#include "media/media.h"

/* Best first. */
static const struct codec *const table[] = {
	&codec_pcma,
	&codec_pcmu,
};

#define ENTRIES ((int)(sizeof table / sizeof *table))

const struct codec *codec_at(int i)
{
	return i >= 0 && i < ENTRIES ? table[i] : NULL;
}

const struct codec *codec_find(const char *name, int rate_hz, int channels)
{
	for (int i = 0; i < ENTRIES; i++)
		if (!strcasecmp(table[i]->name, name) &&
		    table[i]->rate_hz == rate_hz &&
		    table[i]->channels == channels)
			return table[i];
	return NULL;
}

const char *codec_name(const struct codec *c)
{
	return c->name;
}

int codec_rate_hz(const struct codec *c)
{
	return c->rate_hz;
}

int codec_static_type(const struct codec *c)
{
	return c->static_type;
}
