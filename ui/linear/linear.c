#include "linear/linear.h"

#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "cells.h"
#include "feed.h"
#include "linear/inlet.h"
#include "linear/order.h"
#include "linear/outlet.h"
#include "linear/pause.h"
#include "linear/script.h"
#include "linear/teller.h"
#include "linear/typing.h"
#include "outward.h"
#include "programs.h"
#include "protocol/message.h"
#include "screen.h"
#include "spoken.h"
#include "themes.h"
#include "waiter.h"

#define LABEL "offhook> "
#define PROMPT_MS 300		/* at most so long a command keeps the prompt */
#define FIRST_MS 2000		/* the engine has so long to be there */

struct linear {
	const struct app_options *options;
	struct ui ui;
	struct outlet *outlet;		/* owned, as all below */
	struct teller *teller;
	struct inlet *inlet;
	struct feed *feed;
	struct waiter *waiter;
	struct question *question;
	struct script *script;
	struct typing *typing;
	struct pause *pause;
	bool by_key;			/* both ends are somebody's terminal */
	bool is_script;			/* nobody types: a file or a pipe */
	bool ended;			/* there is no more input */
	bool gone;			/* nobody reads, or the terminal went */
	char *told;			/* owned; an event, not written yet */
	int64_t told_at;		/* wall ms */
	bool errors;			/* told since the last news */
	int known_target, known_selected;	/* sessions, as last told */
	int64_t prompt_at, first_until;	/* clock_ms; -1 not */
};

/* --- what is told ----------------------------------------------------------*/

/* advice: what can be typed about it. */
static void write_told(struct linear *l, const char *advice)
{
	char *text;

	if (!l->told)
		return;
	text = mem_format("%s%s", l->told, advice);
	teller_event(l->teller, l->told_at, text);
	free(text);
	mem_set(&l->told, NULL);
}

/* What it is about, and so the advice, is known when on_news follows. */
static void on_notice(void *arg, const struct notice *n)
{
	struct linear *l = arg;

	write_told(l, "");
	l->errors |= n->level == NOTICE_ERROR;
	if (n->level == NOTICE_KEY) {
		teller_say(l->teller, "%s", n->text);
		return;
	}
	mem_set(&l->told, n->text);
	l->told_at = n->wall;
}

static const char *advice_on(const struct change *c)
{
	const struct session *s = c->kind == CHANGE_SESSION ? c->session : NULL;

	if (!s)
		return "";
	if (c->session_is_new && s->state == SESSION_RINGING)
		return ". Type answer or reject";
	if (s->wish && !(c->session_before && c->session_before->wish))
		return ". Type yes or no";
	return "";
}

static void greet(struct linear *l)
{
	char line[SPOKEN_LINE];

	l->first_until = -1;
	if (l->is_script)
		return;
	spoken_status(&l->ui, line);
	teller_say(l->teller, "%s", line);
	teller_say(l->teller, "help lists the commands, quit leaves");
}

/* The selection went elsewhere by itself: commands are about that one now. */
static void tell_selected(struct linear *l, bool is_news)
{
	const struct session *s = ui_selected(&l->ui);
	char line[SPOKEN_LINE];

	if (s)
		l->ui.trace_session = s->id;
	if (is_news && s && l->known_selected && s->id != l->known_selected) {
		spoken_session(&l->ui, s, line);
		teller_event(l->teller, clock_wall_ms(), line);
	}
	l->known_selected = l->ui.selected;
}

/* --- the engine ------------------------------------------------------------*/

static void announce(struct linear *l, const struct session *s)
{
	const char *command = l->options->command;

	if (l->ui.settings.notify != NOTIFY_OFF)
		teller_bell(l->teller);
	outward_command(&l->ui, s, command ? command : "offhook");
}

static void on_event(struct linear *l, const struct change *change, bool rings)
{
	write_told(l, advice_on(change));
	script_change(l->script, change);
	tell_selected(l, true);
	if (rings)
		announce(l, change->session);
}

static void on_lost(struct linear *l)
{
	write_told(l, ". Its calls may go on; it is tried again, start engine "
		"starts a new one");
	if (!l->is_script || l->first_until >= 0)
		return;
	script_lost(l->script);
	l->ui.quit = true;
}

static void on_news(void *arg, enum feed_news news, const struct change *change,
	bool rings)
{
	struct linear *l = arg;

	if (news == FEED_EVENT)
		on_event(l, change, rings);
	else if (news == FEED_LOST)
		on_lost(l);
	write_told(l, "");
	if (news == FEED_SNAPSHOT && l->first_until >= 0)
		greet(l);
	if (news == FEED_ANSWER) {
		tell_selected(l, false);
		if (l->errors)
			script_error(l->script);
	}
	l->errors = false;
}

