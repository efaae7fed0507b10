/* engine.c - from start to stop; finding things; telling the observer.  Engine
 * thread. */
#include "engine/conference.h"
#include "engine/private.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/device.h"
#include "base/clip.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "engine/ice_hub.h"
#include "media/extra.h"

#define KEEP_ENDED_MS 60000		/* decisions 25 */
#define KEEP_ENDED 64
#define PURGE_MS 1000
#define STOP_CALLS_MS 1500		/* then the uas go down, whoever answers */
#define STOP_ALL_MS 1900		/* well within main's limit */
#define DRAIN_MS 200			/* sound files are made whole */

/* --- telling --------------------------------------------------------------------*/

void engine_tell(struct engine *e, const struct engine_event *event)
{
	if (e->params.on_event)
		e->params.on_event(e->params.arg, event);
}

void engine_tell_account(struct engine *e, enum engine_topic topic,
	struct account *a)
{
	struct engine_event event = { .topic = topic, .account = a };

	engine_tell(e, &event);
}

static void tell_session(struct engine *e, enum engine_topic topic,
	struct session *s)
{
	struct engine_event event = { .topic = topic, .session = s };

	engine_tell(e, &event);
}

/* What was to be told of it; a change, unless it is told next anyway. */
static void tell_news_of(struct session *s, bool changes)
{
	bool news = !list_empty(&s->news), first = s->unannounced;

	list_remove(&s->news);
	s->unannounced = false;
	if (news && (first || changes))
		tell_session(s->engine, first ? TOPIC_SESSION_CREATED :
			TOPIC_SESSION_CHANGED, s);
	if (first)
		lookup_start(s);
}

/* Whoever listens has heard of the session, and as it is, before any other
 * event of it: not everybody listens to those. */
void engine_tell_session(struct engine *e, enum engine_topic topic,
	struct session *s)
{
	if (topic == TOPIC_SESSION_CREATED) {
		s->unannounced = true;
		engine_session_changed(e, s);
		return;
	}
	tell_news_of(s, topic != TOPIC_SESSION_ENDED);
	tell_session(e, topic, s);
}

void engine_tell_changes(struct engine *e)
{
	struct session *s;

	while ((s = list_first(struct session, &e->news, news)))
		tell_news_of(s, true);
}

static void tell_news(void *arg)
{
	engine_tell_changes(arg);
}

/* A session that is answered changes four times in one go: who looks on sees
 * it once, as it has become. */
void engine_session_changed(struct engine *e, struct session *s)
{
	if (!list_empty(&s->news))
		return;
	if (list_empty(&e->news))
		loop_timer_set(e->tell_news, 0);
	list_append(&e->news, &s->news);
}

void engine_warn(struct engine *e, const char *code, const char *advice,
	const char *format, ...)
{
	struct engine_event event = { .topic = TOPIC_ENGINE_WARNING,
		.code = code, .advice = advice };
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	event.text = text;
	log_warn("engine", "%s (%s)", text, advice);
	engine_tell(e, &event);
}

/* --- media's reports --------------------------------------------------------------*/

static void on_device_back(void *arg, struct device *device)
{
	(void)arg;
	device_close(device);
}

static void on_extra_back(struct extra *extra)
{
	switch (extra->kind) {
	case MEDIA_RECORDER:
		session_recorder_back(extra->arg);
		break;
	case MEDIA_PLAYER:
		session_player_back(extra->arg);
		break;
	case MEDIA_TAP:
		session_tap_back(extra->arg);
		break;
	case MEDIA_EXTRAS:
		break;
	}
}

static void on_media(void *arg, int fd, int events)
{
	struct engine *e = arg;

	(void)fd;
	(void)events;
	media_dispatch(e->media);
}

static int start_media(struct engine *e)
{
	struct media_handlers h = { .on_detached = call_media_detached,
		.on_dtmf = call_media_key, .on_device_back = on_device_back,
		.on_extra_back = on_extra_back,
		.on_microphone = processing_trouble,
		.on_handshake = call_media_handshake, .arg = e };
	int error = media_new(&e->media, &h);

	if (error < 0)
		return error;
	e->media_watch = loop_watch(e->loop, media_event_fd(e->media), LOOP_IN,
		on_media, e, "media");
	return 0;
}

