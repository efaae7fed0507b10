#include "control/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "control/answer.h"
#include "control/client.h"
#include "control/door.h"
#include "control/hooks.h"
#include "control/publish.h"
#include "protocol/paths.h"

#define ACCEPT_MAX 16		/* a turn */
#define LOOK_SOON_MS 20		/* after something happened in the folder */
#define LOOK_AGAIN_MS 5000	/* after it could not be mended */

struct server {
	struct loop *loop;
	struct engine *engine;		/* NULL: not yet */
	struct publish *publish;	/* owned */
	struct hooks *hooks;		/* owned */
	struct list clients;		/* owned */
	void (*on_stop)(void *arg, bool when_idle);
	void *arg;
	struct door door;
	struct loop_watch *watch;	/* owned: of the door */
	char *folder;			/* owned: the socket's */
	int notify;			/* owned; -1: the timer looks */
	struct loop_watch *notify_watch;	/* owned */
	struct loop_timer *look;	/* owned */
};

struct loop *server_loop(const struct server *s)
{
	return s->loop;
}

struct engine *server_engine(const struct server *s)
{
	return s->engine;
}

struct publish *server_publish(const struct server *s)
{
	return s->publish;
}

void server_stop(struct server *s, bool when_idle)
{
	s->on_stop(s->arg, when_idle);
}

void server_on_event(struct server *s, const struct engine_event *e)
{
	publish_event(s->publish, e);
}

/* --- who comes -------------------------------------------------------------*/

static void send_away(int fd, int code, const char *text)
{
	struct fault fault = { .code = code };
	struct line *line = answer_error(NULL, &fault, text);

	send(fd, line->bytes, line->n, MSG_NOSIGNAL | MSG_DONTWAIT);
	line_drop(line);
	close(fd);
}

static bool is_full(const struct server *s)
{
	int n = 0;

	for (struct list *l = s->clients.next; l != &s->clients; l = l->next)
		n++;
	return n >= SERVER_CLIENTS;
}

static void let_in(struct server *s, int fd)
{
	if (!door_knows(fd)) {
		log_warn("control", "a process of another user was refused");
		send_away(fd, ERROR_PERMISSION, "this engine serves only the "
			"user who started it");
	} else if (is_full(s)) {
		send_away(fd, ERROR_LIMIT, "too many front ends are connected: "
			"end one and try again");
	} else {
		client_new(s, &s->clients, fd);
	}
}

static void on_knock(void *arg, int listener, int events)
{
	struct server *s = arg;

	(void)listener;
	(void)events;
	for (int i = 0; i < ACCEPT_MAX; i++) {
		int fd = door_accept(&s->door);

		if (fd < 0)
			return;
		let_in(s, fd);
	}
}

/* --- the socket, and its folder --------------------------------------------*/

static void answer_the_door(struct server *s)
{
	s->watch = loop_watch(s->loop, s->door.fd, LOOP_IN, on_knock, s,
		"control socket");
}

static void close_door(struct server *s)
{
	loop_unwatch(s->watch);
	s->watch = NULL;
	door_close(&s->door);
}

/* A folder that went took the watch with it; for one that is watched already
 * this changes nothing. */
static void watch_folder(struct server *s)
{
	if (s->notify >= 0)
		inotify_add_watch(s->notify, s->folder, IN_DELETE |
			IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF |
			IN_MOVE_SELF);
}

static void mend(struct server *s)
{
	char error[SERVER_ERROR];

	close_door(s);
	paths_make(s->folder);
	watch_folder(s);
	if (door_open(&s->door, error, sizeof error)) {
		answer_the_door(s);
		log_warn("control", "the socket %s was gone; it is there again",
			s->door.path);
		return;
	}
	log_error("control", "the socket is gone, and %s", error);
	loop_timer_set(s->look, LOOK_AGAIN_MS);
}

static void on_look(void *arg)
{
	struct server *s = arg;

	if (!door_stands(&s->door))
		mend(s);
	if (s->notify < 0)
		loop_timer_set(s->look, LOOK_AGAIN_MS);
}

static void on_notify(void *arg, int fd, int events)
{
	struct server *s = arg;
	char spent[4096];

	(void)events;
	while (read(fd, spent, sizeof spent) > 0)
		;
	loop_timer_set(s->look, LOOK_SOON_MS);
}

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return mem_text(".");
	return mem_text_n(path, slash == path ? 1 : (size_t)(slash - path));
}

static void start_looking(struct server *s)
{
	s->notify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (s->notify < 0) {
		loop_timer_set(s->look, LOOK_AGAIN_MS);
		return;
	}
	s->notify_watch = loop_watch(s->loop, s->notify, LOOP_IN, on_notify, s,
		"socket folder");
	watch_folder(s);
}

/* ---------------------------------------------------------------------------*/

static void on_hook_trouble(void *arg, const char *text)
{
	struct server *s = arg;
	const struct engine_event event = { .topic = TOPIC_ENGINE_WARNING,
		.code = "hook", .text = text,
		.advice = "see hooks in offhook.conf(5)" };

	log_warn("control", "%s (%s)", text, event.advice);
	publish_event(s->publish, &event);
}

struct server *server_new(const struct server_params *params)
{
	struct server *s = mem_new_of(struct server);

	s->loop = params->loop;
	s->on_stop = params->on_stop;
	s->arg = params->arg;
	s->publish = publish_new(s->loop);
	s->hooks = hooks_new(s->loop, params->path, on_hook_trouble, s);
	publish_hooks(s->publish, s->hooks);
	s->folder = folder_of(params->path);
	s->notify = -1;
	s->look = loop_timer_new(s->loop, on_look, s, "socket look");
	door_init(&s->door, params->path);
	list_init(&s->clients);
	return s;
}

bool server_listen(struct server *s, char error[SERVER_ERROR])
{
	return door_open(&s->door, error, SERVER_ERROR);
}

void server_serve(struct server *s, struct engine *engine)
{
	s->engine = engine;
	publish_engine(s->publish, engine);
	hooks_engine(s->hooks, engine);
	answer_the_door(s);
	start_looking(s);
}

void server_leave(struct server *s)
{
	loop_unwatch(s->notify_watch);
	s->notify_watch = NULL;
	loop_timer_cancel(s->look);
	close_door(s);
}

void server_free(struct server *s)
{
	if (!s)
		return;
	client_free_all(&s->clients);
	server_leave(s);
	door_free(&s->door);
	if (s->notify >= 0)
		close(s->notify);
	loop_timer_free(s->look);
	publish_hooks(s->publish, NULL);
	hooks_free(s->hooks);
	publish_free(s->publish);
	free(s->folder);
	free(s);
}
