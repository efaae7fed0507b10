#include "link.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/lines.h"
#include "base/mem.h"
#include "protocol/message.h"

#define BACK_OFF_MIN 250	/* ms */
#define BACK_OFF_MAX 10000
#define RESYNC_MS 1000		/* not more often */
#define OUT_MAX (256 * 1024)
#define READ_SIZE 16384
#define READ_ROUNDS 16		/* then keys and screen have a turn */

enum state { WAITING, SYNCING, UP };

struct link {
	struct way way;
	bool read_only;
	struct link_handlers handlers;
	enum state state;
	int fd;			/* owned, -1 none */
	int64_t deadline;	/* of the state, -1 none */
	int back_off, tries, meters_hz;
	struct lines *in;	/* owned */
	char *out;		/* owned */
	size_t out_length;
	struct asked *asked;	/* owned */
	long long seq;		/* of the last event known */
	bool resyncing;
	int64_t resync_at;	/* -1: no event is missing */
	int64_t resynced;
};

static void on_line(void *arg, char *line, size_t n);
static void on_too_long(void *arg);

struct link *link_new(const struct way *way, bool read_only,
	const struct link_handlers *handlers)
{
	struct link *l = mem_new_of(struct link);

	l->way = *way;
	l->read_only = read_only;
	l->handlers = *handlers;
	l->asked = asked_new(handlers->on_answered, handlers->arg);
	l->fd = -1;
	l->deadline = l->resync_at = -1;
	l->back_off = BACK_OFF_MIN;
	return l;
}

static void close_socket(struct link *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
	lines_free(l->in);
	l->in = NULL;
	free(l->out);
	l->out = NULL;
	l->out_length = 0;
}

void link_free(struct link *l)
{
	if (!l)
		return;
	close_socket(l);
	asked_free(l->asked);
	free(l);
}

bool link_is_up(const struct link *l)
{
	return l->state == UP;
}

int link_tries(const struct link *l)
{
	return l->tries;
}

int64_t link_next_try(const struct link *l)
{
	return l->state == WAITING ? l->deadline : -1;
}

int link_fd(const struct link *l)
{
	return l->fd;
}

short link_events(const struct link *l)
{
	return POLLIN | (l->out_length ? POLLOUT : 0);
}

/* --- requests -------------------------------------------------------------*/

static void lose(struct link *l, const char *why)
{
	if (l->in)
		lines_stop(l->in);
	if (l->fd >= 0)
		shutdown(l->fd, SHUT_RDWR);
	l->state = WAITING;
	l->deadline = clock_ms() + l->back_off;
	l->resync_at = -1;
	l->resyncing = false;
	l->back_off *= 2;
	if (l->back_off > BACK_OFF_MAX)
		l->back_off = BACK_OFF_MAX;
	asked_refuse_all(l->asked, "the engine is not connected");
	l->handlers.on_lost(l->handlers.arg, why);
}

/* The way may know better why. */
static void lose_way(struct link *l, const char *why)
{
	const char *words = l->way.why ? l->way.why(l->way.arg) : NULL;

	lose(l, words ? words : why);
}

static bool is_end(int error)
{
	return error == EPIPE || error == ECONNRESET;
}

/* Who has gone may have said something before: receive() reads that first, and
 * tells of the end. */
static void flush(struct link *l)
{
	ssize_t n;

	if (!l->out_length || l->state == WAITING)
		return;
	n = send(l->fd, l->out, l->out_length, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0 && is_end(errno))
		n = l->out_length;
	if (n < 0) {
		lose_way(l, strerror(errno));
		return;
	}
	l->out_length -= n;
	memmove(l->out, l->out + n, l->out_length);
}

static bool put_line(struct link *l, json_t *message)
{
	size_t n;
	char *line = json_line_print(message, &n);
	bool fits = l->out_length + n <= OUT_MAX;

	json_decref(message);
	if (fits) {
		l->out = mem_grow(l->out, l->out_length + n);
		memcpy(l->out + l->out_length, line, n);
		l->out_length += n;
	}
	free(line);
	return fits;
}

