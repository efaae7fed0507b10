/* audio list, select, volume, processing, test */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "oneshot/command.h"
#include "oneshot/show.h"
#include "oneshot/subscription.h"

#define METER_CELLS 30			/* of 2 dB each, up to 0 dBFS */

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

	if (args_has(&c->args, "keep"))
		json_object_set_new(params, "keep", json_true());
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

/* Over itself, where somebody watches. */
static void show_meter(const json_t *test)
{
	static const char bar[METER_CELLS + 1] =
		"##############################";
	int level = (int)json_number(test, "level_dbfs", -127);
	int cells = METER_CELLS + level / 2;

	if (!isatty(STDOUT_FILENO))
		return;
	printf("\rmicrophone [%-*.*s] %4d dBFS", METER_CELLS,
		cells > 0 ? cells : 0, bar, level);
	fflush(stdout);
}

static int tell_verdict(struct context *c, json_t *test)
{
	const char *verdict = json_text(test, "verdict");
	const char *text = json_text(test, "text");
	const char *advice = json_text(test, "advice");
	bool good = verdict && !strcmp(verdict, "good");

	if (isatty(STDOUT_FILENO) && !c->json)
		putchar('\n');
	if (good && !c->json)
		printf("%s\n", text);
	if (!good)
		fprintf(stderr, "offhook: %s: %s\n", text ? text : "",
			advice ? advice : "");
	if (c->json)
		command_json(json_incref(test));
	json_decref(test);
	return good ? EXIT_DONE : EXIT_REFUSED;
}

/* Until there is a verdict; NULL: the engine has gone. */
static json_t *follow_test(struct context *c)
{
	json_t *event, *test;

	while ((event = wire_event(c->wire, -1))) {
		test = json_incref(json_object_get(event, "test"));
		json_decref(event);
		if (!json_is_true(json_object_get(test, "running")))
			return test;
		if (!c->json)
			show_meter(test);
		json_decref(test);
	}
	return NULL;
}

static int test(struct context *c)
{
	int status = subscription_begin(c, json_pack("[s]", "audio.test"));
	json_t *begun, *test;

	if (status != EXIT_DONE)
		return status;
	begun = command_get(c, "audio.test", NULL, "test");
	if (!begun)
		return command_refused(c);
	if (!c->json)
		printf("speak: %s listens; a tone is played on %s\n",
			json_text(begun, "capture"),
			json_text(begun, "playback"));
	json_decref(begun);
	test = follow_test(c);
	return test ? tell_verdict(c, test) : command_refused(c);
}

/* No such word is the engine's to say: it knows them all. */
static int process(struct context *c)
{
	static const char *const keys[][2] = { { "echo", "echo_cancel" },
		{ "noise", "noise_suppression" }, { "gain", "gain_control" } };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (!strcmp(c->args.words[1], keys[i][0]) ||
				!strcmp(c->args.words[1], keys[i][1]))
			return tell(c, command_get(c, "audio.processing",
				json_pack("{s:s}", keys[i][1],
					c->args.words[2]), "audio"));
	return command_usage(c, "WHAT is echo, noise or gain");
}

static int audio(struct context *c)
{
	static const struct {
		const char *word;
		int words;
		int (*run)(struct context *);
	} words[] = { { "list", 1, list }, { "select", 3, select_device },
		{ "volume", 3, volume }, { "test", 1, test },
		{ "processing", 3, process } };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(c->args.words[0], words[i].word) &&
				c->args.n_words == words[i].words)
			return words[i].run(c);
	return command_usage(c, "END is capture, playback or ring");
}

const struct command audio_commands[] = {
	{ .name = "audio", .min_words = 1, .max_words = 3,
	  .usage = "list | select END DEVICE [--keep] | volume END PERCENT | "
		"test | processing WHAT auto|on|off",
	  .help = "sound devices; END is capture, playback or ring",
	  .options = "keep", .run = audio },
	{ 0 }
};
