#include "control/answer.h"

#include "base/json.h"

static struct line *too_long(json_t *id)
{
	struct fault fault = { .code = ERROR_LIMIT, .text = "the answer is "
		"longer than a line may be (1 MiB): ask for less at once" };

	return answer_error(id, &fault, NULL);
}

struct line *answer_result(json_t *id, json_t *result)
{
	struct line *line = line_new(json_pack("{s:s, s:O, s:o}",
		"jsonrpc", "2.0", "id", id, "result", result));

	if (line->n <= PROTOCOL_LINE_MAX + 1)
		return line;
	line_drop(line);
	return too_long(id);
}

/* null where there is nothing to add. */
static json_t *data(const struct fault *f)
{
	json_t *object = json_object();

	if (f->field[0])
		json_object_set_new(object, "field", json_clean(f->field));
	if (f->status) {
		json_object_set_new(object, "status", json_integer(f->status));
		json_object_set_new(object, "reason", json_clean(f->text));
	}
	if (json_object_size(object))
		return object;
	json_decref(object);
	return json_null();
}

struct line *answer_error(json_t *id, const struct fault *f, const char *text)
{
	json_t *error = json_pack("{s:i, s:o, s:o}", "code", f->code,
		"message", json_clean(text ? text : f->text), "data", data(f));

	return line_new(json_pack("{s:s, s:o, s:o}", "jsonrpc", "2.0",
		"id", id ? json_incref(id) : json_null(), "error", error));
}
