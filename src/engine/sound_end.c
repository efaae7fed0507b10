#include "engine/sound_end.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "engine/private.h"
#include "engine/sound_list.h"

#define SILENCE_MS 700			/* opening longer, while nothing plays:
					 * the next is tried */
#define BESIDE_MS 10000			/* the same, while another one plays */

/* A device and whom it is in the list. */
struct seat {
	struct device *device;		/* NULL: empty */
	struct loop_watch *watch;
	int rank;
	int64_t since_ms;
};

struct sound_end {
	struct sound_end_params params;
	const struct texts *list;	/* of the configuration */
	char *chosen;			/* owned; NULL: nobody did */
	struct sound_list candidates;	/* the chosen one and that list */
	struct seat plays;		/* the media thread has it */
	struct seat tried;		/* it is being opened */
	struct loop_timer *linger, *retry, *patience;
	bool needed;
	bool asked;			/* the chosen one, just now */
	bool failed;			/* none opens, and it was told */
	char *reason;			/* for the view; owned */
};

static void try_from(struct sound_end *, int rank);

static void tell(struct sound_end *end)
{
	struct engine_event event = { .topic = TOPIC_AUDIO_CHANGED };

	engine_tell(end->params.engine, &event);
}

/* --- candidates ----------------------------------------------------------- */

static void list_candidates(struct sound_end *end)
{
	sound_list_set(&end->candidates, end->chosen, end->list);
	if (end->plays.device)
		end->plays.rank = sound_list_rank(&end->candidates,
			device_name(end->plays.device));
}

/* Those better than what plays; all, if nothing does. */
static int better(const struct sound_end *end)
{
	return end->plays.device ? end->plays.rank : end->candidates.n;
}

/* Beside one that plays: why a better one does not. */
static void explain(struct sound_end *end)
{
	mem_set(&end->reason, NULL);
	if (!end->plays.device && end->candidates.n)
		mem_set(&end->reason, end->candidates.items[0].reason);
	if (!end->plays.device)
		return;
	for (int i = 0; i < better(end) && !end->reason; i++)
		if (end->candidates.items[i].reason)
			end->reason = mem_format("%s: %s",
				end->candidates.items[i].name,
				end->candidates.items[i].reason);
}

/* --- seats ---------------------------------------------------------------- */

static void stop_trying(struct sound_end *end)
{
	if (!end->tried.device)
		return;
	loop_timer_cancel(end->patience);
	loop_unwatch(end->tried.watch);
	device_close(end->tried.device);
	end->tried = (struct seat){ 0 };
}

/* It comes back to the engine, which closes it. */
static void stop_playing(struct sound_end *end)
{
	if (!end->plays.device)
		return;
	loop_unwatch(end->plays.watch);
	media_device(end->params.engine->media, end->params.end, NULL);
	end->plays = (struct seat){ 0 };
}

static void lost(struct sound_end *end)
{
	struct seat *s = &end->plays;
	const char *why = device_why(s->device);

	engine_warn(end->params.engine, "audio", "another one is looked for",
		"the %s device %s went away: %s", end->params.word,
		device_name(s->device), why);
	if (s->rank < end->candidates.n)
		sound_candidate_lost(&end->candidates.items[s->rank], why,
			clock_ms() - s->since_ms);
	stop_playing(end);
	if (end->tried.device)
		loop_timer_set(end->patience, SILENCE_MS);
	else
		try_from(end, 0);
	explain(end);
	tell(end);
}

static void on_playing(void *arg, int fd, int events)
{
	struct sound_end *end = arg;

	(void)fd;
	(void)events;
	if (device_state(end->plays.device) == DEVICE_LOST)
		lost(end);
}

static void warn_of_chosen(struct sound_end *end)
{
	const struct sound_candidate *c = &end->candidates.items[0];

	end->asked = false;
	engine_warn(end->params.engine, "audio", "it is taken when it opens",
		"the %s device %s could not be opened: %s; %s is used",
		end->params.word, c->name, c->reason ? c->reason : "",
		device_name(end->plays.device));
}

