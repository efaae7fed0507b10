#include "sip/header.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static bool is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}

bool header_is_token(const char *text)
{
	return *text && text[strspn(text, "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.!%*_+`'~")] == '\0';
}

char *header_text(const char *text)
{
	char *copy = mem_text(text);

	for (char *s = copy; s && *s; s++)
		if (is_control(*s))
			*s = ' ';
	return copy;
}

static char *quoted(const char *text)
{
	char *q = mem_new(2 * strlen(text) + 3), *to = q;

	*to++ = '"';
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			*to++ = '\\';
		*to++ = is_control(*text) ? ' ' : *text;
	}
	*to = '"';
	return q;
}

char *header_name_address(const char *display, const char *uri)
{
	char *name = display && *display ? quoted(display) : mem_text("");
	char *clean = header_text(uri);
	char *both = mem_format("%s%s<%s>", name, *name ? " " : "", clean);

	free(name);
	free(clean);
	return both;
}

char *header_reason(int q850, const char *text)
{
	char *clean = header_text(text), *inside, *value;

	if (!q850 && !clean)
		return NULL;
	inside = clean ? quoted(clean) : NULL;
	value = mem_format("Q.850;cause=%d%s%s", q850 ? q850 : 16,
		inside ? ";text=" : "", inside ? inside : "");
	free(inside);
	free(clean);
	return value;
}

char *header_warning(const char *text)
{
	char *clean = header_text(text), *inside, *value;

	if (!clean)
		return NULL;
	inside = quoted(clean);
	value = mem_format("399 offhook %s", inside);
	free(inside);
	free(clean);
	return value;
}

char *header_unquoted(const char *text)
{
	char *copy = mem_text(text), *to = copy;
	size_t n = copy ? strlen(copy) : 0;

	if (n < 2 || copy[0] != '"' || copy[n - 1] != '"')
		return copy;
	for (const char *s = copy + 1; s < copy + n - 1; s++) {
		if (*s == '\\' && s < copy + n - 2)
			s++;
		*to++ = *s;
	}
	*to = '\0';
	return copy;
}

char *header_routes(const char *const *routes, int n)
{
	char *all = NULL;

	for (int i = 0; i < n; i++) {
		char *one = header_text(routes[i]);
		bool bare = !strchr(one, '<');
		char *longer = mem_format("%s%s%s%s%s", all ? all : "",
			all ? "," : "", bare ? "<" : "", one, bare ? ">" : "");

		free(one);
		free(all);
		all = longer;
	}
	return all;
}
