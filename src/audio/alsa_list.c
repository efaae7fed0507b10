/* What libasound's configuration names, for people to choose from. */
#include <alsa/asoundlib.h>
#include <stdlib.h>
#include <string.h>

#include "audio/alsa.h"
#include "audio/device.h"
#include "audio/threads.h"
#include "base/mem.h"
#include "base/text.h"

struct listing {
	void (*on_item)(void *arg, const struct device_item *);
	void *arg;
};

/* Descriptions come in two lines: card, then use. */
static char *one_line(const char *text)
{
	char *line = mem_text(text ? text : ""), *end;

	while ((end = strchr(line, '\n')))
		*end = ';';
	text_clean_line(line);
	return line;
}

static void give(const struct listing *l, void *hint)
{
	char *name = snd_device_name_get_hint(hint, "NAME");
	char *text = snd_device_name_get_hint(hint, "DESC");
	char *way = snd_device_name_get_hint(hint, "IOID");	/* NULL: both */
	char *full = mem_format("alsa:%s", name ? name : "");
	char *description = one_line(text);
	struct device_item item = {
		.name = full,
		.description = description,
		.capture = !way || !strcmp(way, "Input"),
		.playback = !way || !strcmp(way, "Output"),
	};

	/* ALSA's own null has our name already. */
	if (name && strcmp(name, "null"))
		l->on_item(l->arg, &item);
	free(name);
	free(text);
	free(way);
	free(full);
	free(description);
}

static void *list(void *arg)
{
	static const struct device_item null = {
		"null", "silence, no sound card", true, true };
	struct listing l = *(struct listing *)arg;
	void **hints;

	free(arg);
	alsa_touch();
	if (snd_device_name_hint(-1, "pcm", &hints) >= 0) {
		for (void **hint = hints; *hint; hint++)
			give(&l, *hint);
		snd_device_name_free_hint(hints);
	}
	l.on_item(l.arg, &null);
	l.on_item(l.arg, NULL);
	return NULL;
}

void device_list(void (*on_item)(void *arg, const struct device_item *),
	void *arg)
{
	struct listing *l = mem_new_of(struct listing);

	*l = (struct listing){ on_item, arg };
	if (threads_start("device list", list, l) < 0) {
		free(l);
		on_item(arg, NULL);
	}
}
