/* sound.c - the three devices: which is open, who hears what tone.  Engine
 * thread.
 *
 *	capture   first of audio.capture that opens, while somebody talks
 *	playback  ... while somebody listens, or a tone is played
 *	ring      ... while a call rings
 *
 * A device is opened when it is first needed and closed LINGER_MS after the
 * last need.  One that fails or goes away makes way for the next of its list;
 * when none opens, calls go on without, and the list is tried again.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "audio/device.h"
#include "base/mem.h"
#include "engine/private.h"

#define LINGER_MS 5000
#define RETRY_MS 2000			/* first wait; doubled up to the last */
#define RETRY_LAST_MS 32000
#define ENDS 3
#define BEEP_MS 450			/* TONE_BEEP, and the way out */
#define BEEP_WAIT_MS 3000		/* for a loudspeaker, before it */

struct sound_end {
	struct sound *sound;
	enum media_end end;
	const char *word;		/* "capture" ... */
	struct texts *list;		/* of the configuration */
	char *chosen;			/* by audio.select; owned; NULL: the list */
	int next;			/* of the list, to be tried */
	struct device *device;		/* being opened, or the media thread's */
	bool handed_over;
	struct loop_watch *watch;
	struct loop_timer *timer;	/* to close, or to try again */
	bool needed, failed;
	int retry_ms;			/* the next wait */
	enum tone tone;
	int volume;			/* percent */
	char *name, *reason;		/* of the last one tried; owned */
};

enum beep { BEEP_NONE, BEEP_DUE, BEEP_PLAYS };

struct sound {
	struct engine *engine;
	struct sound_end ends[ENDS];
	bool ending_tone;		/* busy or congestion is heard */
	struct loop_timer *tone_timer;
	enum beep beep;
	struct loop_timer *beep_timer;
};

static void open_next(struct sound_end *end);
static void beep_if_heard(struct sound *);
static void beep_over(struct sound *, bool heard);

static void tell(struct sound_end *end)
{
	struct engine_event event = { .topic = TOPIC_AUDIO_CHANGED };

	engine_tell(end->sound->engine, &event);
}

/* --- letting go ----------------------------------------------------------------*/

/* A device that the media thread has comes back to the engine, which
 * closes it. */
static void let_go(struct sound_end *end)
{
	struct engine *e = end->sound->engine;

	if (!end->device)
		return;
	loop_unwatch(end->watch);
	end->watch = NULL;
	if (end->handed_over)
		media_device(e->media, end->end, NULL);
	else
		device_close(end->device);
	end->device = NULL;
	end->handed_over = false;
}

/* --- opening -------------------------------------------------------------------*/

static int count(const struct sound_end *end)
{
	return end->chosen ? 1 : end->list->n;
}

static enum device_direction direction(const struct sound_end *end)
{
	return end->end == MEDIA_CAPTURE ? DEVICE_CAPTURE : DEVICE_PLAYBACK;
}

static const char *candidate(const struct sound_end *end)
{
	return end->chosen ? end->chosen : end->list->items[end->next];
}

static void try_later(struct sound_end *end)
{
	end->next = 0;
	loop_timer_set(end->timer, end->retry_ms);
	end->retry_ms = end->retry_ms * 2 > RETRY_LAST_MS ? RETRY_LAST_MS :
		end->retry_ms * 2;
	tell(end);
}

static void none_opens(struct sound_end *end)
{
	if (!end->failed) {
		engine_warn(end->sound->engine, "audio", "calls go on without it; "
			"choose another with audio select, or set audio.* in "
			"offhook.conf", "no %s device could be opened: %s: %s",
			end->word, end->name ? end->name : "none is configured",
			end->reason ? end->reason : "");
		end->failed = true;
	}
	try_later(end);
	if (end->end == MEDIA_PLAYBACK && end->sound->beep == BEEP_DUE)
		beep_over(end->sound, false);
}

static void try_next(struct sound_end *end)
{
	mem_set(&end->reason, device_why(end->device));
	let_go(end);
	end->next++;
	open_next(end);
}

/* It was there and is gone: the first of the list again. */
static void lost(struct sound_end *end)
{
	engine_warn(end->sound->engine, "audio", "another one is looked for",
		"the %s device %s went away: %s", end->word, end->name,
		device_why(end->device));
	mem_set(&end->reason, device_why(end->device));
	let_go(end);
	try_later(end);
}

static void runs(struct sound_end *end)
{
	end->failed = false;
	end->retry_ms = RETRY_MS;
	mem_set(&end->reason, NULL);
	if (!end->handed_over)
		media_device(end->sound->engine->media, end->end, end->device);
	end->handed_over = true;
	tell(end);
	beep_if_heard(end->sound);
}

