#include "linear/linear.h"

#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cells.h"
#include "linear/linear_private.h"
#include "programs.h"
#include "protocol/message.h"
#include "screen.h"
#include "themes.h"
#include "waiter.h"

#define LABEL "offhook> "
#define FIRST_MS 2000		/* the engine has so long to be there */

/* --- time ------------------------------------------------------------------*/

static void sooner(int64_t *deadline, int64_t candidate)
{
	if (candidate >= 0 && (*deadline < 0 || candidate < *deadline))
		*deadline = candidate;
}

static int64_t next_deadline(const struct linear *l)
{
	int64_t deadline = -1;

	sooner(&deadline, link_deadline(l->ui.link));
	sooner(&deadline, inlet_deadline(l->inlet));
	sooner(&deadline, teller_deadline(l->teller));
	sooner(&deadline, pause_deadline(l->pause));
	sooner(&deadline, programs_deadline());
	sooner(&deadline, model_next_expiry(l->ui.model));
	sooner(&deadline, l->prompt_at);
	sooner(&deadline, l->first_until);
	return deadline;
}

static void tick_model(struct linear *l)
{
	int64_t expiry = model_next_expiry(l->ui.model);

	if (expiry < 0 || clock_ms() < expiry)
		return;
	model_expire(l->ui.model);
	ui_settle(&l->ui);
	linear_tell_selected(l, true);
}

/* Nobody is there, and no event tells it. */
static void tick_first(struct linear *l)
{
	if (l->first_until < 0 || clock_ms() < l->first_until)
		return;
	teller_say(l->teller, "no engine: %s%s", l->ui.lost_why ?
		l->ui.lost_why : "it does not answer", !l->is_script ?
		". It is tried again; start engine starts one" : "");
	l->first_until = -1;
	if (!l->is_script)
		return;
	script_lost(l->script);
	l->ui.quit = true;
}

static void tick(struct linear *l)
{
	inlet_tick(l->inlet);
	link_tick(l->ui.link);
	notice_tick(l->ui.notices);
	tick_model(l);
	tick_first(l);
	teller_tick(l->teller);
	pause_tick(l->pause);
	programs_tick();
}

/* --- the loop --------------------------------------------------------------*/

static void give_terminal(struct linear *l)
{
	teller_cancel(l->teller);
	outlet_flush(l->outlet);
	inlet_leave(l->inlet);
}

static void take_terminal(struct linear *l)
{
	inlet_return(l->inlet);
	teller_columns(l->teller, inlet_columns(l->inlet));
}

static void suspend(struct linear *l)
{
	l->ui.suspend = false;
	if (!l->by_key)
		return;
	give_terminal(l);
	waiter_stop();
	take_terminal(l);
}

static void sign_in(struct linear *l)
{
	l->ui.sign_in = false;
	if (!l->by_key)
		return;
	give_terminal(l);
	feed_sign_in(l->feed);
	waiter_forget_keys();
	take_terminal(l);
}

static void fulfil(struct linear *l)
{
	feed_fulfil(l->feed);
	if (l->ui.suspend)
		suspend(l);
	if (l->ui.sign_in)
		sign_in(l);
	if (!l->by_key)
		linear_run_lines(l);
	linear_write_told(l, "");
}

/* Once what was asked for is answered: mostly it is told before the prompt. */
static void prompt(struct linear *l)
{
	if (l->prompt_at >= 0 && (clock_ms() >= l->prompt_at ||
			!link_waiting(l->ui.link)))
		l->prompt_at = -1;
	if (l->prompt_at < 0 && !pause_waits(l->pause) && !l->ui.quit)
		teller_prompt(l->teller);
}

static void remember(struct linear *l)
{
	const struct session *target = ui_target(&l->ui);

	if (!teller_holds(l->teller))
		l->known_target = target ? target->id : 0;
}

static void take_signals(struct linear *l, struct waiter_signals s)
{
	if (s.resized)
		teller_columns(l->teller, inlet_columns(l->inlet));
	l->ui.suspend |= s.suspended;
	l->gone |= s.ended;
}

enum { POLL_INLET, POLL_OUTLET, POLL_LINK, POLL_STARTER, POLLED };

/* Lines are read when those before them are done. */
static int inlet_now(const struct linear *l)
{
	return script_is_empty(l->script) ? inlet_fd(l->inlet) : -1;
}

static void wait_for(struct linear *l, struct pollfd p[POLLED])
{
	const struct link *link = l->ui.link;

	p[POLL_INLET] = (struct pollfd){ inlet_now(l), POLLIN, 0 };
	p[POLL_OUTLET] = (struct pollfd){ outlet_fd(l->outlet),
		outlet_waits(l->outlet) ? POLLOUT : 0, 0 };
	p[POLL_LINK] = (struct pollfd){ link_fd(link), link_events(link), 0 };
	p[POLL_STARTER] = (struct pollfd){ feed_starter_fd(l->feed), POLLIN,
		0 };
	take_signals(l, waiter_wait(l->waiter, p, POLLED, next_deadline(l)));
}

