/* session_record.c - a call is recorded.  Engine thread.
 *
 *	on --> STARTING --opened--> RECORDING <--pause--> PAUSED
 *	          |                    | off, the call ends, trouble
 *	          `--failed--> LEAVING: the recorder comes back, the rest is
 *	                       written, the file closed --> gone
 *
 * The media thread fills a ring, the store thread empties it (recording.h) as
 * often as the timer here says.  While one is LEAVING the next may begin.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/ring.h"
#include "engine/private.h"
#include "media/recorder.h"
#include "protocol/paths.h"
#include "store/record_name.h"
#include "store/recording.h"
#include "store/store_thread.h"
#include "store/texts.h"

#define WRITE_MS 200		/* what a killed engine may lose, and more:
				 * a block of FLAC */

struct session_recording {
	struct list link;		/* of the engine */
	struct engine *engine;
	struct session *session;	/* NULL: LEAVING */
	int session_id;
	struct recorder *recorder;	/* owned; lent: the media thread's */
	bool lent;
	struct recording *file;		/* NULL: closed */
	char *path;			/* as wished, then as made; owned */
	bool opened, paused;
	int64_t started;		/* wall ms */
	session_done_fn *fn;		/* waits for it to open; NULL: nobody */
	void *arg;
};

/* --- telling ---------------------------------------------------------------*/

static void answer(struct session_recording *r, const struct fault *fault)
{
	session_done_fn *fn = r->fn;

	r->fn = NULL;
	if (fn)
		fn(r->arg, r->session, fault);
}

/* The recorder first: when it is back, all that it put is in the ring. */
static void leave(struct session_recording *r)
{
	struct session *s = r->session;

	if (!s)
		return;
	s->recording = NULL;
	media_extra(r->engine->media, call_media_stream(s->media),
		MEDIA_RECORDER, NULL);
	session_changed(s);
	r->session = NULL;
}

static void fail(struct session_recording *r, const char *text,
	const char *advice)
{
	struct fault fault = { 0 };

	if (r->session)
		engine_warn(r->engine, "recording", advice, "call %d: %s",
			r->session->number, text);
	fault_set(&fault, ERROR_DEVICE, "path", "%s; %s", text, advice);
	answer(r, &fault);
	leave(r);
}

/* --- what the store thread says --------------------------------------------*/

static void on_opened(void *arg, const char *path)
{
	struct session_recording *r = arg;

	log_info("session", "%d is recorded to %s", r->session_id, path);
	mem_set(&r->path, path);
	r->opened = true;
	if (!r->session)
		return;
	texts_add(&r->session->recorded, path);
	session_changed(r->session);
	answer(r, NULL);
}

static void on_failed(void *arg, const char *text, const char *advice)
{
	fail(arg, text, advice);
}

static void on_closed(void *arg)
{
	struct session_recording *r = arg;

	list_remove(&r->link);
	recorder_free(r->recorder);
	free(r->path);
	free(r);
}

void session_recorder_back(struct session_recording *r)
{
	r->lent = false;
	leave(r);
	recording_close(r->file);
}

/* --- as time goes by -------------------------------------------------------*/

static void look_after(struct session_recording *r)
{
	uint64_t lost = recorder_lost_ms(r->recorder);

	recording_write(r->file);
	if (r->session && lost)
		fail(r, "the recording stops: the disk took longer than "
			"memory could wait for it", "record to a faster disk: "
			"set record_dir in offhook.conf");
}

static void on_timer(void *arg)
{
	struct engine *e = arg;

	list_each(struct session_recording, r, &e->recordings, link)
		if (r->lent)
			look_after(r);
	if (!list_empty(&e->recordings))
		loop_timer_set(e->record_timer, WRITE_MS);
}

struct loop_timer *record_timer(struct engine *e)
{
	return loop_timer_new(e->loop, on_timer, e, "recordings");
}

/* --- beginning -------------------------------------------------------------*/

static char *default_path(struct session *s)
{
	const struct record_config *c = &s->engine->config->record;
	struct record_fields fields = { .wall_ms = clock_wall_ms(),
		.account = s->account ? s->account->config->name : NULL,
		.session = s->id };
	const char *ending = c->flac ? "flac" : "wav";
	struct uri_parts remote;
	char *name, *path;

	if (s->remote_uri && uri_parse(s->remote_uri, &remote))
		fields.remote = *remote.user ? remote.user : remote.host;
	name = record_name(c->name, &fields);
	if (c->dir)
		path = mem_format("%s/%s.%s", c->dir, name, ending);
	else
		path = mem_format("%s/recordings/%s.%s",
			s->engine->config->instance_dir, name, ending);
	free(name);
	return path;
}