static void on_device(void *arg, int fd, int events)
{
	struct sound_end *end = arg;

	(void)fd;
	(void)events;
	switch (device_state(end->device)) {
	case DEVICE_OPENING:
		break;
	case DEVICE_RUNNING:
		runs(end);
		break;
	case DEVICE_FAILED:
		try_next(end);
		break;
	case DEVICE_LOST:
		lost(end);
		break;
	}
}

static const char *why_not(const struct device_params *p, int error)
{
	return error == -EINVAL ? device_refusal(p->name, p->direction) :
		strerror(-error);
}

static void open_next(struct sound_end *end)
{
	struct engine *e = end->sound->engine;
	struct device_params p = { .rate_hz = MEDIA_DEVICE_HZ,
		.period_ms = e->config->period,
		.direction = direction(end) };
	int error;

	for (; end->next < count(end); end->next++) {
		p.name = candidate(end);
		mem_set(&end->name, p.name);
		error = device_open(&end->device, &p);
		if (!error) {
			end->watch = loop_watch(e->loop,
				device_event_fd(end->device), LOOP_IN,
				on_device, end, "sound device");
			return;
		}
		end->device = NULL;
		mem_set(&end->reason, why_not(&p, error));
	}
	none_opens(end);
}

static void on_timer(void *arg)
{
	struct sound_end *end = arg;

	if (!end->needed) {
		let_go(end);
		tell(end);
	} else if (!end->device) {
		open_next(end);
	}
}

/* --- what is needed ---------------------------------------------------------------*/

static void need(struct sound_end *end, bool needed)
{
	if (needed == end->needed)
		return;
	end->needed = needed;
	if (!needed) {
		loop_timer_set(end->timer, LINGER_MS);
		return;
	}
	loop_timer_cancel(end->timer);
	end->retry_ms = RETRY_MS;
	if (!end->device) {
		end->next = 0;
		open_next(end);
	}
}

static void play(struct sound_end *end, enum tone tone)
{
	if (tone == end->tone)
		return;
	end->tone = tone;
	media_tone(end->sound->engine->media, end->end, tone);
}

static bool in_room(const struct session *s)
{
	return s && (s->state == SESSION_ESTABLISHED ||
		s->state == SESSION_ANSWERING || s->state == SESSION_EARLY) &&
		!s->held_by_us;
}

/* The first that rings aloud; NULL none. */
static const struct session *rings(const struct engine *e)
{
	list_each(struct session, s, &e->sessions, link)
		if (s->state == SESSION_INCOMING && !s->silenced)
			return s;
	return NULL;
}

static enum tone tone_now(const struct sound *sound, bool ringing)
{
	const struct session *s = sound->engine->focused;

	if (s && s->state == SESSION_RINGING)
		return TONE_RINGBACK;
	if (in_room(s) && ringing)
		return TONE_CALL_WAITING;
	return TONE_NONE;
}

/* While one talks, another call only knocks: it does not ring. */
void sound_update(struct sound *sound)
{
	struct engine *e = sound->engine;
	const struct session *ringing = rings(e);
	bool talking = in_room(e->focused);
	enum tone tone = tone_now(sound, ringing != NULL);
	struct sound_end *ends = sound->ends;

	if (e->focused)
		sound->ending_tone = false;
	if (!sound->ending_tone && sound->beep != BEEP_PLAYS)
		play(&ends[MEDIA_PLAYBACK], tone);
	play(&ends[MEDIA_RING], ringing && !talking ?
		ring_tone(ringing->ring) : TONE_NONE);
	need(&ends[MEDIA_CAPTURE], talking);
	need(&ends[MEDIA_PLAYBACK], talking || tone || sound->ending_tone ||
		sound->beep);
	need(&ends[MEDIA_RING], ringing && !talking);
}

static void on_tone_over(void *arg)
{
	struct sound *sound = arg;

	sound->ending_tone = false;
	sound_update(sound);
}

/* Called when the focus has just gone: the person hears why. */
void sound_end_tone(struct sound *sound, int status)
{
	bool busy = status == 486 || status == 600 || status == 603;

	sound->ending_tone = true;
	play(&sound->ends[MEDIA_PLAYBACK], busy ? TONE_BUSY : TONE_CONGESTION);
	loop_timer_set(sound->tone_timer, 3000);
	sound_update(sound);
}

/* --- a beep -------------------------------------------------------------------------*
 *
 *	sound_beep -> DUE --device runs--> PLAYS --BEEP_MS--> heard
 *	                `--none opens, or none in BEEP_WAIT_MS--> not heard
 */

static void beep_over(struct sound *sound, bool heard)
{
	sound->beep = BEEP_NONE;
	loop_timer_cancel(sound->beep_timer);
	auto_answer_beeped(sound->engine, heard);
	sound_update(sound);
}

static void on_beep_timer(void *arg)
{
	struct sound *sound = arg;

	beep_over(sound, sound->beep == BEEP_PLAYS);
}