static void turn(struct linear *l)
{
	struct pollfd p[POLLED];

	wait_for(l, p);
	if (p[POLL_LINK].revents)
		link_ready(l->ui.link, p[POLL_LINK].revents);
	if (p[POLL_INLET].revents)
		inlet_ready(l->inlet, p[POLL_INLET].revents);
	if (p[POLL_STARTER].revents)
		feed_started(l->feed);
	if (p[POLL_OUTLET].revents & (POLLERR | POLLNVAL))
		l->gone = true;
	tick(l);
	fulfil(l);
	remember(l);
	prompt(l);
	if (!outlet_flush(l->outlet))
		l->gone = true;
}

/* --- whether it fits -------------------------------------------------------*/

static bool is_wanted(void)
{
	const char *accessible = getenv("ACCESSIBLE");

	return accessible && *accessible && strcmp(accessible, "0");
}

bool linear_fits(void)
{
	char why[160];

	return is_wanted() || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
		!screen_can_draw(STDOUT_FILENO, why, sizeof why);
}

/* --- start and end ---------------------------------------------------------*/

static void on_mistake(void *arg, const char *text)
{
	struct linear *l = arg;

	notice_add(l->ui.notices, NOTICE_WARNING, "%s", text);
}

static bool open_ends(struct linear *l)
{
	struct inlet_handlers inlet = { linear_on_key, linear_on_paste,
		linear_on_line, linear_on_too_long, linear_on_end, l };
	int result;

	l->is_script = !isatty(STDIN_FILENO);
	l->by_key = !l->is_script && isatty(STDOUT_FILENO);
	l->waiter = waiter_new();
	result = l->waiter ? inlet_open(&l->inlet, l->by_key, &inlet) : -errno;
	if (result == 0) {
		l->outlet = outlet_open(STDOUT_FILENO);
		return true;
	}
	waiter_free(l->waiter);
	fprintf(stderr, "offhook: %s\n", strerror(-result));
	return false;
}

/* Of the themes only the names: a setting may have one. */
static void read_settings(struct linear *l)
{
	themes_read(on_mistake, l);
	if (l->options->settings_file)
		settings_read(&l->ui.settings, l->options->settings_file,
			on_mistake, l);
	cells_start(&l->ui.settings);
}

static void open_ui(struct linear *l)
{
	struct feed_handlers feed = { linear_on_news, l };
	struct question_handlers question = { linear_on_nobody, l };

	l->teller = teller_new(l->outlet, l->by_key, LABEL);
	teller_columns(l->teller, inlet_columns(l->inlet));
	ui_init(&l->ui);
	l->ui.linear = true;
	l->ui.model = model_new();
	l->ui.notices = notices_new();
	notice_listen(l->ui.notices, linear_on_notice, l);
	l->question = question_new(&l->ui, l->teller, &question);
	l->script = script_new(&l->ui);
	l->typing = typing_new();
	l->pause = pause_new(&l->ui, l->teller);
	l->feed = feed_new(&l->ui, l->options, &feed);
	read_settings(l);
}

static void say_what_goes_on(struct linear *l)
{
	int calls = model_live(l->ui.model);
	const char *command = l->options->command;

	if (l->ui.quit && !l->ui.stopped && l->ui.connected && calls)
		teller_say(l->teller, "%d call%s continue%s; `%s` to return",
			calls, calls == 1 ? "" : "s", calls == 1 ? "s" : "",
			command ? command : "offhook");
}

static void close_all(struct linear *l)
{
	teller_cancel(l->teller);
	outlet_close(l->outlet);
	inlet_close(l->inlet);
	waiter_free(l->waiter);
	ui_free(&l->ui);
	feed_free(l->feed);
	pause_free(l->pause);
	typing_free(l->typing);
	script_free(l->script);
	question_free(l->question);
	notices_free(l->ui.notices);
	model_free(l->ui.model);
	teller_free(l->teller);
	themes_free();
	free(l->told);
}

int linear_run(const struct app_options *options)
{
	struct linear l = { .options = options };
	int status;

	setlocale(LC_ALL, "");
	if (!open_ends(&l))
		return EXIT_REFUSED;
	open_ui(&l);
	l.prompt_at = clock_ms() + LINEAR_PROMPT_MS;
	l.first_until = clock_ms() + FIRST_MS;
	link_connect(l.ui.link);
	while (!l.ui.quit && !l.gone)
		turn(&l);
	say_what_goes_on(&l);
	status = l.is_script ? script_status(l.script) : EXIT_DONE;
	close_all(&l);
	return status;
}
