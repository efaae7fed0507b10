/* pulse.c - once a second, while there is sound: how is it?  Engine thread.
 *
 * One timer for all calls; without calls it rests.
 */
#include "engine/private.h"

#define PULSE_MS 1000

static void beat(void *arg)
{
	struct engine *e = arg;
	bool sound = false;

	list_each(struct session, s, &e->sessions, link)
		if (call_media_stream(s->media)) {
			session_health_look(s);
			sound = true;
		}
	if (sound)
		loop_timer_set(e->pulse, PULSE_MS);
}

struct loop_timer *pulse_timer(struct engine *e)
{
	return loop_timer_new(e->loop, beat, e, "pulse");
}

void pulse_watch(struct session *s)
{
	struct engine *e = s->engine;

	if (call_media_stream(s->media) && !loop_timer_runs(e->pulse))
		loop_timer_set(e->pulse, PULSE_MS);
}
