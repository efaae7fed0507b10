#include "store/account_merge.h"

#include <stdbool.h>
#include <string.h>

#include "base/mem.h"

#define BLANKS " \t\r\n,;"
#define KEY_CHARACTERS "abcdefghijklmnopqrstuvwxyz" \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

/* "key = value", in place. */
struct statement {
	const char *start, *end;
	size_t key_length;
};

static const char *skip_comment(const char *p)
{
	const char *end;

	if (p[0] == '/' && p[1] == '*') {
		end = strstr(p + 2, "*/");
		return end ? end + 2 : p + strlen(p);
	}
	if (p[0] == '#' || (p[0] == '/' && p[1] == '/'))
		return p + strcspn(p, "\n");
	return p;
}

static const char *skip_between(const char *p)
{
	const char *before;

	do {
		before = p;
		p += strspn(p, BLANKS);
		p = skip_comment(p);
	} while (p != before);
	return p;
}

/* From its opening quote to behind its closing one. */
static const char *skip_quoted(const char *p)
{
	char quote = *p++;

	for (; *p && *p != quote; p++)
		if (*p == '\\' && p[1])
			p++;
	return *p ? p + 1 : p;
}

static const char *skip_list(const char *p)
{
	while (*p && *p != '}') {
		const char *after = skip_comment(p);

		p = after != p ? after : *p == '"' || *p == '\'' ?
			skip_quoted(p) : p + 1;
	}
	return *p ? p + 1 : p;
}

static const char *skip_value(const char *p)
{
	if (*p == '{')
		return skip_list(p);
	if (*p == '"' || *p == '\'')
		return skip_quoted(p);
	return p + strcspn(p, BLANKS);
}

/* The next one from *p on, which moves behind it. */
static bool next(const char **p, struct statement *s)
{
	s->start = skip_between(*p);
	s->key_length = strspn(s->start, KEY_CHARACTERS);
	s->end = s->start + s->key_length;
	s->end += strspn(s->end, " \t\r\n+=");
	s->end = skip_value(s->end);
	if (s->end == s->start)
		return false;
	*p = s->end;
	return true;
}

static bool names(const char *text, const struct statement *key)
{
	struct statement s;

	while (next(&text, &s))
		if (s.key_length == key->key_length &&
				!memcmp(s.start, key->start, s.key_length))
			return true;
	return false;
}

char *account_merge(const char *text, const char *changes)
{
	/* what stays is not longer, but for the line breaks */
	char *merged = mem_new(2 * strlen(text) + strlen(changes) + 2);
	struct statement s;
	size_t n = 0;

	while (next(&text, &s)) {
		if (names(changes, &s))
			continue;
		memcpy(merged + n, s.start, s.end - s.start);
		n += s.end - s.start;
		merged[n++] = '\n';
	}
	strcpy(merged + n, changes);
	return merged;
}
