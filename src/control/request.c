#include "control/request.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "control/client.h"
#include "control/method.h"
#include "control/param.h"

bool refuse(struct request *r, int code, const char *field, const char *format,
	...)
{
	va_list args;

	memset(&r->fault, 0, sizeof r->fault);
	r->fault.code = code;
	snprintf(r->fault.field, sizeof r->fault.field, "%s", field);
	va_start(args, format);
	vsnprintf(r->fault.text, sizeof r->fault.text, format, args);
	va_end(args);
	return false;
}

/* 0, which nothing has, where it is no id at all. */
static int id_of(const json_t *value)
{
	json_int_t n = json_integer_value(value);

	return n > 0 && n <= INT_MAX ? (int)n : 0;
}

struct session *request_session(struct request *r)
{
	return request_session_in(r, "session");
}

static struct session *find_session(struct request *r, const char *param,
	const json_t *value)
{
	struct session *s = engine_session(r->engine, id_of(value));

	if (!s)
		refuse(r, ERROR_NO_OBJECT, param, "there is no call %lld: "
			"session.list shows those there are",
			(long long)json_integer_value(value));
	return s;
}

struct session *request_session_in(struct request *r, const char *param)
{
	return find_session(r, param, json_object_get(r->params, param));
}

int request_sessions(struct request *r, const char *param, struct session **of)
{
	const json_t *list = json_object_get(r->params, param), *value;
	size_t i;

	json_array_foreach(list, i, value)
		if (!(of[i] = find_session(r, param, value)))
			return 0;
	return (int)json_array_size(list);
}

struct account *request_account(struct request *r)
{
	const json_t *value = json_object_get(r->params, "account");
	const char *name = json_string_value(value);
	struct account *a = name ? engine_account_named(r->engine, name) :
		engine_account(r->engine, id_of(value));

	if (!a && name)
		refuse(r, ERROR_NO_OBJECT, "account", "there is no account "
			"\"%.64s\": account.list shows those there are", name);
	else if (!a)
		refuse(r, ERROR_NO_OBJECT, "account", "there is no account "
			"%lld: account.list shows those there are",
			(long long)json_integer_value(value));
	return a;
}

/* --- the envelope ----------------------------------------------------------*/

static bool is_id(const json_t *id)
{
	return !id || json_is_string(id) || json_is_number(id) ||
		json_is_null(id);
}

static bool read_envelope(struct request *r, json_t *line)
{
	const char *version, *name;
	json_t *id;

	if (json_is_array(line))
		return refuse(r, ERROR_REQUEST, "", "batches are not served: "
			"send one request a line");
	if (!json_is_object(line))
		return refuse(r, ERROR_REQUEST, "",
			"a request is a JSON object");
	id = json_object_get(line, "id");
	if (!is_id(id))
		return refuse(r, ERROR_REQUEST, "id",
			"\"id\" must be a number or a text");
	r->id = id;
	version = json_text(line, "jsonrpc");
	if (!version || strcmp(version, "2.0"))
		return refuse(r, ERROR_REQUEST, "jsonrpc",
			"\"jsonrpc\" must be \"2.0\"");
	name = json_text(line, "method");
	if (!name)
		return refuse(r, ERROR_REQUEST, "method",
			"\"method\" must be the name of a method");
	if (json_string_length(json_object_get(line, "method")) == strlen(name))
		r->method = method_find(name);
	if (!r->method)
		return refuse(r, ERROR_METHOD, "method", "there is no method "
			"\"%.64s\": see offhook-control(7)", name);
	return true;
}

static bool read_params(struct request *r, json_t *line)
{
	json_t *params = json_object_get(line, "params");

	if (params && !json_is_null(params) && !json_is_object(params))
		return refuse(r, ERROR_PARAMS, "params",
			"\"params\" must be an object of named values");
	r->params = json_is_object(params) ? json_incref(params) :
		json_object();
	return params_check(r, r->method->params);
}

/* Before the params: whoever may not ask is not told how. */
static bool may_ask(struct request *r)
{
	if (r->method->looks || !client_looks(r->client))
		return true;
	return refuse(r, ERROR_PERMISSION, "method", "%s is refused: this front "
		"end is read-only", r->method->name);
}

/* A line that cannot be a request is answered though nobody can say for what:
 * with id null. */
static void answer(struct request *r, bool done)
{
	json_t *id = r->id;

	if (!id && !r->method && !done)
		id = json_null();
	if (r->later)
		return;
	if (done)
		client_answer(r->client, id, r->result ? r->result :
			json_object());
	else
		client_refuse(r->client, id, &r->fault, r->text);
}

static void serve(struct request *r, json_t *line)
{
	bool done = read_envelope(r, line) && may_ask(r) &&
		read_params(r, line) && r->method->run(r);

	engine_tell_changes(r->engine);	/* an answer comes after its events */
	answer(r, done);
	json_decref(r->params);
	free(r->text);
}

static bool is_blank(const char *line, size_t n)
{
	return strspn(line, " \t\r") == n;
}

void request_serve(struct client *client, const char *line, size_t n)
{
	struct server *server = client_server(client);
	struct request r = { .client = client, .server = server,
		.engine = server_engine(server) };
	char error[JSON_ERROR_TEXT_LENGTH];
	json_t *value;

	if (is_blank(line, n))
		return;
	value = json_line_parse(line, n, error);
	if (value) {
		serve(&r, value);
		json_decref(value);
		return;
	}
	refuse(&r, ERROR_PARSE, "", "this is not one line of JSON: %.200s",
		error);
	answer(&r, false);
}