/* --- orders ----------------------------------------------------------------*/

static void on_nobody(void *arg)
{
	struct linear *l = arg;

	script_result(l->script, ORDER_UNKNOWN);
}

/* What was held until now may be about another call than was meant. */
static void guard(struct linear *l)
{
	const struct session *target = ui_target(&l->ui);
	int64_t until = clock_ms() + UI_GUARD_MS;

	if (l->known_target && target && target->id != l->known_target)
		l->ui.target_guard = until;
	if (l->known_selected && l->ui.selected != l->known_selected)
		l->ui.selected_guard = until;
}

static void run_order(struct linear *l, const char *line)
{
	struct orders orders = { &l->ui, l->teller, l->question };

	l->errors = false;
	script_result(l->script, order_run(&orders, line));
	if (l->errors)
		script_error(l->script);
	write_told(l, "");
	ui_settle_key(&l->ui);
	pause_fulfil(l->pause);
	tell_selected(l, false);
	l->prompt_at = clock_ms() + PROMPT_MS;
}

static void enter(struct linear *l)
{
	char line[LINE_MAX_BYTES + 1];
	bool held = teller_holds(l->teller);

	teller_enter(l->teller, line);
	typing_remember(l->typing, line);
	if (held)
		guard(l);
	run_order(l, line);
}

/* --- input -----------------------------------------------------------------*/

static void on_key(void *arg, struct key key)
{
	struct linear *l = arg;

	notice_key(l->ui.notices);
	if (pause_waits(l->pause))
		pause_stop(l->pause);
	switch (typing_key(l->typing, teller_line(l->teller), key)) {
	case TYPED_NOTHING:
		break;
	case TYPED_EDIT:
		teller_typed(l->teller);
		break;
	case TYPED_ENTER:
		enter(l);
		break;
	case TYPED_CANCEL:
		pause_stop(l->pause);
		question_drop(l->question);
		teller_cancel(l->teller);
		break;
	case TYPED_END:
		l->ui.quit = true;
		break;
	case TYPED_SUSPEND:
		l->ui.suspend = true;
		break;
	}
}

static void on_paste(void *arg, const char *text)
{
	struct linear *l = arg;
	char *line = mem_text(text);

	for (char *c = line; (c = strpbrk(c, "\r\n\t")); )
		*c = ' ';
	text_clean_line(line);
	line_edit_insert_text(teller_line(l->teller), line);
	teller_typed(l->teller);
	free(line);
}

static void on_line(void *arg, const char *line)
{
	struct linear *l = arg;

	script_add(l->script, line);
}

static void on_too_long(void *arg)
{
	struct linear *l = arg;

	teller_say(l->teller, "a line of more than %d bytes is left out",
		LINE_MAX_BYTES);
	script_result(l->script, ORDER_UNKNOWN);
}

static void on_end(void *arg)
{
	struct linear *l = arg;

	l->ended = true;
	l->gone |= l->by_key;
}

/* --- the script ------------------------------------------------------------*/

/* Who types needs not wait: a call that rings can be given up. */
static bool is_ready(const struct linear *l)
{
	if (!l->is_script)
		return l->first_until < 0 && !l->ui.quit;
	return l->first_until < 0 && !pause_waits(l->pause) && !l->ui.quit &&
		script_is_settled(&l->ui);
}

static void run_lines(struct linear *l)
{
	char *line;

	while (is_ready(l) && (line = script_take(l->script))) {
		if (!l->is_script && pause_waits(l->pause))
			pause_stop(l->pause);
		run_order(l, line);
		free(line);
	}
	if (l->ended && script_is_empty(l->script) && is_ready(l))
		l->ui.quit = true;
}

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
	tell_selected(l, true);
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
		run_lines(l);
	write_told(l, "");
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

/* --- whether it fits --------------------------------------------------------*/

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
	struct inlet_handlers inlet = { on_key, on_paste, on_line, on_too_long,
		on_end, l };
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
	struct feed_handlers feed = { on_news, l };
	struct question_handlers question = { on_nobody, l };

	l->teller = teller_new(l->outlet, l->by_key, LABEL);
	teller_columns(l->teller, inlet_columns(l->inlet));
	ui_init(&l->ui);
	l->ui.linear = true;
	l->ui.model = model_new();
	l->ui.notices = notices_new();
	notice_listen(l->ui.notices, on_notice, l);
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
	l.prompt_at = clock_ms() + PROMPT_MS;
	l.first_until = clock_ms() + FIRST_MS;
	link_connect(l.ui.link);
	while (!l.ui.quit && !l.gone)
		turn(&l);
	say_what_goes_on(&l);
	status = l.is_script ? script_status(l.script) : EXIT_DONE;
	close_all(&l);
	return status;
}
