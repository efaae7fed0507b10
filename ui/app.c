#include "app.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "feed.h"
#include "input.h"
#include "keymap.h"
#include "keys.h"
#include "keys_load.h"
#include "learn.h"
#include "modes.h"
#include "mouse.h"
#include "outward.h"
#include "passing.h"
#include "probe.h"
#include "programs.h"
#include "saving.h"
#include "settings_saving.h"
#include "setup.h"
#include "screen.h"
#include "terminal.h"
#include "themes.h"
#include "tick.h"
#include "ui.h"
#include "views/view.h"
#include "waiter.h"

#define FIRST_FRAME_MS 150	/* without an engine; then it is shown so */
#define HISTORY_MS 30		/* the first frame waits so long for it */
#define NETWORK_FRAME_MS 100	/* ten frames a second at most */
#define RESIZE_MS 60		/* several at once are one */
#define RESIZE_MOST_MS 400	/* of a storm of them, one so often */
#define DRAIN_MS 200		/* for the terminal, when it is left */

/* How soon the screen must follow. */
enum dirt { CLEAN, DIRTY_FIGURES, DIRTY_NETWORK, DIRTY_NOW };

struct app {
	const struct app_options *options;
	struct ui ui;
	struct terminal *terminal;	/* owned, as all below */
	struct keys *keys;
	struct feed *feed;
	struct waiter *waiter;
	enum dirt dirt;
	int64_t last_frame, next_tick, hold_until, resize_at;	/* -1 none */
	int64_t resize_most;		/* put off no longer */
	struct probe probe;
	bool gone;			/* the terminal is */
};

static void dirty(struct app *app, enum dirt how)
{
	if (how > app->dirt)
		app->dirt = how;
}

/* --- the engine -----------------------------------------------------------*/

static void on_news(void *arg, enum feed_news news, const struct change *change,
	bool rings)
{
	struct app *app = arg;
	bool figures = change && change->kind == CHANGE_FIGURES;

	if (rings)
		ui_announce(&app->ui, change->session);
	if (news == FEED_HISTORY)
		setup_offer(&app->ui);
	if (news == FEED_SNAPSHOT && app->hold_until >= 0)
		app->hold_until = clock_ms() + HISTORY_MS;
	else if (news == FEED_HISTORY || news == FEED_LOST)
		app->hold_until = -1;
	if (!figures || !app->ui.settings.reader)	/* who hears it asks */
		dirty(app, figures ? DIRTY_FIGURES : app->ui.now ? DIRTY_NOW :
		DIRTY_NETWORK);
	app->ui.now = false;
}

/* --- the terminal ---------------------------------------------------------*/

static void on_key(void *arg, struct key key)
{
	struct app *app = arg;

	if (learn_is_on(&app->ui))
		learn_key(&app->ui, key);
	else
		input_key(&app->ui, key);
	dirty(app, DIRTY_NOW);
}

static void on_paste(void *arg, const char *text)
{
	struct app *app = arg;

	if (learn_is_on(&app->ui))
		learn_other(&app->ui, "a paste");
	else
		input_paste(&app->ui, text);
	dirty(app, DIRTY_NOW);
}

static void on_report(void *arg, const struct report *report)
{
	struct app *app = arg;

	if (report->kind >= REPORT_READY) {
		probe_answer(&app->probe, &app->ui, report);
		return;
	}
	mouse_report(&app->ui, report, clock_ms());
	dirty(app, DIRTY_NOW);
}

/* Byte by byte, so that each key has its own. */
static void learn_bytes(struct app *app, const char *bytes, ssize_t n)
{
	int64_t now = clock_ms();

	for (ssize_t i = 0; i < n; i++) {
		if (learn_is_on(&app->ui))
			learn_byte(&app->ui, bytes[i]);
		keys_put(app->keys, bytes + i, 1, now);
		learn_taken(&app->ui, keys_deadline(app->keys) >= 0);
	}
	dirty(app, DIRTY_NOW);
}

static void read_terminal(struct app *app, short events)
{
	char bytes[4096];
	ssize_t n = 0;

	if (events & POLLIN)
		n = terminal_read(app->terminal, bytes, sizeof bytes);
	if (n > 0 && learn_is_on(&app->ui))
		learn_bytes(app, bytes, n);
	else if (n > 0)
		keys_put(app->keys, bytes, n, clock_ms());
	else if (n < 0 || (events & (POLLHUP | POLLERR)))
		app->gone = true;
}

static void resize(struct app *app)
{
	int rows, columns;

	app->resize_at = -1;
	terminal_size(app->terminal, &rows, &columns);
	screen_resize(rows, columns);
	ui_layout(&app->ui, rows, columns);
	ui_settle(&app->ui);
	dirty(app, DIRTY_NOW);
}

