#include "sip/mask.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#define LEFT_OUT "(left out)"

static const char *const secrets[] = {
	"Authorization", "Proxy-Authorization", "a=crypto", "a=key-mgmt",
	"a=ice-pwd", "k=clear", "k=base64", "k=uri",
};

/* What stands before a secret anywhere: in a description inside of JSON, in
 * what a URI carries along (RFC 3261 19.1.1). */
static const char *const marks[] = {
	"inline:", "inline%3a", "authorization=", "ice-pwd:", "ice-pwd%3a",
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Blanks count nowhere in a name: who reads it leaves them out as well. */
static const char *after(const char *s, const char *end, const char *name)
{
	for (; *name; name++) {
		while (s < end && is_blank(*s))
			s++;
		if (s == end || tolower((unsigned char)*s++) !=
		    tolower((unsigned char)*name))
			return NULL;
	}
	while (s < end && is_blank(*s))
		s++;
	return s;
}

/* The bytes of [s, end) of a secret's name, that a colon follows; 0: none. */
static size_t secret_name(const char *s, const char *end)
{
	for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
		const char *colon = is_blank(*s) ? NULL :
			after(s, end, secrets[i]);

		if (!colon || colon == end || *colon != ':')
			continue;
		while (is_blank(colon[-1]))
			colon--;
		return (size_t)(colon - s);
	}
	return 0;
}

/* The bytes of a mark that begins here; 0: none. */
static size_t mark_at(const char *s, const char *end)
{
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		size_t n = strlen(marks[i]);

		if ((size_t)(end - s) >= n && !strncasecmp(s, marks[i], n))
			return n;
	}
	return 0;
}

static const char *end_of_secret(const char *s, const char *end)
{
	while (s < end && !strchr(" \t\r\n\"'\\<>&", *s))
		s++;
	return s;
}

static char *put(char *to, const char *from, size_t n)
{
	memcpy(to, from, n);
	return to + n;
}

static char *put_text(char *to, const char *text)
{
	return put(to, text, strlen(text));
}

/* A line of no secret's name. */
static char *put_line(char *to, const char *s, const char *end)
{
	while (s < end) {
		size_t mark = mark_at(s, end);

		to = put(to, s, mark ? mark : 1);
		s += mark ? mark : 1;
		if (mark && end_of_secret(s, end) > s) {
			to = put_text(to, LEFT_OUT);
			s = end_of_secret(s, end);
		}
	}
	return to;
}

/* CR LF, LF, and CR alone: nobody may read more into it than we do. */
static const char *end_of_line(const char *s, const char *end)
{
	while (s < end && *s != '\r' && *s != '\n')
		s++;
	if (s + 1 < end && s[0] == '\r' && s[1] == '\n')
		s++;
	return s < end ? s + 1 : end;
}

/* Never longer than four times the text: "k=uri:" is the shortest. */
char *mask_message(const char *text, size_t *n)
{
	const char *end = text + *n;
	char *copy = mem_new(4 * *n + 1), *to = copy;
	bool hiding = false;

	for (const char *s = text, *next; s < end; s = next) {
		size_t name;

		next = end_of_line(s, end);
		if (hiding && is_blank(*s))
			continue;
		name = secret_name(s, next);
		hiding = name;
		if (!name) {
			to = put_line(to, s, next);
			continue;
		}
		to = put_text(put(to, s, name), ": " LEFT_OUT "\r\n");
	}
	*n = (size_t)(to - copy);
	*to = '\0';
	return mem_grow(copy, *n + 1);
}
