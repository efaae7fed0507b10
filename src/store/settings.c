#include "store/settings.h"

#include <confuse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "protocol/paths.h"
#include "store/config_value.h"
#include "store/spelling.h"
#include "store/texts.h"

#define SECTIONS_MAX 8
#define ACCOUNT "account"

struct settings {
	cfg_t *cfg;			/* owned */
	cfg_opt_t *opts[SECTIONS_MAX];	/* owned; as config_section_at() */
	const struct config_text *text;
	bool account_body;
};

/* --- what libconfuse calls while it parses ---------------------------------*/

/* Its callbacks have no argument of ours. */
static _Thread_local struct {
	struct problems *problems;
	const struct settings *settings;
	const void *emptied;		/* the option whose value just went */
} now;

static int keep_value(cfg_t *cfg, cfg_opt_t *opt, const char *value,
	void *result)
{
	size_t n = strlen(value);
	struct setting *s = mem_new(sizeof *s + n + 1);

	s->line = cfg->line;
	s->option = opt;
	s->again = now.emptied == opt;
	now.emptied = NULL;
	memcpy(s->text, value, n + 1);
	*(void **)result = s;
	return 0;
}

/* Also what a second "KEY =" does to the first value, before keep_value(). */
static void wipe_value(void *value)
{
	struct setting *s = value;

	if (!s)
		return;
	now.emptied = s->option;
	explicit_bzero(s->text, strlen(s->text));
	free(s);
}

/* The place of the n-th line (from 1) of text. */
static const char *nth_line(const char *text, int n)
{
	while (text && --n > 0) {
		text = strchr(text, '\n');
		text += text != NULL;
	}
	return text;
}

static bool names_secret(const char *line)
{
	size_t n = line ? strcspn(line, "\n") : 0;

	return n && (memmem(line, n, "password", 8) ||
		memmem(line, n, "ha1", 3));
}

/* What the parser stumbled over may be the rest of an unquoted password; it
 * stands on the line of its key, or on a later one when that one is empty. */
static bool may_show(int line)
{
	const char *text = now.settings->text->text;

	for (; line > 0; line--) {
		const char *here = nth_line(text, line);

		if (names_secret(here))
			return false;
		if (here && memchr(here, '=', strcspn(here, "\n")))
			return true;
	}
	return true;
}

static const struct config_section *section_of(const cfg_t *cfg)
{
	const struct config_section *s = config_section_find(cfg->name);

	if (s)
		return s;
	return config_section_find(now.settings->account_body ? ACCOUNT : "");
}

/* The section, other than the one it stands in, that has such a key. */
static const char *home_of(const struct config_section *not_in,
	const char *name)
{
	const struct config_section *s;

	for (int i = 0; (s = config_section_at(i)); i++)
		if (s != not_in && config_key_find(s, name))
			return s->name;
	return NULL;
}

static const char *nearest(const struct config_section *s, const char *name)
{
	const char *names[128];
	int n = 0;

	for (int i = 0; i < s->n && n < 96; i++)
		names[n++] = s->keys[i].name;
	for (int i = 1; !*s->name && config_section_at(i); i++)
		names[n++] = config_section_at(i)->name;
	return spelling_nearest(name, names, n);
}

static void unknown_key(const cfg_t *cfg, const char *name)
{
	const struct config_section *s = section_of(cfg);
	const char *home = home_of(s, name);

	if (!may_show(cfg->line))
		problem(now.problems, cfg->line, "what stands here is no key; "
			"if it belongs to the value before, put that into "
			"quotes");
	else if (home && *home)
		problem(now.problems, cfg->line, "unknown key \"%s\" here: it "
			"belongs into %s { }", name, home);
	else if (home)
		problem(now.problems, cfg->line, "unknown key \"%s\" here: it "
			"belongs outside of all sections", name);
	else
		problem(now.problems, cfg->line, "unknown key \"%.64s\"; the "
			"nearest known one is \"%s\"", name, nearest(s, name));
}

static void on_error(cfg_t *cfg, const char *format, va_list args)
{
	char text[256];

	if (now.problems->n)		/* the first one counts */
		return;
	if (strstr(format, "no such option")) {
		unknown_key(cfg, va_arg(args, const char *));
		return;
	}
	vsnprintf(text, sizeof text, format, args);
	problem(now.problems, cfg->line, "%s%s", may_show(cfg->line) ? text :
		"not understood", strstr(text, "duplicate") ? "" :
		" (expected: KEY = VALUE, lists in { }, other than simple "
		"values in quotes)");
}

/* --- the tables of keys as libconfuse wants them ---------------------------*/

static cfg_opt_t option_of(const struct config_key *key)
{
	cfg_opt_t one = CFG_PTR_CB(key->name, NULL, CFGF_NODEFAULT, keep_value,
		wipe_value);
	cfg_opt_t list = CFG_PTR_LIST_CB(key->name, NULL, CFGF_NODEFAULT,
		keep_value, wipe_value);

	return key->kind == KEY_LIST ? list : one;
}

