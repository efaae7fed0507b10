#include "control/client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/lines.h"
#include "base/mem.h"
#include "control/answer.h"
#include "control/ask.h"
#include "control/event.h"
#include "control/outbox.h"
#include "control/publish.h"
#include "control/request.h"

#define READ_SIZE 4096		/* a turn: nobody keeps the engine for long */
#define UNREAD_MAX 65536	/* bytes: then no further request is served */
#define GAUGE_MAX 65536		/* bytes: then measurements are left out */
#define CATCH_UP_MAX 262144	/* bytes of the past that are queued at once */
#define OVERFLOW_MS 30000	/* for the last line: SSH may stall */

struct client {
	struct list link;		/* of the server */
	struct server *server;
	int fd;				/* owned */
	struct loop_watch *watch;	/* owned */
	struct lines *lines;		/* owned */
	char in[READ_SIZE];		/* [in_at, in_n) is not looked at yet */
	size_t in_at, in_n;
	struct outbox *out;		/* owned */
	struct subscriber subscriber;
	struct list asks;
	struct loop_timer *limit;	/* owned; NULL unless closing */
	bool ended;			/* it writes no more */
	bool gone;			/* it reads no more */
	bool closing;			/* ends when the outbox is empty */
	bool looks;			/* read-only */
};

static void client_free(struct client *c)
{
	list_remove(&c->link);
	publish_unsubscribe(&c->subscriber);
	ask_forget_all(&c->asks, server_engine(c->server));
	loop_unwatch(c->watch);
	loop_timer_free(c->limit);
	lines_free(c->lines);
	outbox_free(c->out);
	close(c->fd);
	free(c);
}

void client_free_all(struct list *clients)
{
	list_each(struct client, c, clients, link) {
		outbox_send(c->out, c->fd);
		client_free(c);
	}
}

struct server *client_server(const struct client *c)
{
	return c->server;
}

struct list *client_asks(struct client *c)
{
	return &c->asks;
}

void client_only_looks(struct client *c)
{
	c->looks = true;
}

bool client_looks(const struct client *c)
{
	return c->looks;
}

/* --- out -------------------------------------------------------------------*/

static int owed(const struct client *c)
{
	int n = 0;

	for (struct list *l = c->asks.next; l != &c->asks; l = l->next)
		n++;
	return n;
}

static bool served(const struct client *c)
{
	return outbox_bytes(c->out) < UNREAD_MAX && owed(c) < CLIENT_ASKS &&
		!c->closing;
}

static bool has_input(const struct client *c)
{
	return c->in_at < c->in_n;
}

/* What to wait for. Unserved input waits for the outbox, and so for LOOP_OUT;
 * when that is empty, for the next turn of the loop, which LOOP_OUT gives. */
static void settle(struct client *c)
{
	int events = 0;

	if (!c->ended && !c->closing && !has_input(c))
		events |= LOOP_IN;
	if (outbox_bytes(c->out) || c->subscriber.behind ||
			(has_input(c) && served(c)))
		events |= LOOP_OUT;
	loop_watch_set(c->watch, events);
}

static void put(struct client *c, struct line *line)
{
	if (!c->gone && !c->closing)
		outbox_put(c->out, line);
	line_drop(line);
	settle(c);
}

void client_answer(struct client *c, json_t *id, json_t *result)
{
	if (id)
		put(c, answer_result(id, result));
	else
		json_decref(result);
}

void client_refuse(struct client *c, json_t *id, const struct fault *fault,
	const char *text)
{
	if (id)
		put(c, answer_error(id, fault, text));
}

static void on_overflow_limit(void *arg)
{
	client_free(arg);
}

/* It did not read: the news it did not get is one line now. */
static void overflow(struct client *c)
{
	struct line *last = event_overflow(c->subscriber.seen);

	publish_unsubscribe(&c->subscriber);
	outbox_clear(c->out);
	put(c, last);
	c->closing = true;
	c->limit = loop_timer_new(server_loop(c->server), on_overflow_limit, c,
		"overflow");
	loop_timer_set(c->limit, OVERFLOW_MS);
	settle(c);
}

