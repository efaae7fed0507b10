#include "control/param.h"

#include <string.h>

#include "control/request.h"

#define TEXT_MAX 4096			/* bytes */
#define LINES_MAX 65536
#define FILE_MAX 524288
#define TOKEN_CHARACTERS "abcdefghijklmnopqrstuvwxyz" \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.!%*_+`'~"  /* RFC 3261 25.1 */

static bool is_line(const json_t *value)
{
	const char *text = json_string_value(value);
	size_t n = json_string_length(value);

	if (!text || n > TEXT_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return false;
	return true;
}

/* No other control characters. */
static bool are_text(const json_t *value, size_t most)
{
	const char *text = json_string_value(value);
	size_t n = json_string_length(value);

	if (!text || n > most)
		return false;
	for (size_t i = 0; i < n; i++)
		if (((unsigned char)text[i] < ' ' &&
		    !strchr("\r\n\t", text[i])) || !text[i] ||
		    text[i] == 0x7f)
			return false;
	return true;
}

static bool is_within(const json_t *value, long long min, long long max)
{
	return json_is_integer(value) && json_integer_value(value) >= min &&
		json_integer_value(value) <= max;
}

static bool are_lines(const json_t *list)
{
	const json_t *item;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) > PARAM_LIST_MAX)
		return false;
	json_array_foreach(list, i, item)
		if (!is_line(item))
			return false;
	return true;
}

static bool are_ids(const json_t *list)
{
	size_t n = json_array_size(list);	/* 0: it is no list */

	for (size_t i = 0; i < n; i++)
		if (!json_is_integer(json_array_get(list, i)))
			return false;
	return n > 0 && n <= PARAM_LIST_MAX;
}

static bool are_headers(json_t *object)
{
	const char *name;
	const json_t *value;

	if (!json_is_object(object) || json_object_size(object) > PARAM_LIST_MAX)
		return false;
	json_object_foreach(object, name, value)
		if (!*name || name[strspn(name, TOKEN_CHARACTERS)] ||
				!is_line(value))
			return false;
	return true;
}

static bool are_numbers(const json_t *list)
{
	const json_t *one;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) > CONTACT_NUMBERS)
		return false;
	json_array_foreach(list, i, one) {
		const json_t *label = json_object_get(one, "label");
		const json_t *to = json_object_get(one, "to");

		if (!is_line(to) || !json_string_length(to) || (label &&
				!json_is_null(label) && !is_line(label)))
			return false;
	}
	return true;
}

static bool are_notes(json_t *object)
{
	const char *key;
	const json_t *value;

	if (!json_is_object(object) || json_object_size(object) > PARAM_LIST_MAX)
		return false;
	json_object_foreach(object, key, value)
		if (!json_is_null(value) && !is_line(value))
			return false;
	return true;
}

static bool fits(const struct param *p, json_t *value)
{
	switch (p->type) {
	case PARAM_TEXT:
		return is_line(value);
	case PARAM_LINES:
		return are_text(value, LINES_MAX);
	case PARAM_FILE:
		return are_text(value, FILE_MAX);
	case PARAM_NUMBER:
		return is_within(value, p->min, p->max);
	case PARAM_BOOLEAN:
		return json_is_boolean(value);
	case PARAM_TEXTS:
		return are_lines(value);
	case PARAM_SESSION:
		return json_is_integer(value);
	case PARAM_SESSIONS:
		return are_ids(value);
	case PARAM_ACCOUNT:
		return json_is_integer(value) || is_line(value);
	case PARAM_HEADERS:
		return are_headers(value);
	case PARAM_NUMBERS:
		return are_numbers(value);
	case PARAM_NOTES:
		return are_notes(value);
	}
	return false;
}

static bool refuse_type(struct request *r, const struct param *p)
{
	static const char *const what[] = {
		[PARAM_TEXT] = "a text on one line, at most 4096 bytes",
		[PARAM_LINES] = "a text of at most 65536 bytes",
		[PARAM_FILE] = "a text of at most 524288 bytes",
		[PARAM_BOOLEAN] = "true or false",
		[PARAM_TEXTS] = "a list of at most 64 texts",
		[PARAM_SESSION] = "the id of a call, a number",
		[PARAM_SESSIONS] = "a list of 1 to 64 ids of calls",
		[PARAM_ACCOUNT] = "an account, its id or its name",
		[PARAM_HEADERS] = "an object of header names and texts",
		[PARAM_NUMBERS] = "a list of at most 20 {\"label\": TEXT, "
			"\"to\": NUMBER OR URI}",
		[PARAM_NOTES] = "an object of keys and texts (null takes a "
			"key away)",
	};

	if (p->type == PARAM_NUMBER)
		return refuse(r, ERROR_PARAMS, p->name, "\"%s\" must be a whole"
			" number from %lld to %lld", p->name, p->min, p->max);
	return refuse(r, ERROR_PARAMS, p->name, "\"%s\" must be %s", p->name,
		what[p->type]);
}

static const struct param *find(const struct param *params, const char *name)
{
	for (; params && params->name; params++)
		if (!strcmp(params->name, name))
			return params;
	return NULL;
}

static bool check_known(struct request *r, const struct param *params)
{
	const char *name;
	json_t *value;

	json_object_foreach(r->params, name, value)
		if (!find(params, name))
			return refuse(r, ERROR_PARAMS, name,
				"there is no param \"%.64s\" here: see "
				"offhook-control(7)", name);
	return true;
}

bool params_check(struct request *r, const struct param *params)
{
	if (!check_known(r, params))
		return false;
	for (; params && params->name; params++) {
		json_t *value = json_object_get(r->params, params->name);
		bool absent = !value || json_is_null(value);

		if (absent && params->needed)
			return refuse_type(r, params);
		if (!absent && !fits(params, value))
			return refuse_type(r, params);
	}
	return true;
}
