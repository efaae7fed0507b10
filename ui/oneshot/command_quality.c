/* How a call sounds, now and over the last minutes: quality */
#include <langinfo.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "oneshot/command.h"
#include "oneshot/graph.h"
#include "oneshot/pick.h"
#include "oneshot/show.h"

#define SHOWN 50		/* s, as columns of the graph */

/* One line of the table. */
struct figure {
	const char *name;	/* of the protocol */
	const char *words, *unit;
	double factor;
	int digits;
	double lowest, highest;	/* of the graph; highest 0: the greatest */
};

static const struct figure figures[] = {
	{ "mos_lq", "mos", "", 1, 1, 1, 4.5 },
	{ "loss_fraction", "not heard", "%", 100, 1, 0, 0 },
	{ "jitter_ms", "jitter", "ms", 1, 1, 0, 0 },
	{ "rtt_ms", "round trip", "ms", 1, 0, 0, 0 },
	{ "jitter_buffer_ms", "buffer", "ms", 1, 0, 0, 0 },
	{ "remote_loss_fraction", "they lose", "%", 100, 1, 0, 0 },
	{ "input_level_dbfs", "we say", "dBFS", 1, 0, -60, 0 },
	{ "output_level_dbfs", "we hear", "dBFS", 1, 0, -60, 0 },
	{ NULL, NULL, NULL, 0, 0, 0, 0 }
};

static double number(const json_t *value)
{
	return json_is_number(value) ? json_number_value(value) : NAN;
}

static void show_number(const struct figure *f, const json_t *value)
{
	if (json_is_number(value))
		printf("%8.*f", f->digits, f->factor * number(value));
	else
		printf("%8s", "-");
}

/* The last ones, as far as they are shown. */
static int last_of(const json_t *series, double values[SHOWN])
{
	int all = (int)json_array_size(series);
	int n = all < SHOWN ? all : SHOWN;

	for (int i = 0; i < n; i++)
		values[i] = number(json_array_get(series,
			(size_t)(all - n + i)));
	return n;
}

static void show_graph(const struct figure *f, const json_t *series)
{
	double values[SHOWN];
	int n = last_of(series, values);
	char text[GRAPH_TEXT(SHOWN)];
	struct graph g = { .lowest = f->lowest, .highest = f->highest,
		.ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0 };

	graph_draw(&g, values, n, text);
	printf("   %s", text);
}

static void show_figure(const struct figure *f, const json_t *quality)
{
	const json_t *series = json_object_get(json_object_get(quality,
		"series"), f->name);
	const json_t *sum = json_object_get(json_object_get(quality, "summary"),
		f->name);
	size_t n = json_array_size(series);

	printf("%-10s", f->words);
	show_number(f, n ? json_array_get(series, n - 1) : NULL);
	show_number(f, json_object_get(sum, "mean"));
	show_number(f, json_object_get(sum, "worst"));
	printf(" %-4s", f->unit);
	show_graph(f, series);
	putchar('\n');
}

static void show_quality(const json_t *result)
{
	const json_t *quality = json_object_get(result, "quality");
	const json_t *summary = json_object_get(quality, "summary");
	const json_t *problem = json_object_get(json_object_get(
		json_object_get(result, "session"), "media"), "problem");
	char line[SHOW_LINE];

	show_session(json_object_get(result, "session"), line);
	puts(line);
	if (!json_is_object(summary)) {
		puts("there has been no sound");
		return;
	}
	if (json_is_object(problem))
		printf("%s\n(%s)\n", json_text(problem, "text"),
			json_text(problem, "advice"));
	printf("%-10s%8s%8s%8s%8s%d s, newest on the right\n", "", "now",
		"mean", "worst", "", SHOWN);
	for (const struct figure *f = figures; f->name; f++)
		show_figure(f, quality);
	printf("%lld s of sound, %lld ms of it made up for what did not come\n",
		json_number(summary, "seconds", 0),
		json_number(summary, "concealed_ms", 0));
}

static int quality(struct context *c)
{
	const char *word = c->args.n_words ? c->args.words[0] : NULL;
	int status;
	int id = pick_session(c, word, pick_going_on, "to judge", &status);
	json_t *result;

	if (!id)
		return status;
	result = wire_ask(c->wire, "session.quality",
		json_pack("{s:i}", "session", id));
	if (!result)
		return command_refused(c);
	if (c->json)
		return command_json(result);
	show_quality(result);
	json_decref(result);
	return EXIT_DONE;
}

const struct command quality_commands[] = {
	{ .name = "quality", .usage = "[ID]",
	  .help = "how a call sounds, second by second, also a minute after it",
	  .max_words = 1, .run = quality },
	{ 0 }
};
