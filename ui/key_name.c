#include "key_name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

/* The first name of a code is the one that is shown. */
static const struct {
	const char *name;
	int32_t code;
} named[] = {
	{ "Enter", KEYS_ENTER }, { "Return", KEYS_ENTER }, { "Tab", KEYS_TAB },
	{ "S-Tab", KEYS_BACK_TAB }, { "BackTab", KEYS_BACK_TAB },
	{ "Esc", KEYS_ESC }, { "Escape", KEYS_ESC }, { "Space", ' ' },
	{ "Up", KEYS_UP }, { "Down", KEYS_DOWN }, { "Left", KEYS_LEFT },
	{ "Right", KEYS_RIGHT }, { "Home", KEYS_HOME }, { "End", KEYS_END },
	{ "PgUp", KEYS_PAGE_UP }, { "PageUp", KEYS_PAGE_UP },
	{ "PgDn", KEYS_PAGE_DOWN }, { "PageDown", KEYS_PAGE_DOWN },
	{ "Ins", KEYS_INSERT }, { "Insert", KEYS_INSERT },
	{ "Del", KEYS_DELETE }, { "Delete", KEYS_DELETE },
	{ "Backspace", KEYS_BACKSPACE },
};

#define ALT "Alt-"

#define NAMED (sizeof named / sizeof *named)

static int32_t control(const char *text)
{
	int32_t code = KEYS_CTRL(text[0]);

	return !text[1] && text[0] > 0x3f && text[0] < 0x7f ? code : 0;
}

static int32_t function(const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	return n >= 1 && n <= 12 && !*end ? KEYS_F1 + (int)n - 1 : 0;
}

static int32_t read_code(const char *text)
{
	size_t n = strlen(text);
	int length;
	int32_t c;

	for (size_t i = 0; i < NAMED; i++)
		if (!strcasecmp(named[i].name, text))
			return named[i].code;
	if (text[0] == '^' && n > 1)
		return control(text + 1);
	if (!strncasecmp(text, "C-", 2) && n > 2)
		return control(text + 2);
	if ((text[0] == 'F' || text[0] == 'f') && n > 1)
		return function(text + 1);
	c = text_next(text, text + n, &length);
	return (size_t)length == n && c > ' ' && c != 0x7f ? c : 0;
}

static int alt_length(const char *text)
{
	return !strncasecmp(text, "Alt-", 4) ? 4 :
		!strncmp(text, "M-", 2) || !strncmp(text, "A-", 2) ? 2 : 0;
}

bool key_name_read(const char *text, struct key *key)
{
	int n = alt_length(text);

	key->alt = n && text[n];
	key->code = read_code(key->alt ? text + n : text);
	return key->code;
}

bool key_names_read(const char *text, struct key *first, int32_t *second)
{
	char name[KEY_NAME];
	size_t n = strcspn(text, " ");
	struct key other = { 0 };

	*second = 0;
	if (n >= sizeof name)
		return false;
	snprintf(name, sizeof name, "%.*s", (int)n, text);
	if (!key_name_read(name, first))
		return false;
	if (!text[n])
		return true;
	if (first->alt || !key_name_read(text + n + 1, &other) || other.alt)
		return false;
	*second = other.code;
	return true;
}

static void name_of(int32_t code, char *text, size_t size)
{
	static const struct { int32_t limit; unsigned char first, more; }
		lengths[] = { { 0x80, 0, 0 }, { 0x800, 0xc0, 1 },
			{ 0x10000, 0xe0, 2 }, { 0x110000, 0xf0, 3 } };
	int i = 0;

	if (code > 0 && code < ' ') {
		snprintf(text, size, "^%c", code + '@');
		return;
	}
	while (i < 4 && code >= lengths[i].limit)
		i++;
	if (i == 4 || code <= ' ' || (code >= 0x7f && code < 0xa0)) {
		snprintf(text, size, "?");
		return;
	}
	*text++ = (char)(lengths[i].first | code >> (6 * lengths[i].more));
	for (int k = lengths[i].more - 1; k >= 0; k--)
		*text++ = (char)(0x80 | ((code >> (6 * k)) & 0x3f));
	*text = '\0';
}

void key_name(struct key key, char text[KEY_NAME])
{
	char *to = text + (key.alt ? strlen(ALT) : 0);

	strcpy(text, key.alt ? ALT : "");
	for (size_t i = 0; i < NAMED; i++)
		if (named[i].code == key.code) {
			strcpy(to, named[i].name);
			return;
		}
	if (key.code >= KEYS_F1 && key.code <= KEYS_F12)
		sprintf(to, "F%d", key.code - KEYS_F1 + 1);
	else
		name_of(key.code, to, KEY_NAME - strlen(ALT));
}

void key_names(struct key first, int32_t second, char text[KEY_NAMES])
{
	char other[KEY_NAME];

	key_name(first, text);
	if (!second)
		return;
	key_name((struct key){ second, false }, other);
	strcat(text, " ");
	strcat(text, other);
}
