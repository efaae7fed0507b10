#include "options.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

static bool take_text(const char *id, snd_config_t *n, struct options *o)
{
	const struct { const char *id; const char **to; } texts[] = {
		{ "infile", &o->infile }, { "outfile", &o->outfile },
		{ "format", &o->format }, { "events", &o->events },
		{ "gone", &o->gone }, { "stalls", &o->stalls },
		{ "report", &o->report }, { "epoch", &o->epoch },
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (!strcmp(id, texts[i].id))
			return snd_config_get_string(n, texts[i].to) >= 0;
	return false;
}

static bool take_number(const char *id, snd_config_t *n, struct options *o)
{
	const struct { const char *id; long *to; } numbers[] = {
		{ "rate", &o->rate }, { "channels", &o->channels },
		{ "granularity", &o->granularity }, { "period", &o->period },
		{ "lies", &o->lies }, { "slow", &o->slow },
	};

	if (!strcmp(id, "ppm"))
		return snd_config_get_ireal(n, &o->ppm) >= 0;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (!strcmp(id, numbers[i].id))
			return snd_config_get_integer(n, numbers[i].to) >= 0;
	return false;
}

int options_take(struct options *o, snd_config_t *conf)
{
	static const char *const known[] = { "type", "comment", "hint" };
	snd_config_iterator_t i, next;

	*o = (struct options){ .rate = 48000, .channels = 1 };
	snd_config_for_each(i, next, conf) {
		snd_config_t *n = snd_config_iterator_entry(i);
		const char *id;
		bool skip = false;

		if (snd_config_get_id(n, &id) < 0)
			continue;
		for (size_t k = 0; k < sizeof known / sizeof *known; k++)
			skip |= !strcmp(id, known[k]);
		if (skip || take_text(id, n, o) || take_number(id, n, o))
			continue;
		SNDERR("card: %s is not understood", id);
		return -EINVAL;
	}
	return 0;
}