/* --- ended sessions -----------------------------------------------------------------*/

static void purge(void *arg)
{
	struct engine *e = arg;
	int ended = 0, over;
	int64_t now = clock_ms();
	bool more = false;

	e->purging = false;
	list_each(struct session, s, &e->sessions, link)
		ended += !session_is_live(s);
	over = ended - KEEP_ENDED;
	list_each(struct session, s, &e->sessions, link) {
		if (session_is_live(s))
			continue;
		if (over-- > 0 || now - s->ended_ms >= KEEP_ENDED_MS)
			session_free(s);
		else
			more = true;
	}
	if (more)
		loop_timer_set(e->purge, KEEP_ENDED_MS);
}

void engine_session_gone(struct engine *e)
{
	e->live--;
	/* Later: whoever ended it still holds it. */
	if (!e->purging)
		loop_timer_set(e->purge, PURGE_MS);
	e->purging = true;
	thrift_wait(e);
	engine_check_stopped(e);
}

/* --- start ----------------------------------------------------------------------------*/

static void add_accounts(struct engine *e)
{
	for (int i = 0; i < e->config->n_accounts; i++)
		account_new(e, &e->config->accounts[i], false);
}

static void start_accounts(struct engine *e)
{
	list_each(struct account, a, &e->accounts, link)
		account_start(a);
}

static void warn_of_config(struct engine *e)
{
	for (int i = 0; i < e->config->warnings.n; i++)
		log_warn("config", "%s", e->config->warnings.items[i]);
}

static void on_stop_timer(void *arg);

static void make_lists(struct engine *e)
{
	e->traces = traces_new();
	list_init(&e->endpoints);
	list_init(&e->accounts);
	list_init(&e->conferences);
	list_init(&e->sessions);
	list_init(&e->service_legs);
	list_init(&e->pages);
	list_init(&e->device_requests);
	list_init(&e->requests);
	list_init(&e->news);
	list_init(&e->recordings);
	list_init(&e->plays);
	list_init(&e->taps);
	e->tell_news = loop_timer_new(e->loop, tell_news, e, "session news");
	e->purge = loop_timer_new(e->loop, purge, e, "purge");
	e->stop_timer = loop_timer_new(e->loop, on_stop_timer, e, "stop");
	e->vanished = vanished_timer(e);
	e->pulse = pulse_timer(e);
	e->thrift = thrift_timer(e);
	e->uplink = uplink_new(e);
	e->record_timer = record_timer(e);
	e->network = network_new(e);
	e->ice = ice_hub_new(e->loop);
}

static bool start(struct engine *e, char *error)
{
	char *file = mem_format("%s/history.db", e->config->instance_dir);
	bool opened = call_history_start(e, file);
	int result = opened ? start_media(e) : -EIO;

	free(file);
	if (result < 0) {
		snprintf(error, CONFIG_ERROR, "the %s thread could not be "
			"started: %s\n", opened ? "media" : "store",
			strerror(-result));
		return false;
	}
	e->address_book = address_book_new(e);
	e->sound = sound_new(e);
	engine_capability(e->config, NULL, &e->capability);
	latency_configure(e, e->config->latency);
	processing_configure(e, &e->config->processing);
	conferences_configure(e);
	return endpoints_listen(e, e->config, error);
}

struct engine *engine_new(const struct engine_params *params, char *error)
{
	struct engine *e = mem_new_of(struct engine);

	e->params = *params;
	e->loop = params->loop;
	e->config = params->config;
	e->config_file = mem_text(params->config_file);
	e->instance = mem_text(params->instance);
	e->started = clock_wall_ms();
	make_lists(e);
	if (!instance_id(e->config->instance_dir, e->instance_id))
		log_warn("engine", "%s/instance-id: %s: registrars will take "
			"the next start for another phone",
			e->config->instance_dir, strerror(errno));
	if (!start(e, error)) {
		e->params.on_event = NULL;
		engine_free(e);
		return NULL;
	}
	warn_of_config(e);
	music_configure(e);
	add_accounts(e);
	account_read_stored(e);
	forward_read_stored(e);
	sound_read_stored(e);
	start_accounts(e);
	return e;
}

