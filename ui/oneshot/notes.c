#include "oneshot/notes.h"

#include <string.h>

bool notes_add(json_t *data, const char *text)
{
	const char *equals = strchr(text, '=');
	json_t *value;

	if (!equals || equals == text)
		return false;
	value = equals[1] ? json_string(equals + 1) : json_null();
	return value && json_object_setn_new(data, text, equals - text,
		value) == 0;
}
