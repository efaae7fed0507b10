#include "oneshot/oneshot.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "oneshot/command.h"
#include "way.h"

static const struct command *const tables[] = {
	call_commands, session_commands, show_commands, account_commands,
	register_commands, forward_commands, audio_commands, engine_commands,
	event_commands, wait_commands, dtmf_commands, request_commands,
	conference_commands, sound_commands, quality_commands,
	contact_commands,
	connect_commands, complete_commands,
};

#define TABLES (sizeof tables / sizeof *tables)

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < TABLES; i++)
		for (const struct command *c = tables[i]; c->name; c++)
			if (!strcmp(c->name, name))
				return c;
	return NULL;
}

const struct command *command_at(int i)
{
	for (size_t t = 0; t < TABLES; t++)
		for (const struct command *c = tables[t]; c->name; c++)
			if (!c->hidden && !i--)
				return c;
	return NULL;
}

static void print_usage(FILE *to, const struct command *c)
{
	fprintf(to, "usage: offhook %s%s%s\n", c->name, *c->usage ? " " : "",
		c->usage);
}

#define WIDTH 79
#define INDENT 6
#define HELP_COLUMN 24

/* Of a word, or of what stands in brackets. */
static int piece(const char *text)
{
	const char *end = *text == '[' ? strchr(text, ']') : text;

	end = end ? end : text;
	return (int)(end - text + strcspn(end, " "));
}

/* Piece by piece; returns the column after it. */
static int put_words(const char *text, int column, int indent)
{
	while (*(text += strspn(text, " "))) {
		int n = piece(text);

		if (column + 1 + n > WIDTH) {
			printf("\n%*s", indent - 1, "");
			column = indent - 1;
		}
		printf(" %.*s", n, text);
		column += 1 + n;
		text += n;
	}
	return column;
}

/* "  hold [ID]", and beside it, or below, what it does. */
static void print_line(const struct command *c)
{
	int column = put_words(c->usage, printf("  %s", c->name), INDENT + 2);

	if (column >= HELP_COLUMN) {
		putchar('\n');
		column = 0;
	}
	column += printf("%*s", HELP_COLUMN - column - 1, "");
	put_words(c->help, column, HELP_COLUMN);
	putchar('\n');
}

void oneshot_list_commands(void)
{
	const struct command *c;

	for (int i = 0; (c = command_at(i)); i++)
		print_line(c);
}

/* --- what commands share ---------------------------------------------------*/

int command_usage(struct context *c, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "offhook %s: ", c->args.command);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	print_usage(stderr, find(c->args.command));
	return EXIT_USAGE;
}

int command_failed(struct context *c, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	text_clean_line(text);
	fprintf(stderr, "offhook %s: %s\n", c->args.command, text);
	return EXIT_REFUSED;
}

int command_refused(struct context *c)
{
	const json_t *error = wire_error(c->wire);
	const json_t *data = json_object_get(error, "data");
	long long status = json_number(data, "status", 0);
	const char *text = json_text(error, "message");

	if (!error) {
		fprintf(stderr, "offhook %s: the engine has gone\n",
			c->args.command);
		return EXIT_NO_ENGINE;
	}
	if (status)
		return command_failed(c, "%lld %s", status, text ? text : "");
	return command_failed(c, "%s", text ? text : "refused");
}

json_t *command_list(const char *text)
{
	json_t *list = json_array();

	while (*text) {
		size_t n = strcspn(text, ",");

		json_array_append_new(list, json_stringn(text, n));
		text += n + (text[n] == ',');
	}
	return list;
}

int command_json(json_t *value)
{
	char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_INDENT(2) |
		JSON_REAL_PRECISION(6));

	puts(text ? text : "null");
	free(text);
	json_decref(value);
	return EXIT_DONE;
}

json_t *command_get(struct context *c, const char *method, json_t *params,
	const char *member)
{
	json_t *result = wire_ask(c->wire, method, params);
	json_t *value = json_incref(json_object_get(result, member));

	json_decref(result);
	return value;
}

/* ---------------------------------------------------------------------------*/