/* What the terminal still answers would be typed into the shell. */
static void leave_screen(struct app *app)
{
	if (probe_is_open(&app->probe) && !app->gone)
		terminal_discard(app->terminal, DRAIN_MS);
	outward_leave();
	screen_leave();
}

static void give_terminal(struct app *app)
{
	leave_screen(app);
	terminal_drain(app->terminal, DRAIN_MS);
	terminal_cooked(app->terminal);
}

static void take_terminal(struct app *app)
{
	terminal_raw(app->terminal);
	screen_return();
	resize(app);
}

static void suspend(struct app *app)
{
	app->ui.suspend = false;
	give_terminal(app);
	waiter_stop();
	take_terminal(app);
}

static void sign_in(struct app *app)
{
	give_terminal(app);
	feed_sign_in(app->feed);
	waiter_forget_keys();
	take_terminal(app);
}

static void draw(struct app *app)
{
	struct cursor cursor;

	if (app->ui.redraw)
		screen_redraw();
	app->ui.redraw = false;
	outward_send(&app->ui);
	screen_follow(&app->ui.settings);
	ui_day(&app->ui);
	screen_begin();
	cursor = frame_draw(&app->ui);
	screen_commit(cursor.row, cursor.column);
	if (app->dirt == DIRTY_FIGURES || app->ui.slow)
		probe_frame(&app->probe, &app->ui);
	app->dirt = CLEAN;
	app->last_frame = clock_ms();
	app->next_tick = tick_next(&app->ui);
}

/* The terminal has not taken all.  What switches it on goes with the first
 * frame, in one write. */
static bool is_behind(const struct app *app)
{
	return app->last_frame && terminal_waits(app->terminal);
}

static void flush(struct app *app)
{
	if (is_behind(app) && !terminal_flush(app->terminal))
		app->gone = true;
}

/* When the next frame is to be drawn: clock_ms, -1 for not at all.  A terminal
 * that still has the last one to read gets no other. */
static int64_t frame_due(const struct app *app)
{
	if (app->dirt == CLEAN || is_behind(app))
		return -1;
	if (app->hold_until >= 0)
		return app->hold_until;
	if (app->dirt == DIRTY_NOW)
		return 0;
	if (app->dirt == DIRTY_FIGURES && probe_waits(&app->probe))
		return -1;
	return app->dirt == DIRTY_NETWORK ? app->last_frame + NETWORK_FRAME_MS :
		tick_grid(app->last_frame);
}

/* --- time -----------------------------------------------------------------*/

static int64_t next_deadline(const struct app *app)
{
	int64_t deadline = passing_deadline(&app->ui);

	passing_sooner(&deadline, keys_deadline(app->keys));
	passing_sooner(&deadline, probe_deadline(&app->probe));
	passing_sooner(&deadline, app->resize_at);
	passing_sooner(&deadline, frame_due(app));
	if (!is_behind(app))
		passing_sooner(&deadline, app->next_tick);
	return deadline;
}

/* It may have been switched by a setting, too. */
static void tick_probe(struct app *app)
{
	bool slow = app->ui.slow;

	probe_tick(&app->probe, &app->ui);
	if (slow != app->ui.slow)
		dirty(app, DIRTY_NOW);
}

static void tick(struct app *app)
{
	int64_t now = clock_ms();

	keys_tick(app->keys, now);
	if (passing_tick(&app->ui))
		dirty(app, DIRTY_NOW);
	tick_probe(app);
	if (app->resize_at >= 0 && now >= app->resize_at)
		resize(app);
	if (app->next_tick >= 0 && now >= app->next_tick)
		dirty(app, DIRTY_NOW);
}

/* --- the loop -------------------------------------------------------------*/

static void fulfil(struct app *app)
{
	feed_fulfil(app->feed);
	if (app->ui.suspend)
		suspend(app);
	if (app->ui.sign_in)
		sign_in(app);
	if (app->hold_until >= 0 && clock_ms() >= app->hold_until)
		app->hold_until = -1;
}

static void put_off_resize(struct app *app)
{
	int64_t now = clock_ms();

	if (app->resize_at < 0)
		app->resize_most = now + RESIZE_MOST_MS;
	app->resize_at = now + RESIZE_MS;
	if (app->resize_at > app->resize_most)
		app->resize_at = app->resize_most;
}

static void take_signals(struct app *app, struct waiter_signals s)
{
	if (s.resized)
		put_off_resize(app);
	if (s.continued) {
		app->ui.redraw = true;
		dirty(app, DIRTY_NOW);
	}
	app->ui.suspend |= s.suspended;
	app->gone |= s.ended;
}

enum { POLL_TERMINAL, POLL_LINK, POLL_STARTER, POLL_SAVER, POLL_SETTINGS,
	POLLED };

