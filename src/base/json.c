#include "base/json.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

static void free_wiped(void *p)
{
	if (p)
		explicit_bzero(p, malloc_usable_size(p));
	free(p);
}

void json_wipe_freed(void)
{
	json_set_alloc_funcs(malloc, free_wiped);
}

json_t *json_line_parse(const char *line, size_t n, char *error)
{
	json_error_t e;
	json_t *value = json_loadb(line, n, JSON_REJECT_DUPLICATES |
		JSON_ALLOW_NUL, &e);

	if (!value)
		snprintf(error, JSON_ERROR_TEXT_LENGTH, "%s", e.text);
	return value;
}

char *json_line_print(const json_t *value, size_t *n)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(6) |
		JSON_ENCODE_ANY);

	*n = text ? strlen(text) : 0;
	text = mem_grow(text, *n + 2);
	text[(*n)++] = '\n';
	text[*n] = '\0';
	return text;
}

json_t *json_clean(const char *text)
{
	char *clean;
	json_t *value;

	if (!text)
		return json_null();
	clean = text_clean(text, (size_t)-1);
	value = json_string(clean);
	free(clean);
	return value;
}

const char *json_text(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

long long json_number(const json_t *object, const char *name, long long otherwise)
{
	const json_t *value = json_object_get(object, name);

	return json_is_integer(value) ? json_integer_value(value) :
		json_is_real(value) ? (long long)json_real_value(value) : otherwise;
}
