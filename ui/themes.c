#include "themes.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "protocol/paths.h"
#include "text_file.h"
#include "theme_text.h"

#define FILES_MAX 64			/* those beyond are not looked at */
#define THEMES_MAX (FILES_MAX + 8)

struct theme {
	char name[THEME_NAME];
	struct look looks[ROLES];
};

static struct theme *themes[THEMES_MAX];	/* owned */
static int n_themes;

/* --- built in ----------------------------------------------------------------
 *
 * Never blue on the default background: unreadable on half of all terminals.
 * The first is what others begin with.
 */

static const struct { const char *name, *text; } built_in[] = {
	{ "default",
	  "normal =\ndim = dim\nbold = bold\nok = bold green\nprogress = cyan\n"
	  "warning = yellow\nerror = bold red\nalert = reverse yellow\n"
	  "select = reverse\nheading = bold\n" },
	{ "light",
	  "dim = 241\nok = bold 28\nprogress = 30\nwarning = 130\n"
	  "error = bold 160\nalert = reverse 130\n" },
	{ "dark-256",
	  "dim = 245\nok = bold 114\nprogress = 117\nwarning = 221\n"
	  "error = bold 203\nalert = bold 16 on 221\nselect = bold 231 on 239\n"
	  "heading = bold 153\n" },
	{ "high-contrast",
	  "normal = bright-white on black\ndim = white on black\n"
	  "bold = bold bright-white on black\n"
	  "ok = bold bright-green on black\n"
	  "progress = bold bright-cyan on black\n"
	  "warning = bold bright-yellow on black\n"
	  "error = bold bright-white on red\n"
	  "alert = black on bright-yellow\nselect = black on bright-white\n"
	  "heading = bold underline bright-white on black\n" },
	{ "mono",
	  "dim = normal\nok = bold\nprogress = normal\nwarning = normal\n"
	  "error = bold\nalert = reverse\n" },
};

/* --- one more -------------------------------------------------------------*/

struct reading {
	const char *file;
	void (*on_mistake)(void *arg, const char *text);
	void *arg;
};

static void say(struct reading *r, char *text)	/* takes text */
{
	text_clean_line(text);
	r->on_mistake(r->arg, text);
	free(text);
}

static void on_line(void *arg, int line, const char *what)
{
	struct reading *r = arg;

	say(r, mem_format("%s:%d: %s", r->file, line, what));
}

static void add(struct reading *r, const char *name, const char *text)
{
	struct theme *t = mem_new_of(struct theme);

	strcpy(t->name, name);
	theme_text_read(t->looks, built_in[0].text, on_line, r);
	theme_text_read(t->looks, text, on_line, r);
	themes[n_themes++] = t;
}

static void add_file(struct reading *r, const char *name)
{
	const char *why;
	char *text = text_file_read(r->file, &why);

	if (why)
		say(r, mem_format("%s: %s", r->file, why));
	if (text)
		add(r, name, text);
	free(text);
}

static bool has_name(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

	return *text && strlen(text) < THEME_NAME &&
		text[strspn(text, letters)] == '\0';
}

/* --- folders --------------------------------------------------------------*/

static int is_name(const struct dirent *entry)
{
	return has_name(entry->d_name);
}

/* By name, so that which of too many are left out is no matter of chance. */
static void add_folder(struct reading *r, const char *folder)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, is_name, alphasort);

	for (int i = 0; i < n; i++) {
		char *file = mem_format("%s/%s", folder, entries[i]->d_name);

		r->file = file;
		if (n_themes < FILES_MAX && !themes_find(entries[i]->d_name))
			add_file(r, entries[i]->d_name);
		free(file);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

void themes_read(void (*on_mistake)(void *arg, const char *text), void *arg)
{
	struct reading r = { "built in", on_mistake, arg };
	char *own = paths_config("themes");

	add_folder(&r, own);
	add_folder(&r, THEMES_FOLDER);
	for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++) {
		r.file = built_in[i].name;
		if (!themes_find(built_in[i].name))
			add(&r, built_in[i].name, built_in[i].text);
	}
	free(own);
}

void themes_free(void)
{
	while (n_themes)
		free(themes[--n_themes]);
}

const char *themes_name(int i)
{
	return i < n_themes ? themes[i]->name : NULL;
}

const struct look *themes_find(const char *name)
{
	for (int i = 0; i < n_themes; i++)
		if (!strcmp(themes[i]->name, name))
			return themes[i]->looks;
	return NULL;
}

const char *themes_check(const char *name)
{
	if (has_name(name) && (!n_themes || themes_find(name)))
		return NULL;
	return "expected the name of a theme: default, light, dark-256, "
		"high-contrast, mono, or one of a file";
}