/* Inside the engine's work: only queues. */
static void take_event(struct subscriber *s, struct line *line, bool gauge)
{
	struct client *c = list_item(struct client, s, subscriber);

	if (c->gone || (gauge && outbox_bytes(c->out) > GAUGE_MAX))
		return;
	if (outbox_put(c->out, line))
		settle(c);
	else
		overflow(c);
}

static void catch_up(struct client *c)
{
	struct publish *publish = server_publish(c->server);

	while (c->subscriber.behind &&
			outbox_event_bytes(c->out) < CATCH_UP_MAX)
		if (!publish_catch_up(publish, &c->subscriber)) {
			overflow(c);
			return;
		}
}

/* What it has told us to do is still done, but nobody reads what came of it. */
static void reads_no_more(struct client *c)
{
	c->gone = true;
	publish_unsubscribe(&c->subscriber);
	outbox_free(c->out);
	c->out = outbox_new();
}

static void send_out(struct client *c)
{
	int result;

	catch_up(c);
	result = outbox_send(c->out, c->fd);
	if (result && result != -EAGAIN)
		reads_no_more(c);
}

/* --- in --------------------------------------------------------------------*/

static void on_line(void *arg, char *line, size_t n)
{
	request_serve(arg, line, n);
}

static void on_too_long(void *arg)
{
	struct fault fault = { .code = ERROR_REQUEST,
		.text = "a line may hold 1 MiB; this one was skipped" };

	put(arg, answer_error(NULL, &fault, NULL));
}

/* One line at a time, as long as its answers are read. */
static void serve(struct client *c)
{
	while (has_input(c) && served(c)) {
		const char *bytes = c->in + c->in_at;
		size_t n = c->in_n - c->in_at;
		const char *newline = memchr(bytes, '\n', n);

		if (newline)
			n = newline + 1 - bytes;
		c->in_at += n;
		lines_put(c->lines, bytes, n);
		explicit_bzero(c->in + c->in_at - n, n);
	}
}

static void read_more(struct client *c)
{
	ssize_t n;

	if (has_input(c) || c->ended)
		return;
	n = recv(c->fd, c->in, sizeof c->in, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	c->in_at = 0;
	c->in_n = n > 0 ? n : 0;
	c->ended = n <= 0;
}

/* It may go on reading events after its last word. */
static bool is_over(const struct client *c)
{
	bool nothing_left = !outbox_bytes(c->out) && list_empty(&c->asks) &&
		!c->subscriber.topics && !c->subscriber.meters_hz;

	if (c->closing)
		return !outbox_bytes(c->out);
	return c->ended && !has_input(c) && (c->gone || nothing_left);
}

static void on_fd(void *arg, int fd, int events)
{
	struct client *c = arg;

	(void)fd;
	if (events & LOOP_HANGUP && !c->gone)
		reads_no_more(c);
	if (events & (LOOP_IN | LOOP_HANGUP))
		read_more(c);
	serve(c);
	send_out(c);
	if (c->gone)
		ask_forget_all(&c->asks, server_engine(c->server));
	if (is_over(c))
		client_free(c);
	else
		settle(c);
}

void client_go_on(struct client *c)
{
	settle(c);
}

bool client_subscribe(struct client *c, topic_set topics, int meters_hz,
	int64_t since)
{
	c->subscriber.topics = topics;
	c->subscriber.meters_hz = meters_hz;
	return publish_subscribe(server_publish(c->server), &c->subscriber,
		since);
}

struct client *client_new(struct server *server, struct list *clients, int fd)
{
	struct client *c = mem_new_of(struct client);
	struct lines_handlers handlers = { on_line, on_too_long, c };

	c->server = server;
	c->fd = fd;
	c->lines = lines_new(PROTOCOL_LINE_MAX, &handlers);
	c->out = outbox_new();
	c->subscriber.take = take_event;
	list_init(&c->subscriber.link);
	list_init(&c->asks);
	list_append(clients, &c->link);
	c->watch = loop_watch(server_loop(server), fd, LOOP_IN, on_fd, c,
		"front end");
	return c;
}