static void ask(struct link *l, const char *method, json_t *params,
	const struct link_reply *reply)
{
	long long id = asked_add(l->asked, reply, clock_ms() +
		(l->state == UP ? LINK_ANSWER_MS : l->way.greeting_ms));
	static const char busy[] = "the engine does not read its commands";

	if (!id) {
		json_decref(params);
		asked_refuse(l->asked, reply, busy);
		return;
	}
	if (!put_line(l, json_pack("{s:s, s:I, s:s, s:o}", "jsonrpc", "2.0",
			"id", (json_int_t)id, "method", method,
			"params", params ? params : json_object())))
		asked_answer(l->asked, id, NULL, busy);
}

void link_request(struct link *l, const char *method, json_t *params,
	const struct link_reply *reply)
{
	static const struct link_reply nobody;

	if (!reply)
		reply = &nobody;
	if (l->state != UP) {
		json_decref(params);
		asked_refuse(l->asked, reply, "the engine is not connected");
		return;
	}
	ask(l, method, params, reply);
	flush(l);
}

static void subscribe(struct link *l)
{
	static const struct link_reply nobody;

	/* everything: then a number that is missing is an event that is */
	ask(l, "events.subscribe", json_pack("{s:[s], s:i}", "topics", "*",
		"meters_hz", l->meters_hz), &nobody);
}

int link_waiting(const struct link *l)
{
	return asked_count(l->asked);
}

void link_set_meters(struct link *l, int hz)
{
	if (l->meters_hz == hz)
		return;
	l->meters_hz = hz;
	if (l->state != UP)
		return;
	subscribe(l);
	flush(l);
}

/* --- becoming up ----------------------------------------------------------*/

static bool looks_only(const json_t *hello)
{
	return json_is_true(json_object_get(hello, "read_only"));
}

static void on_hello(void *arg, int subject, const json_t *result,
	const char *error)
{
	struct link *l = arg;
	char why[120];

	(void)subject;
	if (l->state != SYNCING)
		return;
	if (error) {
		lose(l, error);
		return;
	}
	if (json_number(result, "protocol", 0) == PROTOCOL_VERSION) {
		if (l->read_only && !looks_only(result))
			lose(l, "the engine knows no --read-only: it is older");
		else
			l->handlers.on_greeted(l->handlers.arg, result);
		return;
	}
	snprintf(why, sizeof why, "the engine speaks protocol %lld, this front "
		"end %d: restart it (offhook stop)",
		json_number(result, "protocol", 0), PROTOCOL_VERSION);
	lose(l, why);
}

static void on_status(void *arg, int subject, const json_t *result,
	const char *error)
{
	struct link *l = arg;

	(void)subject;
	l->resyncing = false;
	if (l->state == WAITING)
		return;
	if (error) {
		lose(l, error);
		return;
	}
	l->seq = json_number(result, "seq", 0);
	l->state = UP;
	l->deadline = -1;
	l->resynced = clock_ms();
	l->back_off = BACK_OFF_MIN;
	l->tries = 0;
	if (l->way.up)
		l->way.up(l->way.arg);
	l->handlers.on_snapshot(l->handlers.arg, result);
}

static void fetch(struct link *l)
{
	struct link_reply reply = { on_status, l, 0 };

	l->resyncing = true;
	l->resync_at = -1;
	ask(l, "engine.status", NULL, &reply);
}

static void greet(struct link *l)
{
	struct link_reply reply = { on_hello, l, 0 };
	json_t *hello = json_pack("{s:s, s:i}", "client", "offhook",
		"protocol", PROTOCOL_VERSION);

	if (l->read_only)
		json_object_set_new(hello, "read_only", json_true());
	l->state = SYNCING;
	l->deadline = -1;
	ask(l, "engine.hello", hello, &reply);
	subscribe(l);
	fetch(l);
	flush(l);
}

