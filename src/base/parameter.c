#include "base/parameter.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define DIGITS 16

static const char *skip_blanks(const char *s)
{
	return s + strspn(s, " \t");
}

/* Without the blanks at its end. */
static size_t trimmed(const char *s, size_t n)
{
	while (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		n--;
	return n;
}

/* The value of this item, and its length; NULL: it has another name. */
static const char *value_of(const char *item, size_t n, const char *name,
	size_t *length)
{
	size_t named = trimmed(item, strcspn(item, "=;"));
	const char *value = memchr(item, '=', n);

	if (named != strlen(name) || strncasecmp(item, name, named))
		return NULL;
	value = value ? skip_blanks(value + 1) : item + n;
	*length = value < item + n ?
		trimmed(value, (size_t)(item + n - value)) : 0;
	return value;
}

static const char *find(const char *list, const char *name, size_t *length)
{
	while (*(list = skip_blanks(list))) {
		size_t n = strcspn(list, ";");
		const char *value = value_of(list, n, name, length);

		if (value)
			return value;
		list += n + (list[n] == ';');
	}
	return NULL;
}

bool parameter_get(const char *list, const char *name, char *value,
	size_t size)
{
	size_t n;
	const char *found = find(list, name, &n);

	value[0] = '\0';
	if (found && n < size) {
		memcpy(value, found, n);
		value[n] = '\0';
	}
	return found;
}

bool parameter_number(const char *list, const char *name, int max, int *value)
{
	char text[DIGITS];
	long long number = 0;

	if (!parameter_get(list, name, text, sizeof text) || !text[0] ||
	    text[strspn(text, "0123456789")])
		return false;
	for (const char *s = text; *s; s++)
		number = number * 10 + (*s - '0');
	if (number > max)
		return false;
	*value = (int)number;
	return true;
}

bool parameter_on(const char *list, const char *name)
{
	int value = 0;

	return parameter_number(list, name, 1, &value) && value;
}

void parameter_add(char *list, size_t size, const char *name,
	const char *value)
{
	size_t n = strlen(list);
	size_t more = strlen(name) + 1 + strlen(value) + (n > 0);

	if (n + more < size)
		snprintf(list + n, size - n, "%s%s=%s", n ? ";" : "", name,
			value);
}

void parameter_add_number(char *list, size_t size, const char *name,
	int value)
{
	char text[DIGITS];

	snprintf(text, sizeof text, "%d", value);
	parameter_add(list, size, name, text);
}