static void beep_if_heard(struct sound *sound)
{
	struct sound_end *end = &sound->ends[MEDIA_PLAYBACK];

	if (sound->beep != BEEP_DUE || !end->handed_over)
		return;
	sound->beep = BEEP_PLAYS;
	sound->ending_tone = false;
	play(end, TONE_BEEP);
	loop_timer_set(sound->beep_timer, BEEP_MS);
}

/* One for all that are answered at the same time. */
void sound_beep(struct sound *sound)
{
	struct sound_end *end = &sound->ends[MEDIA_PLAYBACK];
	bool waits_for_another = end->needed && !end->device;

	if (sound->beep)
		return;
	sound->beep = BEEP_DUE;
	loop_timer_set(sound->beep_timer, waits_for_another ? 0 : BEEP_WAIT_MS);
	sound_update(sound);
	beep_if_heard(sound);
}

/* --- from start to end --------------------------------------------------------------*/

static void end_init(struct sound *sound, enum media_end which,
	const char *word)
{
	struct sound_end *end = &sound->ends[which];

	end->sound = sound;
	end->end = which;
	end->word = word;
	end->volume = 100;
	end->retry_ms = RETRY_MS;
	end->timer = loop_timer_new(sound->engine->loop, on_timer, end, word);
}

struct sound *sound_new(struct engine *e)
{
	struct sound *sound = mem_new_of(struct sound);

	sound->engine = e;
	end_init(sound, MEDIA_CAPTURE, "capture");
	end_init(sound, MEDIA_PLAYBACK, "playback");
	end_init(sound, MEDIA_RING, "ring");
	sound->tone_timer = loop_timer_new(e->loop, on_tone_over, sound,
		"tone");
	sound->beep_timer = loop_timer_new(e->loop, on_beep_timer, sound,
		"beep");
	sound_configure(sound);
	return sound;
}

void sound_configure(struct sound *sound)
{
	struct config *c = sound->engine->config;

	sound->ends[MEDIA_CAPTURE].list = &c->capture;
	sound->ends[MEDIA_PLAYBACK].list = &c->playback;
	sound->ends[MEDIA_RING].list = &c->ring;
}

void sound_free(struct sound *sound)
{
	if (!sound)
		return;
	for (int i = 0; i < ENDS; i++) {
		struct sound_end *end = &sound->ends[i];

		let_go(end);
		loop_timer_free(end->timer);
		free(end->chosen);
		free(end->name);
		free(end->reason);
	}
	loop_timer_free(sound->tone_timer);
	loop_timer_free(sound->beep_timer);
	free(sound);
}

/* --- what is asked, what is shown ------------------------------------------------------*/

static struct sound_end *end_named(struct engine *e, const char *word,
	struct fault *fault)
{
	for (int i = 0; i < ENDS; i++)
		if (!strcmp(e->sound->ends[i].word, word))
			return &e->sound->ends[i];
	fault_set(fault, ERROR_PARAMS, "device",
		"the devices are \"capture\", \"playback\" and \"ring\"");
	return NULL;
}

bool engine_select(struct engine *e, const char *word, const char *device,
	struct fault *fault)
{
	struct sound_end *end = end_named(e, word, fault);
	const char *refusal = end ? device_refusal(device, direction(end)) : NULL;

	if (!end)
		return false;
	if (refusal)
		return fault_set(fault, ERROR_PARAMS, "name", "\"%.80s\": %s",
			device, refusal);
	mem_set(&end->chosen, device);
	mem_set(&end->name, device);
	let_go(end);
	end->next = 0;
	end->failed = false;
	if (end->needed)
		open_next(end);
	tell(end);
	return true;
}

bool engine_volume(struct engine *e, const char *word, int percent,
	struct fault *fault)
{
	struct sound_end *end = end_named(e, word, fault);

	if (!end)
		return false;
	if (percent < 0 || percent > 150)
		return fault_set(fault, ERROR_PARAMS, "percent",
			"percent is 0 to 150");
	end->volume = percent;
	media_volume(e->media, end->end, percent);
	tell(end);
	return true;
}

static void view_end(const struct sound_end *end, struct audio_end_view *v)
{
	v->name = end->name ? end->name : end->chosen ? end->chosen :
		end->list->n ? end->list->items[0] : NULL;
	v->state = !end->device ? (end->needed ? "failed" : "closed") :
		end->handed_over ? "running" : "opening";
	v->reason = end->reason;
	v->volume_percent = end->volume;
}

void sound_view(const struct sound *sound, struct audio_view *v)
{
	view_end(&sound->ends[MEDIA_CAPTURE], &v->capture);
	view_end(&sound->ends[MEDIA_PLAYBACK], &v->playback);
	view_end(&sound->ends[MEDIA_RING], &v->ring);
}
