#include "sip/mask.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#define LEFT_OUT " (left out)"

static const char *const secrets[] = {
	"Authorization", "Proxy-Authorization", "a=crypto", "a=key-mgmt",
	"a=ice-pwd", "k=clear", "k=base64", "k=uri",
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The bytes of [s, end) up to the colon behind a secret's name; 0: none. */
static size_t secret_name(const char *s, const char *end)
{
	for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
		size_t n = strlen(secrets[i]), name = n;

		if ((size_t)(end - s) < n || strncasecmp(s, secrets[i], n))
			continue;
		while (s + n < end && is_blank(s[n]))
			n++;
		if (s + n < end && s[n] == ':')
			return name;
	}
	return 0;
}

static char *put(char *to, const char *from, size_t n)
{
	memcpy(to, from, n);
	return to + n;
}

/* Never longer than four times the text: "k=uri:" is the shortest. */
char *mask_message(const char *text, size_t *n)
{
	const char *end = text + *n;
	char *copy = mem_new(4 * *n + 1), *to = copy;
	bool hiding = false;

	for (const char *s = text, *next; s < end; s = next) {
		const char *newline = memchr(s, '\n', (size_t)(end - s));
		size_t name;

		next = newline ? newline + 1 : end;
		if (hiding && is_blank(*s))
			continue;
		name = secret_name(s, next);
		hiding = name;
		if (!name) {
			to = put(to, s, (size_t)(next - s));
			continue;
		}
		to = put(to, s, name);
		to = put(to, ":" LEFT_OUT "\r\n", sizeof ":" LEFT_OUT "\r\n" - 1);
	}
	*n = (size_t)(to - copy);
	*to = '\0';
	return mem_grow(copy, *n + 1);
}
