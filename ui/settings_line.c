#include "settings_line.h"

#include <confuse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define BLANK " \t\r"
#define LETTERS "abcdefghijklmnopqrstuvwxyz0123456789_"

static bool wrong(char why[SETTING_WHY], const char *what)
{
	snprintf(why, SETTING_WHY, "%s", what);
	return false;
}

static bool read_name(struct settings_line *l, const char *line,
	char why[SETTING_WHY])
{
	size_t n = strspn(line, LETTERS);
	const char *behind = line + n + strspn(line + n, BLANK);

	if (!n || n >= sizeof l->name || *behind != '=')
		return wrong(why, "expected a line like: meters = off");
	memcpy(l->name, line, n);
	return true;
}

/* A comment ends the line; one in quotes is none. */
static void cut_comment(char *text)
{
	char quote = '\0';

	for (; *text; text++) {
		if (quote && *text == '\\' && text[1])
			text++;
		else if (quote && *text == quote)
			quote = '\0';
		else if (!quote && (*text == '"' || *text == '\''))
			quote = *text;
		else if (!quote && *text == '#')
			*text = '\0';
	}
}

static void silent(cfg_t *c, const char *format, va_list args)
{
	(void)c;
	(void)format;
	(void)args;
}

static bool read_value(struct settings_line *l, const char *line,
	char why[SETTING_WHY])
{
	cfg_opt_t options[] = { CFG_STR(l->name, "", CFGF_NONE), CFG_END() };
	cfg_t *c = cfg_init(options, CFGF_NONE);
	const char *value;
	bool fine;

	cfg_set_error_function(c, silent);
	fine = cfg_parse_buf(c, line) == CFG_SUCCESS;
	value = fine ? cfg_getstr(c, l->name) : NULL;
	if (value && strlen(value) < sizeof l->value)
		strcpy(l->value, value);
	else
		fine = false;
	cfg_free(c);
	return fine || wrong(why, "expected one value, in quotes if it holds "
		"blanks, of less than 256 bytes");
}

bool settings_line_read(struct settings_line *l, const char *line,
	char why[SETTING_WHY])
{
	char *text = mem_format("%s\n", line + strspn(line, BLANK));
	bool fine = true;

	memset(l, 0, sizeof *l);
	cut_comment(text);
	if (text[strspn(text, BLANK "\n")])
		fine = read_name(l, text, why) && read_value(l, text, why);
	free(text);
	return fine;
}
