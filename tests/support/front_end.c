#include "front_end.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"

#define TURNS 20000		/* of at most 5 ms: then it will not go */
#define TURN_MS 2
#define QUIET 20		/* idle turns on end: nothing more will come */

static json_t *last;		/* what was heard; borrowed by the test */

static void on_stop(void *arg, bool when_idle)
{
	struct door_stage *s = arg;

	s->stops++;
	s->idle_stops += when_idle;
}

static void on_stopped(void *arg)
{
	(void)arg;
}

static void on_event(void *arg, const struct engine_event *event)
{
	struct door_stage *s = arg;

	server_on_event(s->server, event);
}

void door_stage_open(struct door_stage *s)
{
	struct server_params server = { .path = s->path, .on_stop = on_stop,
		.arg = s };
	struct engine_params engine = { .on_event = on_event,
		.on_stopped = on_stopped, .arg = s };
	char error[SERVER_ERROR] = "";

	memset(s, 0, sizeof *s);
	strcpy(s->folder, "/tmp/offhook-door-XXXXXX");
	assert_non_null(mkdtemp(s->folder));
	snprintf(s->path, sizeof s->path, "%s/x.sock", s->folder);
	server.loop = engine.loop = s->loop = loop_new();
	s->server = server_new(&server);
	if (!server_listen(s->server, error))
		fail_msg("%s", error);
	s->engine = engine_new(&engine, error);
	server_serve(s->server, s->engine);
}

void door_stage_close(struct door_stage *s)
{
	json_decref(last);
	last = NULL;
	server_free(s->server);
	engine_free(s->engine);
	loop_free(s->loop);
	assert_int_not_equal(access(s->path, F_OK), 0);
	rmdir(s->folder);
}

/* All happens on this one thread: a turn that waits to its end was idle. */
static bool turn_is_idle(struct door_stage *s)
{
	int64_t start = clock_ns();

	loop_step(s->loop, TURN_MS);
	return clock_ns() - start >= (TURN_MS - 1) * 1000000;
}

void door_stage_rest(struct door_stage *s)
{
	for (int idle = 0; idle < QUIET;)
		idle = turn_is_idle(s) ? idle + 1 : 0;
}

void front_end_open(struct front_end *f, struct door_stage *s)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	*f = (struct front_end){ .stage = s };
	memcpy(address.sun_path, s->path, strlen(s->path) + 1);
	f->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(f->fd, (struct sockaddr *)&address,
		sizeof address), 0);
}

void front_end_close(struct front_end *f)
{
	close(f->fd);
	free(f->held);
	door_stage_rest(f->stage);
}

void front_end_say(struct front_end *f, const char *bytes, size_t n)
{
	for (int turns = 0; n && turns < TURNS; turns++) {
		ssize_t sent = send(f->fd, bytes, n, MSG_NOSIGNAL);

		if (sent > 0) {
			bytes += sent;
			n -= sent;
			continue;
		}
		if (errno != EAGAIN)
			return;			/* the server has closed */
		loop_step(f->stage->loop, 5);
	}
	assert_int_equal(n, 0);
}

void front_end_line(struct front_end *f, const char *line)
{
	front_end_say(f, line, strlen(line));
	front_end_say(f, "\n", 1);
}

static void read_more(struct front_end *f)
{
	char piece[65536];
	ssize_t n = recv(f->fd, piece, sizeof piece, 0);

	if (n > 0) {
		f->held = mem_grow(f->held, f->n + n);
		memcpy(f->held + f->n, piece, n);
		f->n += n;
	} else if (!n || errno != EAGAIN) {
		f->over = true;
	}
}

static json_t *take_line(struct front_end *f)
{
	char *newline = f->n ? memchr(f->held, '\n', f->n) : NULL;
	size_t n;

	json_decref(last);
	last = NULL;
	if (!newline)
		return NULL;
	n = newline + 1 - f->held;
	last = json_loadb(f->held, n, 0, NULL);
	assert_non_null(last);
	memmove(f->held, f->held + n, f->n -= n);
	return last;
}

static json_t *hear(struct front_end *f, int quiet)
{
	json_t *line = take_line(f);

	for (int idle = 0; !line && !f->over && idle < quiet;) {
		idle = turn_is_idle(f->stage) ? idle + 1 : 0;
		read_more(f);
		line = take_line(f);
	}
	return line;
}

json_t *front_end_hear(struct front_end *f)
{
	return hear(f, QUIET);
}

json_t *front_end_event(struct front_end *f, const char *topic)
{
	json_t *line;

	while ((line = hear(f, TURNS))) {
		const char *name = json_path_text(line, "params.topic");

		if (name && !strcmp(name, topic))
			return json_object_get(line, "params");
	}
	fail_msg("no event %s came", topic);
	return NULL;
}

json_t *front_end_ask(struct front_end *f, const char *method,
	const char *params)
{
	char *line = mem_format("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\","
		"\"params\":%s}", method, params);
	json_t *response;

	front_end_line(f, line);
	free(line);
	while ((response = hear(f, TURNS)))	/* another thread may be asked */
		if (json_object_get(response, "id"))
			return response;
	fail_msg("%s was not answered", method);
	return NULL;
}

json_t *front_end_result(struct front_end *f, const char *method,
	const char *params)
{
	json_t *response = front_end_ask(f, method, params);

	if (json_object_get(response, "error"))
		fail_msg("%s: %s", method,
			json_path_text(response, "error.message"));
	return json_object_get(response, "result");
}

json_t *front_end_error(struct front_end *f, const char *method,
	const char *params)
{
	json_t *error = json_object_get(front_end_ask(f, method, params),
		"error");

	if (!error)
		fail_msg("%s %s was not refused", method, params);
	return error;
}

json_t *json_path(json_t *value, const char *path)
{
	char name[64];

	while (value && *path) {
		size_t n = strcspn(path, ".");

		snprintf(name, sizeof name, "%.*s", (int)n, path);
		value = json_is_array(value) ?
			json_array_get(value, atoi(name)) :
			json_object_get(value, name);
		path += n + (path[n] == '.');
	}
	return value;
}

int json_path_number(json_t *value, const char *path)
{
	return (int)json_integer_value(json_path(value, path));
}

const char *json_path_text(json_t *value, const char *path)
{
	return json_string_value(json_path(value, path));
}