/* The former one plays until here. */
static void take_over(struct sound_end *end)
{
	struct engine *e = end->params.engine;
	struct seat *s = &end->plays;

	loop_timer_cancel(end->patience);
	loop_unwatch(s->watch);
	loop_unwatch(end->tried.watch);
	*s = end->tried;
	s->since_ms = clock_ms();
	end->tried = (struct seat){ 0 };
	media_device(e->media, end->params.end, s->device);
	s->watch = loop_watch(e->loop, device_event_fd(s->device), LOOP_IN,
		on_playing, end, "sound device");
	mem_set(&end->candidates.items[s->rank].reason, NULL);
	end->failed = false;
	if (end->asked && s->rank > 0)
		warn_of_chosen(end);
	end->asked = false;
	explain(end);
	tell(end);
	end->params.on_plays(end->params.arg);
}

/* --- trying --------------------------------------------------------------- */

static void none_opens(struct sound_end *end)
{
	const struct sound_list *l = &end->candidates;
	const struct sound_candidate *c = l->n ? &l->items[l->n - 1] : NULL;

	if (!end->failed) {
		engine_warn(end->params.engine, "audio", "calls go on without "
			"it; choose another with audio select, or set audio.* "
			"in offhook.conf", "no %s device could be opened: %s: "
			"%s", end->params.word, c ? c->name
			: "none is configured", c && c->reason ? c->reason
			: "");
		end->failed = true;
		explain(end);
		tell(end);
	}
	end->params.on_none(end->params.arg);
}

static void try_later(struct sound_end *end)
{
	int64_t next = sound_list_next_ms(&end->candidates, better(end));
	int64_t now = clock_ms();

	if (next == INT64_MAX || !end->needed)
		loop_timer_cancel(end->retry);
	else
		loop_timer_set(end->retry, next > now ? next - now : 0);
}

static void failed(struct sound_end *end, const char *why)
{
	int rank = end->tried.rank;

	sound_candidate_failed(&end->candidates.items[rank], why);
	stop_trying(end);
	/* What plays may be what keeps the chosen one busy. */
	if (rank == 0 && end->asked && end->plays.device) {
		stop_playing(end);
		sound_list_forgive(&end->candidates);
		rank = -1;
	}
	try_from(end, rank + 1);
	explain(end);
}

static void on_trying(void *arg, int fd, int events)
{
	struct sound_end *end = arg;

	(void)fd;
	(void)events;
	switch (device_state(end->tried.device)) {
	case DEVICE_OPENING:
		break;
	case DEVICE_RUNNING:
		take_over(end);
		try_later(end);
		break;
	case DEVICE_FAILED:
	case DEVICE_LOST:
		failed(end, device_why(end->tried.device));
		break;
	}
}

/* The last one may take its time. */
static void on_patience_over(void *arg)
{
	struct sound_end *end = arg;

	if (end->plays.device || end->tried.rank + 1 < end->candidates.n)
		failed(end, "it does not answer");
}

static bool try(struct sound_end *end, int rank)
{
	struct engine *e = end->params.engine;
	struct sound_candidate *c = &end->candidates.items[rank];
	struct device_params p = { .name = c->name,
		.rate_hz = MEDIA_DEVICE_HZ, .period_ms = e->config->period,
		.direction = end->params.end == MEDIA_CAPTURE
			? DEVICE_CAPTURE : DEVICE_PLAYBACK };
	int error = device_open(&end->tried.device, &p);

	if (error) {
		end->tried = (struct seat){ 0 };
		sound_candidate_failed(c, error == -EINVAL
			? device_refusal(c->name, p.direction)
			: strerror(-error));
		return false;
	}
	end->tried.rank = rank;
	end->tried.watch = loop_watch(e->loop,
		device_event_fd(end->tried.device), LOOP_IN, on_trying, end,
		"sound device");
	loop_timer_set(end->patience, end->plays.device ? BESIDE_MS
		: SILENCE_MS);
	return true;
}