static void wait_for(struct app *app, struct pollfd p[POLLED])
{
	const struct link *link = app->ui.link;

	p[POLL_TERMINAL] = (struct pollfd){ terminal_fd(app->terminal),
		POLLIN | (is_behind(app) ? POLLOUT : 0), 0 };
	p[POLL_LINK] = (struct pollfd){ link_fd(link), link_events(link), 0 };
	p[POLL_STARTER] = (struct pollfd){ feed_starter_fd(app->feed), POLLIN,
		0 };
	p[POLL_SAVER] = (struct pollfd){ saving_fd(&app->ui), POLLIN, 0 };
	p[POLL_SETTINGS] = (struct pollfd){ settings_saving_fd(&app->ui),
		POLLIN, 0 };
	take_signals(app, waiter_wait(app->waiter, p, POLLED,
		next_deadline(app)));
}

static void turn(struct app *app)
{
	struct pollfd p[POLLED];
	int64_t due;

	wait_for(app, p);
	if (p[POLL_TERMINAL].revents)
		read_terminal(app, p[POLL_TERMINAL].revents);
	if (p[POLL_LINK].revents)
		link_ready(app->ui.link, p[POLL_LINK].revents);
	if (p[POLL_SETTINGS].revents) {
		settings_saving_end(&app->ui);
		dirty(app, DIRTY_NOW);
	}
	if (p[POLL_SAVER].revents) {
		saving_end(&app->ui);
		dirty(app, DIRTY_NOW);
	}
	if (p[POLL_STARTER].revents)
		feed_started(app->feed);
	tick(app);
	fulfil(app);
	flush(app);
	due = frame_due(app);
	if (due >= 0 && clock_ms() >= due)
		draw(app);
	flush(app);
}

static void run(struct app *app)
{
	resize(app);
	app->dirt = CLEAN;
	app->hold_until = clock_ms() + FIRST_FRAME_MS;
	dirty(app, DIRTY_NETWORK);
	link_connect(app->ui.link);
	while (!app->ui.quit && !app->gone)
		turn(app);
}

/* --- start and end --------------------------------------------------------*/

static void on_mistake(void *arg, const char *text)
{
	struct app *app = arg;

	notice_add(app->ui.notices, NOTICE_WARNING, "%s", text);
}

/* Before curses starts: it wants to know of colours and marks. */
static void read_settings(struct app *app)
{
	app->ui.notices = notices_new();
	ui_init(&app->ui);
	themes_read(on_mistake, app);
	app->ui.settings_file = app->options->settings_file;
	if (app->options->settings_file)
		settings_read(&app->ui.settings, app->options->settings_file,
			on_mistake, app);
}

static void open_ui(struct app *app)
{
	struct feed_handlers feed = { on_news, app };
	struct keys_handlers keys = { on_key, on_paste, on_report, app };

	app->ui.model = model_new();
	keys_load(&app->ui, false);
	app->feed = feed_new(&app->ui, app->options, &feed);
	app->keys = keys_new(&keys, modes_mark_pastes());
	screen_learn_keys(app->keys);
}

static void close_ui(struct app *app)
{
	ui_free(&app->ui);
	feed_free(app->feed);
	keys_free(app->keys);
	keymap_free(app->ui.keymap);
	notices_free(app->ui.notices);
	model_free(app->ui.model);
	themes_free();
}

static void say_what_goes_on(const struct app *app)
{
	int calls = model_live(app->ui.model);
	const char *command = app->options->command;

	if (app->ui.quit && !app->ui.stopped && app->ui.connected && calls)
		printf("%d call%s continue%s; `%s` to return\n", calls,
			calls == 1 ? "" : "s", calls == 1 ? "s" : "",
			command ? command : "offhook");
}

static int complain(const char *why)
{
	fprintf(stderr, "offhook: %s\n", why);
	return 1;
}

static int open_terminal(struct app *app)
{
	int result;

	app->waiter = waiter_new();
	if (!app->waiter)
		return complain(strerror(errno));
	result = terminal_open(&app->terminal);
	if (result == 0)
		return 0;
	waiter_free(app->waiter);
	return complain(strerror(-result));
}

static void close_terminal(struct app *app)
{
	terminal_close(app->terminal);
	waiter_free(app->waiter);
}

int app_run(const struct app_options *options)
{
	struct app app = { .options = options, .next_tick = -1,
		.hold_until = -1, .resize_at = -1 };
	char why[160];

	setlocale(LC_ALL, "");
	if (open_terminal(&app))
		return 1;
	read_settings(&app);
	if (!screen_start(app.terminal, &app.ui.settings, why, sizeof why)) {
		close_terminal(&app);
		close_ui(&app);
		return complain(why);
	}
	terminal_raw(app.terminal);
	outward_start(options->command);
	probe_start(&app.probe, &app.ui.settings);
	open_ui(&app);
	run(&app);
	leave_screen(&app);
	screen_stop();
	close_terminal(&app);
	say_what_goes_on(&app);
	close_ui(&app);
	return 0;
}
