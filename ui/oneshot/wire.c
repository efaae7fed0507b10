#include "oneshot/wire.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/lines.h"
#include "base/mem.h"
#include "protocol/message.h"
#include "way.h"

#define FINAL_MS 300000		/* of who waits for another phone */
#define ANSWER_MS 10000		/* more is an engine that does not run */

struct wire {
	int fd;
	struct lines *lines;	/* owned */
	json_t *events;		/* owned: params that nobody asked for yet */
	json_t *answer;		/* owned: to the request under way; or NULL */
	json_t *error;		/* owned */
	bool gone;
};

static void on_line(void *arg, char *line, size_t n)
{
	struct wire *w = arg;
	char why[JSON_ERROR_TEXT_LENGTH];
	json_t *message = json_line_parse(line, n, why);

	if (json_object_get(message, "method")) {
		json_array_append(w->events,
			json_object_get(message, "params"));
		json_decref(message);
	} else if (message) {
		json_decref(w->answer);
		w->answer = message;
	}
}

static void on_too_long(void *arg)
{
	((struct wire *)arg)->gone = true;	/* that is no engine of ours */
}

struct wire *wire_open(const char *path, int *error)
{
	int fd = way_connect(path, 0);

	*error = fd < 0 ? -fd : 0;
	return fd < 0 ? NULL : wire_new(fd);
}

int wire_fd(const struct wire *w)
{
	return w->fd;
}

struct wire *wire_new(int fd)
{
	struct wire *w = mem_new_of(struct wire);

	w->fd = fd;
	w->events = json_array();
	w->lines = lines_new(PROTOCOL_LINE_MAX, &(struct lines_handlers){
		on_line, on_too_long, w });
	return w;
}

void wire_close(struct wire *w)
{
	if (!w)
		return;
	close(w->fd);
	lines_free(w->lines);
	json_decref(w->events);
	json_decref(w->answer);
	json_decref(w->error);
	free(w);
}

bool wire_gone(const struct wire *w)
{
	return w->gone;
}

const json_t *wire_error(const struct wire *w)
{
	return w->error;
}

/* Takes in what is there, waiting at most until end (clock_ms; < 0: for ever).
 * false: nothing came. */
static bool take_in(struct wire *w, int64_t end)
{
	char bytes[65536];
	struct pollfd p = { w->fd, POLLIN, 0 };
	int64_t left = end < 0 ? -1 : end - clock_ms();
	ssize_t n;

	if (end >= 0 && left < 0)
		left = 0;
	if (poll(&p, 1, (int)left) <= 0)
		return false;
	n = recv(w->fd, bytes, sizeof bytes, 0);
	if (n <= 0)
		w->gone = true;
	else
		lines_put(w->lines, bytes, n);
	return n > 0;
}

static void send_all(struct wire *w, const char *bytes, size_t n)
{
	while (n && !w->gone) {
		ssize_t sent = send(w->fd, bytes, n, MSG_NOSIGNAL);

		if (sent < 0 && errno != EINTR)
			w->gone = true;
		bytes += sent > 0 ? sent : 0;
		n -= sent > 0 ? sent : 0;
	}
}

static void send_request(struct wire *w, const char *method, json_t *params)
{
	json_t *request = json_pack("{s:s, s:i, s:s, s:o}", "jsonrpc", "2.0",
		"id", 1, "method", method, "params",
		params ? params : json_object());
	size_t n;
	char *line = json_line_print(request, &n);

	send_all(w, line, n);
	mem_wipe_text(line);		/* there may be a password in it */
	json_decref(request);
}

static json_t *ask(struct wire *w, const char *method, json_t *params, int ms)
{
	int64_t end = clock_ms() + ms;
	json_t *result;

	json_decref(w->error);
	w->error = NULL;
	send_request(w, method, params);
	while (!w->answer && !w->gone)
		if (!take_in(w, end) && clock_ms() >= end)
			w->gone = true;
	result = json_incref(json_object_get(w->answer, "result"));
	w->error = json_incref(json_object_get(w->answer, "error"));
	json_decref(w->answer);
	w->answer = NULL;
	return result;
}

json_t *wire_ask(struct wire *w, const char *method, json_t *params)
{
	return ask(w, method, params, ANSWER_MS);
}

json_t *wire_ask_final(struct wire *w, const char *method, json_t *params)
{
	return ask(w, method, params, FINAL_MS);
}

json_t *wire_event(struct wire *w, int ms)
{
	int64_t end = ms < 0 ? -1 : clock_ms() + ms;
	json_t *event;

	while (!json_array_size(w->events)) {
		if (w->gone || (!take_in(w, end) && end >= 0 &&
				clock_ms() >= end))
			return NULL;
	}
	event = json_incref(json_array_get(w->events, 0));
	json_array_remove(w->events, 0);
	return event;
}
