#include "engine/diagnosis.h"

#include <stddef.h>
#include <string.h>

#define REPORTS 2		/* that say the same: no chance any more */

static void begin(struct diagnosis *d, const struct symptoms *s, int64_t now_ms)
{
	d->since_ms = now_ms;
	memcpy(d->arrived, s->arrived, sizeof d->arrived);
}

/* What came instead of sound: the most of it. */
static enum problem instead(const struct diagnosis *d,
	const struct symptoms *s)
{
	static const enum problem means[ARRIVALS] = {
		[ARRIVED_STRANGER] = PROBLEM_STRANGER,
		[ARRIVED_TYPE] = PROBLEM_TYPE,
		[ARRIVED_GARBAGE] = PROBLEM_GARBAGE,
		[ARRIVED_FORGED] = PROBLEM_FORGED,
		[ARRIVED_LATE] = PROBLEM_LATE,
	};
	enum problem problem = PROBLEM_NOTHING;
	uint64_t most = 0;

	for (int i = 0; i < ARRIVALS; i++)
		if (s->arrived[i] - d->arrived[i] > most) {
			most = s->arrived[i] - d->arrived[i];
			problem = means[i];
		}
	return problem;
}

static enum problem deaf(struct diagnosis *d, const struct symptoms *s,
	int64_t now_ms)
{
	bool heard = s->played != d->played;

	d->played = s->played;
	if (!s->hears || heard || !d->since_ms) {
		begin(d, s, now_ms);
		return PROBLEM_NONE;
	}
	return now_ms - d->since_ms < DIAGNOSIS_MS ? PROBLEM_NONE :
		instead(d, s);
}

static enum problem mute(const struct symptoms *s)
{
	if (!s->speaks)
		return PROBLEM_NONE;
	if (s->in_room && s->capture_failed)
		return PROBLEM_MICROPHONE;
	if (s->unheard >= REPORTS)
		return PROBLEM_UNHEARD;
	return s->in_room && s->microphone_flat ? PROBLEM_FLAT : PROBLEM_NONE;
}

enum problem diagnose(struct diagnosis *d, const struct symptoms *s,
	int64_t now_ms)
{
	enum problem problem = deaf(d, s, now_ms);

	if (s->hears && s->in_room && s->playback_failed)
		return PROBLEM_LOUDSPEAKER;
	return problem ? problem : mute(s);
}

const char *problem_code(enum problem problem)
{
	static const char *const codes[PROBLEMS] = {
		[PROBLEM_LOUDSPEAKER] = "no_loudspeaker",
		[PROBLEM_NOTHING] = "nothing_arrives",
		[PROBLEM_STRANGER] = "stranger",
		[PROBLEM_TYPE] = "payload_type",
		[PROBLEM_GARBAGE] = "no_rtp",
		[PROBLEM_FORGED] = "wrong_key",
		[PROBLEM_LATE] = "late",
		[PROBLEM_MICROPHONE] = "no_microphone",
		[PROBLEM_FLAT] = "microphone_flat",
		[PROBLEM_UNHEARD] = "not_heard",
	};

	return codes[problem];
}