static char *path_of(struct session *s, const char *wish, struct fault *fault)
{
	const char *expected;

	if (!wish)
		return default_path(s);
	if (*wish != '/' && strncmp(wish, "~/", 2)) {
		fault_set(fault, ERROR_PARAMS, "path", "a path begins with / "
			"or ~/, not as \"%.100s\"", wish);
		return NULL;
	}
	expected = recording_refusal(wish);
	if (!expected)
		return paths_expand(wish);
	fault_set(fault, ERROR_PARAMS, "path", "\"%.100s\": expected %s", wish,
		expected);
	return NULL;
}

static struct session_recording *begin(struct session *s, char *path,
	bool own_folder)
{
	struct engine *e = s->engine;
	struct session_recording *r = mem_new_of(struct session_recording);
	int rate_hz = call_media_rate_hz(s->media);
	struct recording_params p = { .worker = history_worker(e->history),
		.rate_hz = rate_hz, .path = path, .make_folder = own_folder,
		.on_opened = on_opened, .on_failed = on_failed,
		.on_closed = on_closed, .arg = r };

	*r = (struct session_recording){ .engine = e, .session = s,
		.session_id = s->id, .path = path, .lent = true,
		.started = clock_wall_ms() };
	r->recorder = recorder_new(rate_hz, e->config->record.beep, r);
	p.sound = recorder_ring(r->recorder);
	r->file = recording_open(&p);
	if (list_empty(&e->recordings))
		loop_timer_set(e->record_timer, WRITE_MS);
	list_append(&e->recordings, &r->link);
	s->recording = r;
	media_extra(e->media, call_media_stream(s->media), MEDIA_RECORDER,
		recorder_extra(r->recorder));
	session_changed(s);
	return r;
}

/* --- what is asked ---------------------------------------------------------*/

static void pause(struct session_recording *r, bool paused)
{
	if (r->paused == paused)
		return;
	r->paused = paused;
	recorder_pause(r->recorder, paused);
	session_changed(r->session);
}

static bool other_path(const struct session_recording *r, const char *wish)
{
	char *path = wish ? paths_expand(wish) : NULL;
	bool other = path && strcmp(path, r->path);

	free(path);
	return other;
}

/* One that goes on: the goal holds, or it is paused or goes on again. */
static bool go_on(struct session_recording *r,
	const struct record_params *p, struct fault *fault)
{
	if (other_path(r, p->path))
		return fault_set(fault, ERROR_STATE, "path", "call %d is being "
			"recorded to %s; end that first", r->session_id,
			r->path);
	pause(r, p->pause);
	if (!r->opened && !r->fn) {
		r->fn = p->fn;
		r->arg = p->arg;
	} else if (p->fn) {
		p->fn(p->arg, r->session, NULL);
	}
	return true;
}

bool session_record(struct session *s, const struct record_params *p,
	struct fault *fault)
{
	struct session_recording *r = s->recording;
	char *path;

	if (!session_may(s, EVENT_RECORD, fault))
		return false;
	if (!call_media_stream(s->media))
		return fault_set(fault, ERROR_STATE, "session",
			"call %d has no sound yet", s->id);
	if (r)
		return go_on(r, p, fault);
	path = path_of(s, p->path, fault);
	if (!path)
		return false;
	r = begin(s, path, !p->path);
	pause(r, p->pause);
	r->fn = p->fn;
	r->arg = p->arg;
	return true;
}

bool session_record_off(struct session *s, struct fault *fault)
{
	(void)fault;
	session_record_left(s);
	return true;
}

void session_record_forget(struct engine *e, void *arg)
{
	list_each(struct session_recording, r, &e->recordings, link)
		if (r->arg == arg)
			r->fn = NULL;
}

static bool is_automatic(const struct session *s)
{
	enum config_record own = s->account ?
		s->account->config->record : RECORD_DEFAULT;

	if (s->service || s->recording || !call_media_stream(s->media))
		return false;
	return own == RECORD_DEFAULT ? s->engine->config->record.automatic :
		own == RECORD_YES;
}

void session_record_auto(struct session *s)
{
	if (is_automatic(s))
		begin(s, default_path(s), true);
}

void session_record_left(struct session *s)
{
	struct fault fault = { 0 };

	if (!s->recording)
		return;
	fault_set(&fault, ERROR_STATE, "session", "call %d has ended, or its "
		"recording has", s->id);
	if (!s->recording->opened)
		answer(s->recording, &fault);
	leave(s->recording);
}

char *session_recordings_text(const struct session *s)
{
	char *text = NULL;

	for (int i = 0; i < s->recorded.n; i++) {
		char *longer = mem_format("%s%s%s", text ? text : "",
			text ? "\n" : "", s->recorded.items[i]);

		free(text);
		text = longer;
	}
	return text;
}

void session_record_view(const struct session *s, struct session_view *v)
{
	const struct session_recording *r = s->recording;

	v->recorded = (const char *const *)s->recorded.items;
	v->n_recorded = s->recorded.n;
	if (!r)
		return;
	v->recording_state = !r->opened ? "starting" :
		r->paused ? "paused" : "recording";
	v->recording_path = r->path;
	v->recording_started = r->started;
	v->recording_ms = (int64_t)recorder_ms(r->recorder);
}