/* --- stop -------------------------------------------------------------------------------*
 *
 *	calls: BYE, CANCEL; accounts: un-REGISTER --> uas down --> on_stopped
 *	        at most STOP_CALLS_MS                 at most STOP_ALL_MS
 */

static bool all_ended(const struct engine *e)
{
	if (e->live)
		return false;
	list_each(struct account, a, &e->accounts, link)
		if (!account_done(a))
			return false;
	return true;
}

static void finish(struct engine *e)
{
	if (e->stop == STOP_STOPPED)
		return;
	e->stop = STOP_STOPPED;
	loop_timer_cancel(e->stop_timer);
	e->params.on_stopped(e->params.arg);
}

static void all_down(struct engine *e)
{
	services_end(e);
	list_each(struct session, s, &e->sessions, link)
		session_free(s);
	list_each(struct account, a, &e->accounts, link)
		account_free(a);
	list_each(struct endpoint, p, &e->endpoints, link)
		endpoint_shut_down(p);
}

static void go_down(struct engine *e)
{
	if (e->stop == STOP_ENDING)
		log_warn("engine", "stopping: not everybody has answered");
	e->stop = STOP_GOING_DOWN;
	list_each(struct session, s, &e->sessions, link)
		session_end(s, "local", 487, "the engine stopped");
	loop_timer_set(e->stop_timer, STOP_ALL_MS - STOP_CALLS_MS);
	all_down(e);
	engine_check_stopped(e);
}

static void on_stop_timer(void *arg)
{
	struct engine *e = arg;

	if (e->stop == STOP_GOING_DOWN)
		finish(e);
	else
		go_down(e);
}

static void begin_stop(struct engine *e)
{
	struct fault fault;

	e->stop = STOP_ENDING;
	list_each(struct session, s, &e->sessions, link)
		session_hangup(s, &fault);
	list_each(struct account, a, &e->accounts, link)
		account_leave(a);
	loop_timer_set(e->stop_timer, STOP_CALLS_MS);
	engine_check_stopped(e);
}

/* What comes next comes from the loop: whoever asks still works on its object. */
void engine_check_stopped(struct engine *e)
{
	if (e->stop == STOP_WHEN_IDLE && !e->live) {
		begin_stop(e);
	} else if (e->stop == STOP_ENDING && all_ended(e)) {
		e->stop = STOP_ENDED;
		loop_timer_set(e->stop_timer, 0);
	} else if (e->stop == STOP_GOING_DOWN && list_empty(&e->endpoints)) {
		finish(e);
	}
}

void engine_stop(struct engine *e, bool when_idle)
{
	struct engine_event event = { .topic = TOPIC_ENGINE_CHANGED };

	if (e->stop >= STOP_ENDING)
		return;
	if (!when_idle)
		begin_stop(e);
	else
		e->stop = STOP_WHEN_IDLE;
	engine_check_stopped(e);
	engine_tell(e, &event);
}

static void free_lists(struct engine *e)
{
	services_end(e);
	list_each(struct session, s, &e->sessions, link)
		session_free(s);
	list_each(struct account, a, &e->accounts, link)
		account_free(a);
}

void engine_free(struct engine *e)
{
	if (!e)
		return;
	free_lists(e);
	sound_free(e->sound);
	for (int i = 0; i < SOUND_ENDS; i++)
		free(e->kept_devices[i]);
	if (e->media) {
		loop_unwatch(e->media_watch);
		media_free(e->media);
	}
	device_drain(DRAIN_MS);
	e->params.on_event = NULL;	/* nobody is there to hear */
	taps_end(e);
	music_end(e);
	address_book_free(e->address_book);
	call_history_end(e);
	clip_release(e->music);
	loop_timer_free(e->record_timer);
	loop_timer_free(e->purge);
	loop_timer_free(e->tell_news);
	loop_timer_free(e->thrift);
	loop_timer_free(e->stop_timer);
	loop_timer_free(e->vanished);
	loop_timer_free(e->pulse);
	network_free(e->network);
	ice_hub_free(e->ice);
	uplink_free(e->uplink);
	conferences_free(e);
	free(e->latency);
	traces_free(e->traces);
	config_free(e->config);
	free(e->config_file);
	free(e->instance);
	free(e);
}
