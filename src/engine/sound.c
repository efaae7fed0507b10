/* sound.c - what is heard where: microphone, loudspeaker and ringer as the calls
 * need them, and the tones of the phone itself.  Engine thread.
 *
 *	capture   while somebody talks
 *	playback  ... listens, or a tone is played
 *	ring      ... while a call rings
 *
 * Which device that is: sound_end.c.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/private.h"
#include "engine/sound_end.h"
#include "engine/sound_test.h"

#define ENDS 3
#define BEEP_MS 450			/* TONE_BEEP, and the way out */
#define BEEP_WAIT_MS 3000		/* for a loudspeaker, before it */

enum beep { BEEP_NONE, BEEP_DUE, BEEP_PLAYS };

struct sound_place {
	struct sound *sound;
	enum media_end end;
	struct sound_end *devices;	/* owned */
	enum tone tone;
	int volume;			/* percent */
};

struct sound {
	struct engine *engine;
	struct sound_place places[ENDS];
	bool ending_tone;		/* busy or congestion is heard */
	struct loop_timer *tone_timer;
	enum beep beep;
	struct loop_timer *beep_timer;
	struct sound_test *test;	/* owned */
};

static void beep_if_heard(struct sound *);
static void beep_over(struct sound *, bool heard);

static void need(struct sound_place *place, bool needed)
{
	sound_end_need(place->devices, needed);
}

static void play(struct sound_place *place, enum tone tone)
{
	if (tone == place->tone)
		return;
	place->tone = tone;
	media_tone(place->sound->engine->media, place->end, tone);
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
	struct sound_place *places = sound->places;
	bool testing;

	if (e->focused || ringing)
		sound_test_interrupt(sound->test);
	testing = sound_test_runs(sound->test);
	if (e->focused)
		sound->ending_tone = false;
	if (!sound->ending_tone && sound->beep != BEEP_PLAYS)
		play(&places[MEDIA_PLAYBACK], tone);
	play(&places[MEDIA_RING], ringing && !talking ?
		ring_tone(ringing->ring) : TONE_NONE);
	need(&places[MEDIA_CAPTURE], talking || testing);
	need(&places[MEDIA_PLAYBACK], talking || testing || tone ||
		sound->ending_tone || sound->beep);
	need(&places[MEDIA_RING], ringing && !talking);
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
	play(&sound->places[MEDIA_PLAYBACK], busy ? TONE_BUSY : TONE_CONGESTION);
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
	struct sound_place *place = &sound->places[MEDIA_PLAYBACK];

	if (sound->beep != BEEP_DUE || !sound_end_plays(place->devices))
		return;
	sound->beep = BEEP_PLAYS;
	sound->ending_tone = false;
	play(place, TONE_BEEP);
	loop_timer_set(sound->beep_timer, BEEP_MS);
}

/* One for all that are answered at the same time. */
void sound_beep(struct sound *sound)
{
	bool in_vain = sound_end_has_none(sound->places[MEDIA_PLAYBACK].devices);

	if (sound->beep)
		return;
	sound->beep = BEEP_DUE;
	loop_timer_set(sound->beep_timer, in_vain ? 0 : BEEP_WAIT_MS);
	sound_update(sound);
	beep_if_heard(sound);
}

/* --- from start to end --------------------------------------------------------------*/

static void on_plays(void *arg)
{
	struct sound_place *place = arg;

	if (place->end != MEDIA_RING)
		processing_apply(place->sound->engine);
	beep_if_heard(place->sound);
}

static void on_none(void *arg)
{
	struct sound_place *place = arg;
	struct sound *sound = place->sound;

	if (place->end == MEDIA_PLAYBACK && sound->beep == BEEP_DUE)
		beep_over(sound, false);
}

static void place_init(struct sound *sound, enum media_end end,
	const char *word)
{
	struct sound_place *place = &sound->places[end];
	struct sound_end_params p = { .engine = sound->engine, .end = end,
		.word = word, .on_plays = on_plays, .on_none = on_none,
		.arg = place };

	*place = (struct sound_place){ .sound = sound, .end = end,
		.volume = 100, .devices = sound_end_new(&p) };
}

