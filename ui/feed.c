#include "feed.h"

#include <config.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "meanwhile.h"
#include "news.h"
#include "request.h"
#include "sounding.h"
#include "starter.h"
#include "tracing.h"

struct feed {
	struct ui *ui;
	const struct app_options *options;
	struct feed_handlers handlers;
	struct starter *starter;	/* owned; NULL: none */
	char *told_version;		/* owned; NULL: none */
	long lost_notice;		/* 0: none yet */
	bool history_told;		/* that it is here, or will not come */
};

static void tell(struct feed *f, enum feed_news news)
{
	f->handlers.on_news(f->handlers.arg, news, NULL, false);
}

/* --- another version ------------------------------------------------------*/

/* The same protocol; one of them still is better updated.  Told once. */
static void on_greeted(void *arg, const json_t *hello)
{
	struct feed *f = arg;
	const char *version = json_text(hello, "version");
	const char *ours = PACKAGE_VERSION;

	if (!version || !strcmp(version, ours) ||
			text_same(version, f->told_version))
		return;
	mem_set(&f->told_version, version);
	notice_add(f->ui->notices, NOTICE_WARNING, "the engine%s%s is offhook "
		"%.20s, this screen %s: update the older one",
		f->ui->host ? " on " : "", f->ui->host ? f->ui->host : "",
		version, ours);
}

/* --- found, and lost ------------------------------------------------------*/

/* The news is that it is back, and what is new; how it was lost is in the log. */
static void say_connected(struct feed *f, const struct meanwhile *before)
{
	struct ui *ui = f->ui;
	int calls = model_live(ui->model);
	char text[MEANWHILE_TEXT] = "";

	notice_withdraw(ui->notices, f->lost_notice);
	if (before)
		meanwhile_words(before, ui->model, text);
	if (ui->lost_why)
		notice_add(ui->notices, NOTICE_INFO,
			"connected to the engine, %d call%s%s%s", calls,
			calls == 1 ? "" : "s", *text ? ": " : "", text);
	mem_set(&ui->lost_why, NULL);
	mem_set(&ui->lost_how, NULL);
}

static void on_snapshot(void *arg, const json_t *status)
{
	struct feed *f = arg;
	struct ui *ui = f->ui;
	struct meanwhile *before = ui->lost_why && ui->model->loaded ?
		meanwhile_new(ui->model) : NULL;
	bool known = ui->model->loaded;
	int64_t engine = ui->model->started;

	model_load(ui->model, status);
	if (known && engine != ui->model->started)
		ui_other_engine(ui);
	ui->connected = true;
	say_connected(f, before);
	meanwhile_free(before);
	ui_settle(ui);
	f->history_told = false;
	listing_restart(&ui->history);
	listing_restart(&ui->contacts);
	searching_restart(ui);
	listing_tick(ui);
	tell(f, FEED_SNAPSHOT);
}

static void on_lost(void *arg, const char *why)
{
	struct feed *f = arg;
	struct ui *ui = f->ui;

	if (!ui->lost_why) {
		ui->lost_at = clock_wall_ms();
		mem_set(&ui->lost_how, why);
	}
	if (ui->connected)
		f->lost_notice = notice_add(ui->notices, NOTICE_ERROR,
			"lost the engine: %s", why);
	ui->connected = false;
	mem_set(&ui->lost_why, why);
	ui_settle(ui);
	tell(f, FEED_LOST);
}

/* --- events and answers ---------------------------------------------------*/

/* At the top, and not looked at, the selection stays with the newest. */
static void added(struct ui *ui, const json_t *call)
{
	struct record *r = record_read(call);

	if (r)
		today_add(&ui->today, r);
	if (r)
		listing_push(&ui->history, r, ui->focus == PANE_BROWSER ||
			ui->history.view.selected > 0);
}

