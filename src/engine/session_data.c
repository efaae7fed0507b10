/* session_data.c - what its owner notes on a call: keys and texts of a ticket,
 * a queue, a customer.  It goes with the session into events, hooks and the
 * history, and nowhere on the wire.  Engine thread. */
#include <jansson.h>
#include <string.h>

#include "engine/private.h"

#define KEYS_MAX 32
#define KEY_MAX 64			/* characters */
#define VALUE_MAX 1024			/* bytes */

static bool is_key(const char *key)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
	size_t n = strlen(key);

	return n > 0 && n <= KEY_MAX && strspn(key, allowed) == n;
}

static bool is_text(const json_t *value)
{
	const char *text = json_string_value(value);
	size_t n = json_string_length(value);

	if (!text || n > VALUE_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return false;
	return true;
}

static bool check(const json_t *changes, struct fault *fault)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)changes, key, value) {
		if (!is_key(key))
			return fault_set(fault, ERROR_PARAMS, "data", "\"%.64s\" "
				"is no key: 1 to %d letters, digits and _ . -",
				key, KEY_MAX);
		if (!json_is_null(value) && !is_text(value))
			return fault_set(fault, ERROR_PARAMS, "data", "\"%s\" "
				"must be a text on one line, at most %d bytes",
				key, VALUE_MAX);
	}
	return true;
}

/* What was there, changed; NULL: too many. */
static json_t *changed(const json_t *old, const json_t *changes,
	struct fault *fault)
{
	json_t *data = old ? json_copy((json_t *)old) : json_object(), *value;
	const char *key;

	json_object_foreach((json_t *)changes, key, value)
		if (json_is_null(value))
			json_object_del(data, key);
		else
			json_object_set(data, key, value);
	if (json_object_size(data) <= KEYS_MAX)
		return data;
	json_decref(data);
	fault_set(fault, ERROR_LIMIT, "data", "a call keeps at most %d keys: "
		"remove one by setting it to null", KEYS_MAX);
	return NULL;
}

bool data_change(json_t **data, const json_t *changes, struct fault *fault)
{
	json_t *new = check(changes, fault) ?
		changed(*data, changes, fault) : NULL;

	if (!new)
		return false;
	json_decref(*data);
	*data = new;
	return true;
}

/* An ended call keeps what it has: its history is written. */
bool session_set(struct session *s, const json_t *data, struct fault *fault)
{
	if (!session_is_live(s))
		return fault_set(fault, ERROR_STATE, "session", "call %d has "
			"ended: what was noted on it is in the history", s->id);
	if (!data_change(&s->data, data, fault))
		return false;
	session_changed(s);
	return true;
}

char *session_data_text(const struct session *s)
{
	return s->data && json_object_size(s->data) ?
		json_dumps(s->data, JSON_COMPACT) : NULL;
}
