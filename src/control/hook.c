#include "control/hook.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/list.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "control/hook_environment.h"

#define WAITING_MAX 256

struct run {
	struct list link;		/* of waiting or running */
	struct hook *hook;
	char *command;			/* owned */
	int limit_ms;
	json_t *event;			/* a reference */
	struct child *child;		/* NULL: it waits */
};

struct hook {
	struct hook_params params;
	char *socket;			/* owned */
	struct list waiting, running;	/* owned */
	int n_waiting, n_running;
	struct loop_timer *start;	/* owned */
	char *trouble;			/* owned; the last, NULL: it works */
};

static void run_free(struct run *r)
{
	list_remove(&r->link);
	child_kill(r->child);
	json_decref(r->event);
	free(r->command);
	free(r);
}

/* --- trouble -----------------------------------------------------------------*/

static void works(struct hook *h)
{
	free(h->trouble);
	h->trouble = NULL;
}

/* Takes the text. */
static void trouble(struct hook *h, char *text)
{
	if (h->trouble && !strcmp(h->trouble, text)) {
		free(text);
		return;
	}
	free(h->trouble);
	h->trouble = text;
	h->params.on_trouble(h->params.arg, text);
}

static char *exit_words(const struct hook *h, const struct child_result *r,
	int limit_ms)
{
	if (r->status < 0)
		return mem_format("the hook \"%s\" was ended: it took over "
			"%d ms", h->params.name, limit_ms);
	if (r->status > 128)
		return mem_format("the hook \"%s\" died of signal %d",
			h->params.name, r->status - 128);
	return mem_format("the hook \"%s\" failed with status %d",
		h->params.name, r->status);
}

/* --- a run -------------------------------------------------------------------*/

static void judge(struct run *r, const struct child_result *result)
{
	struct hook *h = r->hook;
	char *wrong;

	if (result->status) {
		trouble(h, exit_words(h, result, r->limit_ms));
		return;
	}
	wrong = h->params.on_output(h->params.arg, r->event, result->output,
		result->n);
	if (wrong)
		trouble(h, wrong);
	else
		works(h);
}

static void on_child(void *arg, const struct child_result *result)
{
	struct run *r = arg;
	struct hook *h = r->hook;

	r->child = NULL;
	h->n_running--;
	judge(r, result);
	run_free(r);
	if (h->n_waiting)
		loop_timer_set(h->start, 0);
}

static int start_child(struct run *r)
{
	struct hook *h = r->hook;
	char **environment = hook_environment(r->event, h->socket);
	struct child_params p = { .command = r->command,
		.limit_ms = r->limit_ms, .environment = environment,
		.fn = on_child, .arg = r };
	char *input = json_line_print(r->event, &p.n_input);
	int error;

	p.input = input;
	error = child_run(&r->child, h->params.loop, &p);
	free(input);
	hook_environment_free(environment);
	return error;
}

static void start_one(struct hook *h)
{
	struct run *r = list_first(struct run, &h->waiting, link);
	int error = start_child(r);

	h->n_waiting--;
	if (error < 0) {
		trouble(h, mem_format("the hook \"%s\" could not be started: "
			"%s", h->params.name, strerror(-error)));
		run_free(r);
		return;
	}
	list_remove(&r->link);
	list_append(&h->running, &r->link);
	h->n_running++;
}

static void start(void *arg)
{
	struct hook *h = arg;

	while (h->n_waiting && h->n_running < h->params.at_once)
		start_one(h);
}

/* ---------------------------------------------------------------------------*/

void hook_add(struct hook *h, const char *command, int limit_ms, json_t *event)
{
	struct run *r;

	if (h->n_waiting >= WAITING_MAX) {
		trouble(h, mem_format("the hook \"%s\" is too slow: %d events "
			"wait for it, and one was left out", h->params.name,
			h->n_waiting));
		return;
	}
	r = mem_new_of(struct run);
	*r = (struct run){ .hook = h, .command = mem_text(command),
		.limit_ms = limit_ms, .event = json_incref(event) };
	list_append(&h->waiting, &r->link);
	h->n_waiting++;
	loop_timer_set(h->start, 0);
}

struct hook *hook_new(const struct hook_params *p)
{
	struct hook *h = mem_new_of(struct hook);

	h->params = *p;
	h->socket = mem_text(p->socket);
	list_init(&h->waiting);
	list_init(&h->running);
	h->start = loop_timer_new(p->loop, start, h, "hook");
	return h;
}

void hook_free(struct hook *h)
{
	if (!h)
		return;
	list_each(struct run, r, &h->waiting, link)
		run_free(r);
	list_each(struct run, r, &h->running, link)
		run_free(r);
	loop_timer_free(h->start);
	free(h->socket);
	free(h->trouble);
	free(h);
}
