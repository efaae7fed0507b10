#include "engine/sound_test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "engine/private.h"
#include "engine/sound_end.h"

#define LOOK_MS 200
#define OPENING_MS 5000			/* longer, and there is none */
#define QUIET_DBFS (-36)		/* peaks of a voice that is far too low */
#define CLIPPED 50			/* samples: no accident */
#define SILENCE_DBFS (-127)

enum verdict { NO_VERDICT, GOOD, NO_MICROPHONE, NO_LOUDSPEAKER, FLAT, QUIET,
	CLIPS, INTERRUPTED };

static const struct { const char *word, *text, *advice; } words[] = {
	[GOOD] = { "good", "the microphone hears well, and a tone was played",
		"speak in a call as you did just now" },
	[NO_MICROPHONE] = { "no_microphone", "no microphone could be opened",
		"choose another with audio select capture, or plug one in" },
	[NO_LOUDSPEAKER] = { "no_loudspeaker",
		"no loudspeaker could be opened",
		"choose another with audio select playback, or plug one in" },
	[FLAT] = { "flat", "the microphone gives the same value all the time",
		"it is unplugged or switched off, or not the one you mean" },
	[QUIET] = { "quiet", "the microphone hears next to nothing",
		"speak while it is tested; raise its gain in the mixer" },
	[CLIPS] = { "clips", "the microphone is too loud and cuts off",
		"lower its gain in the mixer, or keep away from it" },
	[INTERRUPTED] = { "interrupted", "a call came in between",
		"test again when it has ended" },
};

struct sound_test {
	struct sound_test_params params;
	struct loop_timer *timer;
	bool runs, listens;
	int seconds;
	int64_t until_ms;
	struct device_level all;	/* of the whole test */
	int now, most;			/* peaks, dBFS */
	enum verdict verdict;
	char text[160];
};

static int dbfs(const struct device_level *level)
{
	int peak = -level->least > level->most ? -level->least : level->most;

	return peak > 0 ? (int)lrint(20 * log10(peak / 32768.0))
		: SILENCE_DBFS;
}

static void tell(struct sound_test *t)
{
	struct audio_test_view view;
	struct engine_event event = { .topic = TOPIC_AUDIO_TEST,
		.test = &view };

	sound_test_view(t, &view);
	engine_tell(t->params.engine, &event);
}

/* --- the verdict -----------------------------------------------------------------*/

static enum verdict judge(const struct sound_test *t)
{
	if (!t->listens || t->all.least > t->all.most)
		return NO_MICROPHONE;
	if (!sound_end_plays(t->params.playback))
		return NO_LOUDSPEAKER;
	if (t->all.least == t->all.most)
		return FLAT;
	if (t->all.clipped >= CLIPPED)
		return CLIPS;
	return t->most < QUIET_DBFS ? QUIET : GOOD;
}

static void over(struct sound_test *t, enum verdict verdict)
{
	t->runs = false;
	t->verdict = verdict;
	loop_timer_cancel(t->timer);
	if (verdict == GOOD || verdict == QUIET || verdict == CLIPS)
		snprintf(t->text, sizeof t->text, "%s (peak %d dBFS)",
			words[verdict].text, t->most);
	else
		snprintf(t->text, sizeof t->text, "%s", words[verdict].text);
	tell(t);
	t->params.on_over(t->params.arg);
}

/* --- while it runs ---------------------------------------------------------------*/

static void listen_on(struct sound_test *t)
{
	struct device_level level;

	if (!sound_end_level(t->params.capture, &level))
		return;
	t->all.least = level.least < t->all.least ? level.least : t->all.least;
	t->all.most = level.most > t->all.most ? level.most : t->all.most;
	t->all.clipped += level.clipped;
	t->now = dbfs(&level);
	t->most = dbfs(&t->all);
}

static bool is_over(const struct sound_test *t)
{
	return clock_ms() >= t->until_ms ||
		(!t->listens && sound_end_has_none(t->params.capture));
}

/* What was heard before is no part of it. */
static void begin_to_listen(struct sound_test *t)
{
	struct device_level before;

	sound_end_level(t->params.capture, &before);
	t->listens = true;
	t->until_ms = clock_ms() + t->seconds * 1000;
}

static void on_look(void *arg)
{
	struct sound_test *t = arg;

	if (t->listens)
		listen_on(t);
	else if (sound_end_plays(t->params.capture))
		begin_to_listen(t);
	if (is_over(t)) {
		over(t, judge(t));
		return;
	}
	tell(t);
	loop_timer_set(t->timer, LOOK_MS);
}

/* --- asked for -------------------------------------------------------------------*/

void sound_test_start(struct sound_test *t, int seconds)
{
	t->runs = true;
	t->listens = false;
	t->seconds = seconds;
	t->until_ms = clock_ms() + OPENING_MS;
	t->all = (struct device_level){ .least = INT16_MAX,
		.most = INT16_MIN };
	t->now = t->most = SILENCE_DBFS;
	t->verdict = NO_VERDICT;
	loop_timer_set(t->timer, LOOK_MS);
}

void sound_test_interrupt(struct sound_test *t)
{
	if (t->runs)
		over(t, INTERRUPTED);
}

bool sound_test_runs(const struct sound_test *t)
{
	return t->runs;
}

void sound_test_view(const struct sound_test *t, struct audio_test_view *v)
{
	struct audio_end_view end;

	*v = (struct audio_test_view){ .runs = t->runs, .level_dbfs = t->now,
		.peak_dbfs = t->most };
	sound_end_view(t->params.capture, &end);
	v->capture = end.name;
	sound_end_view(t->params.playback, &end);
	v->playback = end.name;
	if (t->verdict) {
		v->verdict = words[t->verdict].word;
		v->text = t->text;
		v->advice = words[t->verdict].advice;
	}
}

struct sound_test *sound_test_new(const struct sound_test_params *p)
{
	struct sound_test *t = mem_new_of(struct sound_test);

	t->params = *p;
	t->timer = loop_timer_new(p->engine->loop, on_look, t, "sound test");
	return t;
}

void sound_test_free(struct sound_test *t)
{
	loop_timer_free(t->timer);
	free(t);
}
