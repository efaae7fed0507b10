#include "oneshot/completions.h"

#include <ctype.h>
#include <string.h>

#include "oneshot/command.h"
#include "oneshot/usage.h"

/* What stands in capitals in a usage: words, or @KIND, which is asked for. */
static const struct {
	const char *name, *words;
} kinds[] = {
	{ "ID", "@sessions" }, { "ID2", "@sessions" },
	{ "NAME", "@accounts" }, { "TARGET", "@targets" },
	{ "WHO", "@targets" }, { "CONTACT", "@contacts" },
	{ "FILE", "@files" }, { "COMMAND", "@programs" },
	{ "END", "capture playback ring" }, { "WHAT", "echo noise gain" },
	{ "MODE", "default ultra-low smooth-200 smooth-500 smooth-2000" },
	{ "EVENT", "incoming established ended registered" },
};

/* NULL: nothing can be offered. */
static const char *words_of(const char *word)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (!strcmp(kinds[i].name, word))
			return kinds[i].words;
	for (const char *c = word; *c; c++)
		if (!islower((unsigned char)*c) && !strchr("-0123456789", *c))
			return NULL;
	return word;
}

struct printing {
	FILE *to;
	const char *command;
};

static void print_word(void *arg, const char *sub, const char *word)
{
	const struct printing *p = arg;
	const char *words = words_of(word);

	if (words)
		fprintf(p->to, "words %s%s%s:%s\n", p->command,
			*sub ? " " : "", sub, words);
}

static void print_value(void *arg, const char *option, const char *word)
{
	const struct printing *p = arg;
	const char *words = words_of(word);

	if (words)
		fprintf(p->to, "value %s --%s:%s\n", p->command, option, words);
}

static void print_option(void *arg, const char *option, bool value)
{
	const struct printing *p = arg;

	fprintf(p->to, "options %s:--%s\n", p->command, option);
	if (value)
		fprintf(p->to, "valued %s:--%s\n", p->command, option);
}

/* --- functions of the shell -----------------------------------------------*/

/* In single quotes. */
static void put_quoted(FILE *to, const char *text)
{
	for (; *text; text++)
		if (*text == '\'')
			fputs("'\\''", to);
		else
			fputc(*text, to);
}

static void print_commands(FILE *to)
{
	const struct command *c;

	fputs("_offhook_commands() {\n\tdescribed=(\n", to);
	for (int i = 0; (c = command_at(i)); i++) {
		fprintf(to, "\t'%s:", c->name);
		put_quoted(to, c->help);
		fputs("'\n", to);
	}
	fputs("\t)\n}\n", to);
}

/* "_offhook_look_up 'words account edit'" puts into what all that may stand
 * there. */
static void print_table(FILE *to)
{
	const struct command *c;

	fputs("_offhook_look_up() {\n\tlocal key word\n\twhat=\n"
		"\twhile IFS=: read -r key word; do\n"
		"\t\t[[ $key = \"$1\" ]] && what+=\" $word\"\n"
		"\tdone <<'END'\n", to);
	for (int i = 0; (c = command_at(i)); i++) {
		struct printing p = { to, c->name };
		struct usage_handlers h = { print_word, print_value, &p };

		usage_read(c, &h);
		usage_options(c, print_option, &p);
	}
	fputs("END\n}\n", to);
}

void completions_print(FILE *to)
{
	print_commands(to);
	print_table(to);
}
