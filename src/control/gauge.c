#include "control/gauge.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "control/describe.h"

#define STATISTICS_MS 1000
#define NEVER INT64_MAX

struct gauge {
	struct engine *engine;		/* NULL: not yet */
	struct list *subscribers;	/* of publish */
	struct loop_timer *timer;	/* owned */
	struct gauge_handlers handlers;
	int64_t next_statistics;	/* clock_ms() */
};

static bool wants_statistics(const struct subscriber *s)
{
	return s->topics & TOPIC_BIT(EVENT_SESSION_STATISTICS);
}

/* When the timer is needed next; NEVER: nobody asks. */
static int64_t next_due(const struct gauge *g)
{
	int64_t due = NEVER;

	list_each(struct subscriber, s, g->subscribers, link) {
		if (wants_statistics(s) && g->next_statistics < due)
			due = g->next_statistics;
		if (s->meters_hz && s->next_levels < due)
			due = s->next_levels;
	}
	return due;
}

static json_t *levels(const struct session *session, int id)
{
	struct statistics_view v = { 0 };

	session_statistics(session, &v);
	return json_pack("{s:i, s:i, s:i, s:b}", "id", id,
		"input_dbfs", v.input_level_dbfs,
		"output_dbfs", v.output_level_dbfs,
		"clipped", v.clipped);
}

/* The next time after now on a grid of period ms that began at due. */
static int64_t following(int64_t due, int64_t now, int64_t period)
{
	return due + period > now ? due + period : now + period;
}

struct round {				/* of the timer: who is to be told */
	int64_t now;
	bool statistics;
	bool live;			/* a session goes on */
};

static void tell_levels(struct gauge *g, const struct round *r,
	const struct session *session, int id)
{
	list_each(struct subscriber, s, g->subscribers, link)
		if (s->meters_hz && s->next_levels <= r->now)
			g->handlers.on_levels(g->handlers.arg, s,
				levels(session, id));
}

static void tell_statistics(struct gauge *g, const struct session *session,
	int id)
{
	g->handlers.on_statistics(g->handlers.arg, json_pack("{s:i, s:o}",
		"id", id, "statistics", describe_statistics(session)));
}

static void tell(struct gauge *g, struct round *r)
{
	struct session *session = NULL;

	while ((session = engine_next_session(g->engine, session))) {
		struct session_view v = { 0 };

		session_view(session, &v);
		if (v.ended_by)
			continue;
		r->live = true;
		if (!v.codec)
			continue;
		tell_levels(g, r, session, v.id);
		if (r->statistics)
			tell_statistics(g, session, v.id);
	}
}

static void move_on(struct gauge *g, const struct round *r)
{
	if (g->next_statistics <= r->now)
		g->next_statistics = following(g->next_statistics, r->now,
			STATISTICS_MS);
	list_each(struct subscriber, s, g->subscribers, link)
		if (s->meters_hz && s->next_levels <= r->now)
			s->next_levels = following(s->next_levels, r->now,
				1000 / s->meters_hz);
}

static void set_timer(struct gauge *g, int64_t now)
{
	int64_t due = next_due(g);

	if (due != NEVER)
		loop_timer_set(g->timer, due > now ? due - now : 0);
}

static void on_timer(void *arg)
{
	struct gauge *g = arg;
	struct round r = { .now = clock_ms() };

	list_each(struct subscriber, s, g->subscribers, link)
		r.statistics |= wants_statistics(s);
	r.statistics &= g->next_statistics <= r.now;
	tell(g, &r);
	move_on(g, &r);
	if (r.live)
		set_timer(g, r.now);
}

struct gauge *gauge_new(struct loop *loop, struct list *subscribers,
	const struct gauge_handlers *handlers)
{
	struct gauge *g = mem_new_of(struct gauge);

	g->subscribers = subscribers;
	g->handlers = *handlers;
	g->timer = loop_timer_new(loop, on_timer, g, "gauges");
	return g;
}

void gauge_free(struct gauge *g)
{
	if (!g)
		return;
	loop_timer_free(g->timer);
	free(g);
}

void gauge_engine(struct gauge *g, struct engine *engine)
{
	g->engine = engine;
}

void gauge_wake(struct gauge *g)
{
	if (g->engine)
		set_timer(g, clock_ms());
}
