#include "rote_engine.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"

#define LINE_MAX_BYTES (256 << 10)

struct rote_engine {
	const char *status;		/* borrowed */
	int fd;				/* ours; -1 nobody is connected */
	char *line;
	size_t n;
};

struct rote_engine *rote_engine_new(const char *status)
{
	struct rote_engine *e = mem_new_of(struct rote_engine);

	e->status = status;
	e->fd = -1;
	e->line = mem_new(LINE_MAX_BYTES);
	return e;
}

void rote_engine_hang_up(struct rote_engine *e)
{
	if (e->fd >= 0)
		close(e->fd);
	e->fd = -1;
	e->n = 0;
}

void rote_engine_free(struct rote_engine *e)
{
	rote_engine_hang_up(e);
	free(e->line);
	free(e);
}

static int open_way(void *arg)
{
	struct rote_engine *e = arg;
	int ends[2];

	rote_engine_hang_up(e);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0,
			ends) < 0)
		return -errno;
	e->fd = ends[0];
	return ends[1];
}

struct way rote_engine_way(struct rote_engine *e)
{
	return (struct way){ .open = open_way, .arg = e, .greeting_ms = 2000 };
}

/* A front end that does not read loses what is said. */
void rote_engine_say(struct rote_engine *e, const char *bytes, size_t n)
{
	while (e->fd >= 0 && n) {
		ssize_t sent = send(e->fd, bytes, n, MSG_NOSIGNAL);

		if (sent <= 0)
			return;
		bytes += sent;
		n -= sent;
	}
}

static const char *answer_of(const struct rote_engine *e, const char *method)
{
	if (!strcmp(method, "engine.hello"))
		return "{\"version\":\"0.1.0\",\"protocol\":1,\"pid\":1}";
	if (!strcmp(method, "engine.status"))
		return e->status;
	if (!strcmp(method, "events.subscribe"))
		return "{\"seq\":1,\"complete\":true}";
	if (!strcmp(method, "history.list"))
		return "{\"calls\":[],\"total\":0}";
	return "{}";
}

static void answer(struct rote_engine *e, const char *line, size_t n)
{
	json_t *request = json_loadb(line, n, 0, NULL);
	const char *method = json_string_value(json_object_get(request,
		"method"));
	char *text;

	if (!method)
		abort();	/* what a front end asks is always one */
	text = mem_format("{\"jsonrpc\":\"2.0\",\"id\":%lld,\"result\":%s}\n",
		(long long)json_integer_value(json_object_get(request, "id")),
		answer_of(e, method));
	rote_engine_say(e, text, strlen(text));
	free(text);
	json_decref(request);
}

void rote_engine_turn(struct rote_engine *e)
{
	char *newline;
	ssize_t n;

	if (e->fd < 0)
		return;
	n = recv(e->fd, e->line + e->n, LINE_MAX_BYTES - e->n, 0);
	if (n > 0)
		e->n += n;
	while ((newline = memchr(e->line, '\n', e->n))) {
		answer(e, e->line, newline - e->line);
		e->n -= newline + 1 - e->line;
		memmove(e->line, newline + 1, e->n);
	}
}