static void on_tested(void *arg)
{
	sound_update(arg);
}

static struct sound_test *test_of(struct sound *sound)
{
	struct sound_test_params p = { .engine = sound->engine,
		.capture = sound->places[MEDIA_CAPTURE].devices,
		.playback = sound->places[MEDIA_PLAYBACK].devices,
		.on_over = on_tested, .arg = sound };

	return sound_test_new(&p);
}

struct sound *sound_new(struct engine *e)
{
	struct sound *sound = mem_new_of(struct sound);

	sound->engine = e;
	place_init(sound, MEDIA_CAPTURE, "capture");
	place_init(sound, MEDIA_PLAYBACK, "playback");
	place_init(sound, MEDIA_RING, "ring");
	sound->tone_timer = loop_timer_new(e->loop, on_tone_over, sound,
		"tone");
	sound->beep_timer = loop_timer_new(e->loop, on_beep_timer, sound,
		"beep");
	sound->test = test_of(sound);
	sound_configure(sound);
	return sound;
}

void sound_configure(struct sound *sound)
{
	struct config *c = sound->engine->config;

	sound_end_list(sound->places[MEDIA_CAPTURE].devices, &c->capture);
	sound_end_list(sound->places[MEDIA_PLAYBACK].devices, &c->playback);
	sound_end_list(sound->places[MEDIA_RING].devices, &c->ring);
}

void sound_free(struct sound *sound)
{
	if (!sound)
		return;
	sound_test_free(sound->test);
	for (int i = 0; i < ENDS; i++)
		sound_end_free(sound->places[i].devices);
	loop_timer_free(sound->tone_timer);
	loop_timer_free(sound->beep_timer);
	free(sound);
}

const char *sound_device(const struct sound *sound, enum media_end end)
{
	return sound_end_device(sound->places[end].devices);
}

struct sound_end *sound_end_of(const struct sound *sound, int end)
{
	return sound->places[end].devices;
}

/* --- what is asked, what is shown ------------------------------------------------------*/

static struct sound_place *place_named(struct engine *e, const char *word,
	struct fault *fault)
{
	struct sound_place *places = e->sound->places;

	for (int i = 0; i < ENDS; i++)
		if (!strcmp(sound_end_word(places[i].devices), word))
			return &places[i];
	fault_set(fault, ERROR_PARAMS, "device",
		"the devices are \"capture\", \"playback\" and \"ring\"");
	return NULL;
}

bool engine_volume(struct engine *e, const char *word, int percent,
	struct fault *fault)
{
	struct sound_place *place = place_named(e, word, fault);
	struct engine_event event = { .topic = TOPIC_AUDIO_CHANGED };

	if (!place)
		return false;
	if (percent < 0 || percent > 150)
		return fault_set(fault, ERROR_PARAMS, "percent",
			"percent is 0 to 150");
	place->volume = percent;
	media_volume(e->media, place->end, percent);
	engine_tell(e, &event);
	return true;
}

bool engine_test(struct engine *e, int seconds, struct fault *fault)
{
	struct sound *sound = e->sound;

	if (e->focused || rings(e))
		return fault_set(fault, ERROR_STATE, "", "the sound is not "
			"tested in a call: try again when it has ended");
	if (sound_test_runs(sound->test))
		return true;
	sound_test_start(sound->test, seconds);
	sound_update(sound);
	sound_beep(sound);
	return true;
}

void engine_test_view(const struct engine *e, struct audio_test_view *v)
{
	sound_test_view(e->sound->test, v);
}

static void view_place(const struct sound_place *place,
	struct audio_end_view *v)
{
	sound_end_view(place->devices, v);
	v->volume_percent = place->volume;
}

void sound_view(const struct sound *sound, struct audio_view *v)
{
	view_place(&sound->places[MEDIA_CAPTURE], &v->capture);
	view_place(&sound->places[MEDIA_PLAYBACK], &v->playback);
	view_place(&sound->places[MEDIA_RING], &v->ring);
	processing_view(sound->engine, &v->processing);
}
