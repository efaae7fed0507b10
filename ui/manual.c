#include "manual.h"

#include <ctype.h>

#include "action.h"
#include "key_presets.h"

/* Nothing in it is a macro, nor what troff would make of it. */
static void put(FILE *to, const char *text)
{
	fputs("\\&", to);
	for (; *text; text++)
		switch (*text) {
		case '^':
			fputs("\\(ha", to);
			break;
		case '\'':
			fputs("\\(aq", to);
			break;
		case '`':
			fputs("\\(ga", to);
			break;
		case '\\':
			fputs("\\e", to);
			break;
		case ' ':
			fputs("\\ ", to);
			break;
		default:
			fputc(*text, to);
		}
}

static void put_keys(FILE *to, const struct action *a)
{
	for (int i = 0; i < ACTION_KEYS && a->keys[i]; i++) {
		fputs(i ? " , " : " Ic ", to);
		put(to, a->keys[i]);
	}
}

static void put_names(FILE *to, const struct action *a)
{
	fprintf(to, ".Pq Ic %s", a->name);
	if (a->argument)
		fprintf(to, " Ar %s", a->argument);
	for (int i = 0; i < ACTION_NAMES && a->also[i]; i++)
		fprintf(to, " , Ic %s", a->also[i]);
	fputc('\n', to);
}

/* ".It Ic a , F2" or, where it has no key, ".It Ic :gain Ar DB" */
static void print(FILE *to, const struct action *a)
{
	fputs(".It", to);
	put_keys(to, a);
	if (!a->keys[0])
		fprintf(to, " Ic \\&:%s", a->name);
	if (!a->keys[0] && a->argument)
		fprintf(to, " Ar %s", a->argument);
	fprintf(to, "\n%c%s.\n", toupper((unsigned char)a->help[0]),
		a->help + 1);
	if (a->keys[0] || a->also[0])
		put_names(to, a);
}

void manual_print_actions(FILE *to)
{
	for (const struct action_group *g = action_groups; g->title; g++) {
		fprintf(to, ".Ss %s\n.Bl -tag -width Ds\n", g->title);
		for (const struct action *a = g->actions; a->name; a++)
			print(to, a);
		fputs(".El\n", to);
	}
}

/* Lines as they are, but for what troff would take for a macro or its own. */
static void put_literal(FILE *to, const char *text)
{
	for (; *text; text++)
		if (*text == '^')
			fputs("\\(ha", to);
		else if (*text == '\\')
			fputs("\\e", to);
		else
			fputc(*text, to);
}

void manual_print_presets(FILE *to)
{
	fputs(".Bl -tag -width Ds\n", to);
	for (const struct key_preset *p = key_presets; p->name; p++) {
		fprintf(to, ".It Cm %s\n%s\n", p->name, p->about);
		if (!*p->lines)
			continue;
		fputs(".Bd -literal -compact\n", to);
		put_literal(to, p->lines);
		fputs(".Ed\n", to);
	}
	fputs(".El\n", to);
}
