#include "control/publish.h"

#include <stdlib.h>

#include "base/mem.h"
#include "control/event.h"
#include "control/gauge.h"
#include "control/hooks.h"
#include "control/journal.h"

struct publish {
	struct engine *engine;		/* NULL: not yet */
	struct journal *journal;	/* owned */
	struct gauge *gauge;		/* owned */
	struct hooks *hooks;		/* NULL none */
	struct list subscribers;
	uint64_t seq;
};

static bool wants(const struct subscriber *s, enum topic topic)
{
	return s->topics & TOPIC_BIT(topic);
}

/* --- gauges, which go to who asks and are not kept -------------------------*/

static void on_statistics(void *arg, json_t *about)
{
	struct publish *p = arg;

	p->seq++;
	struct line *line = event_line(event_params(EVENT_SESSION_STATISTICS,
		p->seq, about));

	list_each(struct subscriber, s, &p->subscribers, link)
		if (wants(s, EVENT_SESSION_STATISTICS) && !s->behind)
			s->take(s, line, true);
	line_drop(line);
}

static void on_levels(void *arg, struct subscriber *s, json_t *about)
{
	struct publish *p = arg;
	struct line *line = event_line(event_params(EVENT_SESSION_LEVELS,
		p->seq, about));

	if (!s->behind)		/* its number would be out of order */
		s->take(s, line, true);
	line_drop(line);
}

/* ---------------------------------------------------------------------------*/

struct publish *publish_new(struct loop *loop)
{
	struct publish *p = mem_new_of(struct publish);
	struct gauge_handlers handlers = { on_statistics, on_levels, p };

	list_init(&p->subscribers);
	p->journal = journal_new();
	p->gauge = gauge_new(loop, &p->subscribers, &handlers);
	return p;
}

void publish_free(struct publish *p)
{
	if (!p)
		return;
	list_each(struct subscriber, s, &p->subscribers, link)
		list_remove(&s->link);
	gauge_free(p->gauge);
	journal_free(p->journal);
	free(p);
}

void publish_engine(struct publish *p, struct engine *engine)
{
	p->engine = engine;
	gauge_engine(p->gauge, engine);
}

void publish_hooks(struct publish *p, struct hooks *hooks)
{
	p->hooks = hooks;
}

uint64_t publish_seq(const struct publish *p)
{
	return p->seq;
}

static void hand_out(struct publish *p, enum topic topic, struct line *line)
{
	list_each(struct subscriber, s, &p->subscribers, link) {
		if (s->behind)
			continue;
		s->seen = p->seq;
		if (wants(s, topic))
			s->take(s, line, false);
	}
}

void publish_event(struct publish *p, const struct engine_event *e)
{
	enum topic topic = event_topic(e);
	json_t *news = event_about(p->engine, e), *params;
	struct line *line;

	if (!news)
		return;
	params = event_params(topic, ++p->seq, news);
	if (p->hooks)
		hooks_event(p->hooks, topic, params);
	line = event_line(params);
	journal_add(p->journal, p->seq, topic, line);
	hand_out(p, topic, line);
	line_drop(line);
	if (e->session)
		gauge_wake(p->gauge);
}

bool publish_subscribe(struct publish *p, struct subscriber *s, int64_t since)
{
	publish_unsubscribe(s);
	list_append(&p->subscribers, &s->link);
	s->next_levels = 0;
	s->behind = since >= 0 && (uint64_t)since < p->seq;
	s->seen = s->behind ? (uint64_t)since : p->seq;
	gauge_wake(p->gauge);
	if (since < 0)
		return true;
	if (s->seen >= journal_forgotten(p->journal))
		return (uint64_t)since <= p->seq;
	s->seen = journal_forgotten(p->journal);
	return false;
}

void publish_unsubscribe(struct subscriber *s)
{
	if (s->link.next)
		list_remove(&s->link);
	else
		list_init(&s->link);
	s->behind = false;
}

bool publish_catch_up(struct publish *p, struct subscriber *s)
{
	const struct journal_entry *e;

	if (s->seen < journal_forgotten(p->journal))
		return false;
	while ((e = journal_after(p->journal, s->seen))) {
		s->seen = e->seq;
		if (wants(s, e->topic)) {
			struct line *line = line_of_event(e->bytes, e->n);

			s->take(s, line, false);
			line_drop(line);
			return true;
		}
	}
	s->seen = p->seq;
	s->behind = false;
	return true;
}