static int help(int argc, char **argv)
{
	const struct command *c = argc > 1 ? find(argv[1]) : NULL;

	if (argc > 1 && !c) {
		fprintf(stderr, "offhook help: there is no command \"%s\"\n",
			argv[1]);
		return EXIT_USAGE;
	}
	if (!c) {
		oneshot_list_commands();
		return EXIT_DONE;
	}
	print_usage(stdout, c);
	printf("%s\n", c->help);
	return EXIT_DONE;
}

static struct wire *reach_there(const struct oneshot_options *o,
	const struct command *c, bool start)
{
	char error[1024];
	int fd = o->reach(o->reach_arg, start, error, sizeof error);

	if (fd >= 0)
		return wire_new(fd);
	fprintf(stderr, "offhook %s: %s\n", c->name, error);
	return NULL;
}

static struct wire *reach_here(const struct oneshot_options *o,
	const struct command *c, bool start)
{
	char error[1024];
	int cause;
	struct wire *wire = wire_open(o->socket_path, &cause);

	if (wire)
		return wire;
	if (way_is_closed(cause)) {
		fprintf(stderr, "offhook %s: %s: %s\n", c->name,
			o->socket_path, way_words(cause));
		return NULL;
	}
	if (!start) {
		fprintf(stderr, "offhook %s: no engine listens at %s: "
			"`offhook` starts one\n", c->name, o->socket_path);
		return NULL;
	}
	if (o->start_engine(o->arg, error, sizeof error)) {
		fprintf(stderr, "offhook %s: %s\n", c->name, error);
		return NULL;
	}
	wire = wire_open(o->socket_path, &cause);
	if (!wire)
		fprintf(stderr, "offhook %s: the engine started, but is not at "
			"%s\n", c->name, o->socket_path);
	return wire;
}

/* false: refused. */
static bool only_look(struct wire *wire)
{
	json_t *hello = wire_ask(wire, "engine.hello", json_pack("{s:b}",
		"read_only", 1));
	bool looks = json_is_true(json_object_get(hello, "read_only"));

	json_decref(hello);
	return looks;
}

/* NULL: there is no engine; said on standard error. */
static struct wire *reach(const struct oneshot_options *o,
	const struct command *c, bool start)
{
	struct wire *wire = o->reach ? reach_there(o, c, start) :
		reach_here(o, c, start);

	if (!wire || !o->read_only || only_look(wire))
		return wire;
	fprintf(stderr, "offhook %s: the engine knows no --read-only: it is an "
		"older one\n", c->name);
	wire_close(wire);
	return NULL;
}

/* So that no JSON is made of what JSON cannot hold. */
static bool are_utf8(int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		if (!text_is_utf8(argv[i], strlen(argv[i]))) {
			fprintf(stderr, "offhook %s: word %d is not UTF-8\n",
				argv[0], i);
			return false;
		}
	return true;
}

static int run(const struct oneshot_options *o, const struct command *c,
	int argc, char **argv)
{
	struct context context = { .json = o->json,
		.elsewhere = o->reach != NULL };
	char options[256];
	int n, status;

	snprintf(options, sizeof options, "json help %s",
		c->options ? c->options : "");
	if (!are_utf8(argc, argv) ||
			!args_read(&context.args, options, argc, argv))
		return EXIT_USAGE;
	if (args_has(&context.args, "help"))
		return help(2, (char *[]){ "help", argv[0], NULL });
	context.json |= args_has(&context.args, "json");
	n = context.args.n_words;
	if (n < c->min_words || n > c->max_words)
		return command_usage(&context, "%s", n < c->min_words ?
			"something is missing" : "that is too much");
	context.wire = reach(o, c, !o->read_only && (c->starts ||
		args_has(&context.args, "start")));
	if (!context.wire)
		return EXIT_NO_ENGINE;
	status = c->run(&context);
	wire_close(context.wire);
	return status;
}

int oneshot_run(const struct oneshot_options *o, int argc, char **argv)
{
	const struct command *c = find(argv[0]);

	if (!strcmp(argv[0], "help"))
		return help(argc, argv);
	if (c)
		return run(o, c, argc, argv);
	fprintf(stderr, "offhook: there is no command \"%s\": `offhook help` "
		"lists them\n", argv[0]);
	return EXIT_USAGE;
}
