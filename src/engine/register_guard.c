/* register_guard.c - a program that says whether an account may register: exit
 * 0 goes on, anything else holds it back.  Engine thread.
 *
 *	account_start --> guard --0--> secret -> way -> REGISTER
 *	      ^              \--else--> blocked, with its first line
 *	      `---- register_retry -----/
 *
 * It is asked at the start, before each attempt after a failure, and when a
 * person asks.  A registration that lives is refreshed without it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/private.h"
#include "loop/child.h"

#define GUARD_LIMIT_MS 10000
#define GUARD_ACCOUNT "OFFHOOK_ACCOUNT="
#define SIGNALLED 128			/* child_result: and the signal */

static void hold_back(struct account *a, const char *reason)
{
	int64_t wait = a->config->register_retry * (int64_t)1000;

	log_warn("account", "%s: held back by register_guard: %s",
		a->config->name, reason);
	a->status.next_attempt_ms = clock_ms() + wait;
	loop_timer_set(a->retry, wait);
	account_set_status(a, "blocked", 0, reason);
}

/* What it said, as far as it is text; else how it ended.  The caller frees. */
static char *words_of(const struct child_result *r)
{
	size_t n = strcspn(r->output, "\r\n");
	char *line = mem_text_n(r->output, n);
	char *said = text_clean(line, TEXT_CHARACTERS);

	free(line);
	if (said[strspn(said, " ?")] && r->status > 0)
		return said;
	free(said);
	if (r->status < 0)
		return mem_format("register_guard took over %d s",
			GUARD_LIMIT_MS / 1000);
	if (r->status > SIGNALLED)
		return mem_format("register_guard was ended by signal %d",
			r->status - SIGNALLED);
	return mem_format("register_guard ended with status %d", r->status);
}

static void on_guard(void *arg, const struct child_result *r)
{
	struct account *a = arg;
	char *words;

	a->guard = NULL;
	if (r->status == 0) {
		account_go_on(a);
		return;
	}
	words = words_of(r);
	hold_back(a, words);
	free(words);
}

extern char **environ;

/* Ours, and which account it is about; to be freed, and its first text. */
static char **environment_of(const struct account *a)
{
	int n = 0, used = 0;
	char **list;

	while (environ[n])
		n++;
	list = mem_new((n + 2) * sizeof *list);
	list[used++] = mem_format(GUARD_ACCOUNT "%s", a->config->name);
	for (char **e = environ; *e; e++)
		if (strncmp(*e, GUARD_ACCOUNT, strlen(GUARD_ACCOUNT)) != 0)
			list[used++] = *e;
	return list;
}

static int start(struct account *a, const char *command)
{
	char **environment = environment_of(a);
	const struct child_params params = { .command = command,
		.limit_ms = GUARD_LIMIT_MS, .environment = environment,
		.fn = on_guard, .arg = a };
	int error = child_run(&a->guard, a->engine->loop, &params);

	free(environment[0]);
	free(environment);
	return error;
}

bool register_guard_ask(struct account *a)
{
	const char *command = a->config->register_guard;

	if (!command || !a->config->registers)
		return false;
	if (start(a, command) < 0)
		hold_back(a, "register_guard could not be started");
	else if (strcmp(a->status.state, "blocked") != 0 &&
		strcmp(a->status.state, "failed") != 0)
		account_set_status(a, "registering", 0,
			"waiting for register_guard");
	return true;
}