/* The best one whose time has come, if it is better than what plays. */
static void try_from(struct sound_end *end, int rank)
{
	int64_t now = clock_ms();

	for (; rank < better(end); rank++)
		if (end->candidates.items[rank].not_before_ms <= now &&
		    try(end, rank))
			return;
	if (!end->plays.device)
		none_opens(end);
	try_later(end);
}

static void on_retry(void *arg)
{
	struct sound_end *end = arg;

	if (end->needed && !end->tried.device)
		try_from(end, 0);
}

/* --- what is needed ------------------------------------------------------- */

static void on_linger_over(void *arg)
{
	struct sound_end *end = arg;

	stop_trying(end);
	stop_playing(end);
	explain(end);
	tell(end);
}

static void look_anew(struct sound_end *end)
{
	sound_list_forgive(&end->candidates);
	end->failed = false;
	try_from(end, 0);
}

void sound_end_need(struct sound_end *end, bool needed)
{
	if (needed == end->needed)
		return;
	end->needed = needed;
	if (!needed) {
		loop_timer_cancel(end->retry);
		loop_timer_set(end->linger, SOUND_LINGER_MS);
		return;
	}
	loop_timer_cancel(end->linger);
	if (!end->tried.device)
		look_anew(end);
}

void sound_end_list(struct sound_end *end, const struct texts *list)
{
	end->list = list;
	stop_trying(end);
	list_candidates(end);
	if (end->needed)
		look_anew(end);
	explain(end);
}

void sound_end_choose(struct sound_end *end, const char *name)
{
	mem_set(&end->chosen, name);
	stop_trying(end);
	list_candidates(end);
	end->asked = end->needed;
	if (end->needed)
		look_anew(end);
	else
		stop_playing(end);
	explain(end);
	tell(end);
}

/* --- from start to end ---------------------------------------------------- */

struct sound_end *sound_end_new(const struct sound_end_params *p)
{
	static const struct texts none;
	struct sound_end *end = mem_new_of(struct sound_end);
	struct loop *loop = p->engine->loop;

	end->params = *p;
	end->list = &none;
	end->linger = loop_timer_new(loop, on_linger_over, end, "sound closes");
	end->retry = loop_timer_new(loop, on_retry, end, "sound retries");
	end->patience = loop_timer_new(loop, on_patience_over, end,
		"sound opens");
	return end;
}

void sound_end_free(struct sound_end *end)
{
	stop_trying(end);
	stop_playing(end);
	loop_timer_free(end->linger);
	loop_timer_free(end->retry);
	loop_timer_free(end->patience);
	sound_list_clear(&end->candidates);
	free(end->chosen);
	free(end->reason);
	free(end);
}

/* --- what is asked, what is shown ----------------------------------------- */

const char *sound_end_word(const struct sound_end *end)
{
	return end->params.word;
}

bool sound_end_plays(const struct sound_end *end)
{
	return end->plays.device;
}

const char *sound_end_device(const struct sound_end *end)
{
	return end->plays.device ? device_name(end->plays.device) : NULL;
}

bool sound_end_has_none(const struct sound_end *end)
{
	return end->needed && end->failed;
}

const char *sound_end_refusal(const struct sound_end *end, const char *name)
{
	return device_refusal(name, end->params.end == MEDIA_CAPTURE
		? DEVICE_CAPTURE : DEVICE_PLAYBACK);
}

bool sound_end_level(struct sound_end *end, struct device_level *level)
{
	return end->plays.device && device_level(end->plays.device, level);
}

static const char *name_shown(const struct sound_end *end)
{
	if (end->plays.device)
		return device_name(end->plays.device);
	if (end->tried.device && !end->failed)
		return device_name(end->tried.device);
	return end->candidates.n ? end->candidates.items[0].name : NULL;
}

void sound_end_view(const struct sound_end *end, struct audio_end_view *v)
{
	v->name = name_shown(end);
	v->state = end->plays.device ? "running" : !end->needed ? "closed" :
		end->failed ? "failed" : "opening";
	v->reason = end->reason;
}