void link_connect(struct link *l)
{
	struct lines_handlers handlers = { on_line, on_too_long, l };
	int fd;

	if (l->state != WAITING)
		return;
	close_socket(l);
	l->tries++;
	fd = l->way.open(l->way.arg);
	if (fd < 0) {
		lose(l, way_words(-fd));
		return;
	}
	l->fd = fd;
	l->in = lines_new(PROTOCOL_LINE_MAX, &handlers);
	greet(l);
}

/* --- lines ----------------------------------------------------------------*/

static void take_answer(struct link *l, const json_t *message)
{
	const json_t *error = json_object_get(message, "error");
	const char *words = json_text(error, "message");

	if (json_number(error, "code", 0) == ERROR_METHOD)
		words = asked_no_method;
	asked_answer(l->asked, json_number(message, "id", 0),
		json_object_get(message, "result"),
		!error ? NULL : words ? words : "refused");
}

static void want_snapshot(struct link *l)
{
	int64_t soonest = l->resynced + RESYNC_MS;

	if (l->resyncing || l->resync_at >= 0)
		return;
	l->resync_at = clock_ms() < soonest ? soonest : clock_ms();
}

/* false: an old one, which the snapshot has already. */
static bool in_order(struct link *l, const char *topic, long long seq)
{
	if (!strcmp(topic, "session.levels"))	/* has the number before it */
		return true;
	if (seq <= l->seq)
		return false;
	if (seq > l->seq + 1)
		want_snapshot(l);
	l->seq = seq;
	return true;
}

static void take_event(struct link *l, const json_t *params)
{
	const char *topic = json_text(params, "topic");

	if (!topic || l->state != UP)
		return;
	if (!strcmp(topic, "events.overflow"))
		want_snapshot(l);
	else if (in_order(l, topic, json_number(params, "seq", 0)))
		l->handlers.on_event(l->handlers.arg, topic, params);
}

static void on_line(void *arg, char *line, size_t n)
{
	struct link *l = arg;
	char error[JSON_ERROR_TEXT_LENGTH];
	json_t *message = json_line_parse(line, n, error);
	const char *method = json_text(message, "method");

	if (!json_is_object(message))
		lose(l, "the other side of the socket is no engine");
	else if (method && !strcmp(method, "event"))
		take_event(l, json_object_get(message, "params"));
	else
		take_answer(l, message);
	json_decref(message);
}

static void on_too_long(void *arg)
{
	lose(arg, "the engine sent too long a line");
}

static void receive(struct link *l)
{
	char bytes[READ_SIZE];

	for (int i = 0; i < READ_ROUNDS && l->state != WAITING; i++) {
		ssize_t n = recv(l->fd, bytes, sizeof bytes, MSG_DONTWAIT);

		if (n > 0) {
			lines_put(l->in, bytes, n);
			continue;
		}
		if (n == 0 || is_end(errno))
			lose_way(l, "connection closed by the other side");
		else if (errno != EAGAIN && errno != EINTR)
			lose_way(l, strerror(errno));
		return;
	}
}

void link_ready(struct link *l, short events)
{
	if (l->state != WAITING && (events & (POLLIN | POLLHUP | POLLERR)))
		receive(l);
	if (l->state != WAITING && (events & POLLOUT))
		flush(l);
	if (l->state == WAITING)
		close_socket(l);
}

/* --- time -----------------------------------------------------------------*/

static void sooner(int64_t *deadline, int64_t candidate)
{
	if (candidate >= 0 && (*deadline < 0 || candidate < *deadline))
		*deadline = candidate;
}

int64_t link_deadline(const struct link *l)
{
	int64_t deadline = l->deadline;

	sooner(&deadline, l->resync_at);
	sooner(&deadline, asked_deadline(l->asked));
	return deadline;
}

void link_tick(struct link *l)
{
	int64_t now = clock_ms();

	if (l->resync_at >= 0 && now >= l->resync_at && l->state == UP) {
		fetch(l);
		flush(l);
	}
	if (l->state == WAITING && l->deadline >= 0 && now >= l->deadline)
		link_connect(l);
	asked_tick(l->asked, now, "no answer from the engine");
	if (l->state == WAITING)
		close_socket(l);
}