/* The keys of a section, and behind those of the top level the sections. */
static cfg_opt_t *options_of(struct settings *s,
	const struct config_section *of, bool top)
{
	cfg_opt_t *opts = mem_new((of->n + SECTIONS_MAX + 1) * sizeof *opts);
	cfg_opt_t end = CFG_END();
	int n = 0;

	for (int i = 0; i < of->n; i++)
		opts[n++] = option_of(&of->keys[i]);
	for (int i = 1; top && config_section_at(i); i++) {
		const char *name = config_section_at(i)->name;
		bool account = !strcmp(name, ACCOUNT);
		cfg_opt_t section = CFG_SEC(name, s->opts[i], account ?
			CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES :
			CFGF_NONE);

		opts[n++] = section;
	}
	opts[n] = end;
	return opts;
}

static void make_options(struct settings *s)
{
	for (int i = 1; !s->account_body && config_section_at(i); i++)
		s->opts[i] = options_of(s, config_section_at(i), false);
	s->opts[0] = options_of(s, s->account_body ?
		config_section_find(ACCOUNT) : config_section_at(0),
		!s->account_body);
}

struct settings *settings_parse(const struct config_text *text,
	bool account_body, struct problems *p)
{
	struct settings *s = mem_new_of(struct settings);
	int before = p->n;

	s->text = text;
	s->account_body = account_body;
	make_options(s);
	s->cfg = cfg_init(s->opts[0], CFGF_NONE);
	cfg_set_error_function(s->cfg, on_error);
	now.problems = p;
	now.settings = s;
	now.emptied = NULL;
	if (cfg_parse_buf(s->cfg, text->text) && p->n == before)
		problem(p, 0, "cannot be understood");
	if (p->n == before)
		return s;
	settings_free(s);
	return NULL;
}

void settings_free(struct settings *s)
{
	if (!s)
		return;
	cfg_free(s->cfg);
	for (int i = 0; i < SECTIONS_MAX; i++)
		free(s->opts[i]);
	free(s);
}

/* --- reading ---------------------------------------------------------------*/

int settings_accounts(const struct settings *s)
{
	return s->account_body ? 0 : (int)cfg_size(s->cfg, ACCOUNT);
}

void settings_account(const struct settings *s, int i, struct section *to)
{
	to->kind = config_section_find(ACCOUNT);
	to->cfg = cfg_getnsec(s->cfg, ACCOUNT, i);
	to->title = cfg_title(to->cfg);
	to->line = i < s->text->n_accounts ? s->text->accounts[i] : 0;
}

void settings_section(const struct settings *s, const char *name,
	struct section *to)
{
	*to = (struct section){ .cfg = s->cfg };
	to->kind = config_section_find(s->account_body ? ACCOUNT : name);
	if (*name)
		to->cfg = cfg_getsec(s->cfg, name);
}

const struct setting *section_setting(const struct section *s, const char *key,
	int i)
{
	cfg_opt_t *opt = cfg_getopt(s->cfg, key);

	return i < (int)cfg_opt_size(opt) ? cfg_opt_getnptr(opt, i) : NULL;
}

bool section_has(const struct section *s, const char *key)
{
	return section_setting(s, key, 0) != NULL;
}

bool section_says(const struct section *s, const char *key)
{
	return section_has(s, key) && *section_text(s, key);
}

int section_line(const struct section *s, const char *key)
{
	const struct setting *value = section_setting(s, key, 0);

	return value ? value->line : s->line;
}

char *section_copy(const struct section *s, const char *key)
{
	const char *text = section_text(s, key);

	return *text ? mem_text(text) : NULL;
}

char *section_path(const struct section *s, const char *key)
{
	const char *path = section_text(s, key);

	return *path ? paths_expand(path) : NULL;
}

const char *section_text(const struct section *s, const char *key)
{
	const struct config_key *known = config_key_find(s->kind, key);
	const struct setting *value = section_setting(s, key, 0);

	return value && config_key_works(known, value->text) ? value->text :
		known->usual;
}

int section_number(const struct section *s, const char *key)
{
	return atoi(section_text(s, key));
}

bool section_switch(const struct section *s, const char *key)
{
	bool on = false;

	value_switch(section_text(s, key), &on);
	return on;
}

int section_word(const struct section *s, const char *key)
{
	return config_word_index(config_key_find(s->kind, key)->words,
		section_text(s, key));
}

static void add_usual(const char *usual, struct texts *to)
{
	while (*usual) {
		size_t n = strcspn(usual, "|");

		texts_take(to, mem_text_n(usual, n));
		usual += n + (usual[n] == '|');
	}
}

/* "= {}" sets a list too, to nothing: the option knows. */
static bool was_set(const struct section *s, const char *key)
{
	return cfg_getopt(s->cfg, key)->flags & CFGF_MODIFIED;
}

void section_list(const struct section *s, const char *key, struct texts *to)
{
	const struct setting *value;

	if (!was_set(s, key))
		add_usual(config_key_find(s->kind, key)->usual, to);
	for (int i = 0; (value = section_setting(s, key, i)); i++)
		texts_add(to, value->text);
}
