/* session_tap.c - a program hears a call and speaks in it.  Engine thread.
 *
 *	they say --> [standard input, a program, standard output] --> they hear
 *
 * Samples of 16 bits, mono, little-endian, at OFFHOOK_RATE Hz, as they come; the
 * media thread has our ends of the pipes (media/tap.h).  When the call ends, or
 * nobody wants it any more, the program finds its input at an end; LINGER_MS
 * later it is killed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/private.h"
#include "loop/child.h"
#include "media/tap.h"

#define LINGER_MS 2000
#define RATE_USUAL_MAX 16000	/* what programs that know speech expect */

extern char **environ;

struct session_tap {
	struct list link;		/* of the engine */
	struct engine *engine;
	struct session *session;	/* NULL: it is over */
	char *command;			/* owned */
	int rate_hz;
	struct tap *tap;		/* the media thread's; NULL: back */
	struct child *child;		/* NULL: it has ended */
};

static void free_if_over(struct session_tap *t)
{
	if (t->tap || t->child)
		return;
	list_remove(&t->link);
	free(t->command);
	free(t);
}

/* The session is without it from now on. */
static void leave(struct session_tap *t)
{
	struct session *s = t->session;

	if (!s)
		return;
	s->tap = NULL;
	media_extra(t->engine->media, call_media_stream(s->media), MEDIA_TAP,
		NULL);
	session_changed(s);
	t->session = NULL;
}

static void on_exit_of_program(void *arg, const struct child_result *result)
{
	struct session_tap *t = arg;

	t->child = NULL;
	if (t->session)
		engine_warn(t->engine, "tap", "the call goes on without it; "
			"start it again with: offhook tap", "the program that "
			"heard call %d has ended with status %d: %s",
			t->session->id, result->status, t->command);
	leave(t);
	free_if_over(t);
}

/* Closing our ends tells the program. */
void session_tap_back(struct session_tap *t)
{
	tap_free(t->tap);
	t->tap = NULL;
	if (t->child)
		child_limit(t->child, LINGER_MS);
	leave(t);
	free_if_over(t);
}

/* --- starting the program --------------------------------------------------*/

struct pipes {
	int in[2], out[2];		/* of the program; -1: not open */
};

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_all(struct pipes *p)
{
	close_end(&p->in[0]);
	close_end(&p->in[1]);
	close_end(&p->out[0]);
	close_end(&p->out[1]);
}

static int open_pipes(struct pipes *p)
{
	int error;

	*p = (struct pipes){ { -1, -1 }, { -1, -1 } };
	if (!pipe2(p->in, O_CLOEXEC) && !pipe2(p->out, O_CLOEXEC))
		return 0;
	error = -errno;
	close_all(p);
	return error;
}

/* Ours, and what the program must know; for the caller to free. */
static char **environment(const struct session_tap *t, char *own[2])
{
	size_t n = 0;
	char **all;

	while (environ[n])
		n++;
	all = mem_new((n + 3) * sizeof *all);
	own[0] = mem_format("OFFHOOK_RATE=%d", t->rate_hz);
	own[1] = mem_format("OFFHOOK_SESSION=%d", t->session->id);
	memcpy(all, own, 2 * sizeof *own);
	memcpy(all + 2, environ, n * sizeof *all);
	return all;
}

static int start_program(struct session_tap *t, const struct pipes *pipes)
{
	char *own[2], **all = environment(t, own);
	const struct child_params p = { .command = t->command,
		.has_pipes = true, .in = pipes->in[0], .out = pipes->out[1],
		.environment = all, .fn = on_exit_of_program, .arg = t };
	int error = child_run(&t->child, t->engine->loop, &p);

	free(own[0]);
	free(own[1]);
	free(all);
	return error;
}

static int start(struct session_tap *t)
{
	struct pipes pipes;
	int error = open_pipes(&pipes);

	if (!error)
		error = start_program(t, &pipes);
	if (!error) {
		t->tap = tap_new(pipes.in[1], pipes.out[0], t->rate_hz, t);
		pipes.in[1] = pipes.out[0] = -1;
	}
	close_all(&pipes);
	return error;
}

/* --- what is asked ---------------------------------------------------------*/

static int usual_rate(const struct session *s)
{
	int rate_hz = call_media_rate_hz(s->media);

	return rate_hz < RATE_USUAL_MAX ? rate_hz : RATE_USUAL_MAX;
}

static struct session_tap *tap_of(struct session *s, const char *command,
	int rate_hz)
{
	struct session_tap *t = mem_new_of(struct session_tap);

	t->engine = s->engine;
	t->session = s;
	t->command = mem_text(command);
	t->rate_hz = rate_hz ? rate_hz : usual_rate(s);
	list_init(&t->link);
	list_append(&s->engine->taps, &t->link);
	return t;
}

static bool is_rate(int rate_hz, struct fault *fault)
{
	return !rate_hz || rate_hz == 8000 || rate_hz == 16000 ||
		rate_hz == 48000 || fault_set(fault, ERROR_PARAMS, "rate",
		"rate is 8000, 16000 or 48000, not %d", rate_hz);
}

static bool may_begin(struct session *s, int rate_hz, struct fault *fault)
{
	if (!session_may(s, EVENT_TAP, fault) || !is_rate(rate_hz, fault))
		return false;
	return (!s->tap && call_media_stream(s->media)) || fault_set(fault,
		ERROR_STATE, "session", s->tap ? "a program hears call %d "
		"already; stop that first" : "call %d has no sound yet", s->id);
}

bool session_tap(struct session *s, const char *command, int rate_hz,
	struct fault *fault)
{
	struct session_tap *t;
	int error;

	if (!may_begin(s, rate_hz, fault))
		return false;
	t = tap_of(s, command, rate_hz);
	error = start(t);
	if (error < 0) {
		t->session = NULL;
		free_if_over(t);
		return fault_set(fault, ERROR_DEVICE, "command", "the program "
			"could not be started: %s", strerror(-error));
	}
	s->tap = t;
	media_extra(s->engine->media, call_media_stream(s->media), MEDIA_TAP,
		tap_extra(t->tap));
	session_changed(s);
	return true;
}

bool session_tap_stop(struct session *s, struct fault *fault)
{
	(void)fault;
	session_tap_left(s);
	return true;
}

void session_tap_left(struct session *s)
{
	if (s->tap)
		leave(s->tap);
}

void session_tap_view(const struct session *s, struct session_view *v)
{
	if (!s->tap || !s->tap->tap)
		return;
	v->tap = s->tap->command;
	v->tap_rate_hz = s->tap->rate_hz;
	v->tap_missed_ms = (int)tap_missed_ms(s->tap->tap);
}

void taps_end(struct engine *e)
{
	list_each(struct session_tap, t, &e->taps, link) {
		child_kill(t->child);
		t->child = NULL;
		free_if_over(t);
	}
}