/* Names that are shown beside calls may be others now. */
static void contacts_changed(struct feed *f)
{
	listing_changed(&f->ui->contacts);
	listing_changed(&f->ui->history);
	tell(f, FEED_ANSWER);
}

static void on_event(void *arg, const char *topic, const json_t *params)
{
	struct feed *f = arg;
	struct ui *ui = f->ui;
	struct change change = model_apply(ui->model, topic, params);
	bool rings;

	if (!strncmp(topic, "contact.", 8))
		contacts_changed(f);
	if (change.kind == CHANGE_NOTHING)
		return;
	if (change.kind == CHANGE_HISTORY)
		added(ui, json_object_get(params, "call"));
	rings = news_tell(ui->notices, &change);
	if (change.kind == CHANGE_ACCOUNT)
		signing_told(&ui->signing, change.account);
	if (change.kind == CHANGE_SESSION)
		tracing_changed(ui, change.session->id);
	if (change.kind == CHANGE_FIGURES && change.each_second)
		sounding_told(ui, change.session);
	if (change.kind != CHANGE_FIGURES)
		ui_settle(ui);
	f->handlers.on_news(f->handlers.arg, FEED_EVENT, &change, rings);
}

static void on_answered(void *arg)
{
	struct feed *f = arg;
	const struct listing *history = &f->ui->history;
	bool told = f->history_told;

	f->history_told = history->loaded || history->error;
	tell(f, f->history_told && !told ? FEED_HISTORY : FEED_ANSWER);
}

/* --- a way that asks ------------------------------------------------------*/

void feed_sign_in(struct feed *f)
{
	char error[512];

	f->ui->sign_in = false;
	if (!f->options->sign_in)
		return;
	if (f->options->sign_in(f->options->arg, error, sizeof error))
		notice_add(f->ui->notices, NOTICE_ERROR, "%s", error);
	else
		f->ui->connect = true;
}

/* --- a new engine ---------------------------------------------------------*/

static void start_engine(struct feed *f)
{
	struct ui *ui = f->ui;

	ui->start_engine = false;
	if (f->starter || !f->options->start_engine)
		return;
	f->starter = starter_new(f->options);
	ui->starting = f->starter != NULL;
	if (!f->starter)
		notice_add(ui->notices, NOTICE_ERROR, "no new process: %s",
			strerror(errno));
}

int feed_starter_fd(const struct feed *f)
{
	return f->starter ? starter_fd(f->starter) : -1;
}

void feed_started(struct feed *f)
{
	struct ui *ui = f->ui;
	char error[512];

	if (starter_result(f->starter, error, sizeof error))
		ui->connect = true;
	else
		notice_add(ui->notices, NOTICE_ERROR, "no engine: %s", error);
	starter_free(f->starter);
	f->starter = NULL;
	ui->starting = false;
	tell(f, FEED_STARTED);
}

/* ---------------------------------------------------------------------------*/

void feed_fulfil(struct feed *f)
{
	struct ui *ui = f->ui;

	if (ui->connect) {
		ui->connect = false;
		link_connect(ui->link);
	}
	if (ui->start_engine)
		start_engine(f);
}

struct feed *feed_new(struct ui *ui, const struct app_options *options,
	const struct feed_handlers *handlers)
{
	struct feed *f = mem_new_of(struct feed);
	struct link_handlers link = {
		.on_greeted = on_greeted,
		.on_snapshot = on_snapshot, .on_event = on_event,
		.on_lost = on_lost, .on_answered = on_answered, .arg = f,
	};

	f->ui = ui;
	f->options = options;
	f->handlers = *handlers;
	ui->host = options->host;
	ui->socket = options->host ? options->host :
		options->way->where;
	ui->read_only = options->read_only;
	ui->link = link_new(options->way, options->read_only, &link);
	return f;
}

void feed_free(struct feed *f)
{
	if (!f)
		return;
	starter_free(f->starter);
	free(f->told_version);
	link_free(f->ui->link);
	f->ui->link = NULL;
	free(f);
}
