/* sound_choice.c - devices that a front end chooses; those that are to stay
 * outlive the engine.  Engine thread. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/private.h"
#include "engine/sound_end.h"
#include "store/devices.h"

static struct sound_end *end_named(struct engine *e, const char *word,
	char ***kept)
{
	for (int i = 0; i < SOUND_ENDS; i++) {
		struct sound_end *end = sound_end_of(e->sound, i);

		*kept = &e->kept_devices[i];
		if (!strcmp(sound_end_word(end), word))
			return end;
	}
	return NULL;
}

static void store(struct engine *e)
{
	char *lines = mem_text(""), *more;

	for (int i = 0; i < SOUND_ENDS; i++) {
		if (!e->kept_devices[i])
			continue;
		more = mem_format("%s%s\t%s\n", lines,
			sound_end_word(sound_end_of(e->sound, i)),
			e->kept_devices[i]);
		free(lines);
		lines = more;
	}
	devices_write(e->history, e->config->instance_dir, lines);
	free(lines);
}

/* "": as the configuration says, kept or not. */
bool engine_select(struct engine *e, const char *word, const char *device,
	bool keep, struct fault *fault)
{
	const char *name = *device ? device : NULL, *refusal;
	char **kept;
	struct sound_end *end = end_named(e, word, &kept);

	if (!end)
		return fault_set(fault, ERROR_PARAMS, "device", "the devices "
			"are \"capture\", \"playback\" and \"ring\"");
	refusal = name ? sound_end_refusal(end, name) : NULL;
	if (refusal)
		return fault_set(fault, ERROR_PARAMS, "name", "\"%.80s\": %s",
			device, refusal);
	if (keep || !name) {
		mem_set(kept, name);
		store(e);
	}
	sound_end_choose(end, name);
	return true;
}

static void take_stored(void *arg, const char *word, const char *name)
{
	struct engine *e = arg;
	char **kept;
	struct sound_end *end = end_named(e, word, &kept);

	if (!end || sound_end_refusal(end, name)) {
		log_warn("audio", "the device kept for \"%.20s\" is none: "
			"%.80s", word, name);
		return;
	}
	log_info("audio", "%s: %s, as it was chosen before", word, name);
	mem_set(kept, name);
	sound_end_choose(end, name);
}

void sound_read_stored(struct engine *e)
{
	devices_read(e->config->instance_dir, take_stored, e);
}
