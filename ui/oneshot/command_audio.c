/* audio list, select, volume */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "oneshot/command.h"
#include "oneshot/show.h"

static void show_device(const json_t *d, char line[SHOW_LINE])
{
	bool capture = json_is_true(json_object_get(d, "capture"));
	bool playback = json_is_true(json_object_get(d, "playback"));
	const char *what = json_text(d, "description");

	snprintf(line, SHOW_LINE, "%c%c  %-36s  %s", capture ? 'c' : '-',
		playback ? 'p' : '-', json_text(d, "name"), what ? what : "");
	text_clean_line(line);
}

static int list(struct context *c)
{
	json_t *all = command_get(c, "audio.devices", NULL, "devices");

	if (!all)
		return command_refused(c);
	if (c->json)
		return command_json(all);
	show_list(all, show_device, "    NAME", "no devices");
	json_decref(all);
	return EXIT_DONE;
}

static int tell(struct context *c, json_t *audio)
{
	if (!audio)
		return command_refused(c);
	if (c->json)
		return command_json(audio);
	show_members(audio, 0);
	json_decref(audio);
	return EXIT_DONE;
}

static int select_device(struct context *c)
{
	json_t *params = json_pack("{s:s, s:s}", "device", c->args.words[1],
		"name", c->args.words[2]);

	return tell(c, command_get(c, "audio.select", params, "audio"));
}

static int volume(struct context *c)
{
	long long percent;

	if (!args_number(&c->args, "a volume", c->args.words[2], 0, 150,
			&percent))
		return EXIT_USAGE;
	return tell(c, command_get(c, "audio.volume", json_pack("{s:s, s:i}",
		"device", c->args.words[1], "percent", (int)percent), "audio"));
}

static int audio(struct context *c)
{
	static const struct {
		const char *word;
		int words;
		int (*run)(struct context *);
	} words[] = { { "list", 1, list }, { "select", 3, select_device },
		{ "volume", 3, volume } };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(c->args.words[0], words[i].word) &&
				c->args.n_words == words[i].words)
			return words[i].run(c);
	return command_usage(c, "END is capture, playback or ring");
}

const struct command audio_commands[] = {
	{ .name = "audio", .min_words = 1, .max_words = 3,
	  .usage = "list | select END DEVICE | volume END PERCENT",
	  .help = "sound devices; END is capture, playback or ring",
	  .run = audio },
	{ 0 }
};
