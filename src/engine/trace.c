#include "engine/trace.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "base/mem.h"
#include "engine/private.h"

#define KEPT_BYTES (256 * 1024)		/* of one trace */
#define WAITING 64			/* not claimed */
#define BUCKETS 1024

struct entry {
	struct list link;
	struct trace_message message;	/* texts owned */
	size_t size;
};

struct trace {
	struct list link;		/* in a bucket */
	struct list waiting;		/* in those that nobody has claimed */
	struct traces *traces;
	const struct endpoint *endpoint;	/* compared only */
	char *call_id;			/* owned */
	struct list entries;
	size_t size;
	int dropped, users;
};

struct traces {
	struct list buckets[BUCKETS];
	struct list waiting;		/* oldest first */
	int n_waiting;
};

struct traces *traces_new(void)
{
	struct traces *all = mem_new_of(struct traces);

	for (int i = 0; i < BUCKETS; i++)
		list_init(&all->buckets[i]);
	list_init(&all->waiting);
	return all;
}

static void drop_oldest(struct trace *t)
{
	struct entry *e = list_first(struct entry, &t->entries, link);

	list_remove(&e->link);
	t->size -= e->size;
	free((char *)e->message.peer);
	free((char *)e->message.transport);
	free((char *)e->message.text);
	free(e);
}

static void stop_waiting(struct trace *t)
{
	if (list_empty(&t->waiting))
		return;
	list_remove(&t->waiting);
	t->traces->n_waiting--;
}

static void trace_free(struct trace *t)
{
	stop_waiting(t);
	list_remove(&t->link);
	while (!list_empty(&t->entries))
		drop_oldest(t);
	free(t->call_id);
	free(t);
}

void traces_free(struct traces *all)
{
	if (!all)
		return;
	for (int i = 0; i < BUCKETS; i++)
		list_each(struct trace, t, &all->buckets[i], link)
			trace_free(t);
	free(all);
}

/* FNV-1a */
static struct list *bucket(struct traces *all, const char *call_id)
{
	uint32_t hash = 2166136261u;

	for (; *call_id; call_id++)
		hash = (hash ^ (unsigned char)*call_id) * 16777619u;
	return &all->buckets[hash % BUCKETS];
}

static struct trace *find(struct traces *all, const struct endpoint *endpoint,
	const char *call_id)
{
	list_each(struct trace, t, bucket(all, call_id), link)
		if (t->endpoint == endpoint && !strcmp(t->call_id, call_id))
			return t;
	return NULL;
}

static struct trace *add(struct traces *all, const struct endpoint *endpoint,
	const char *call_id)
{
	struct trace *t = mem_new_of(struct trace);

	t->traces = all;
	t->endpoint = endpoint;
	t->call_id = mem_text(call_id);
	list_init(&t->entries);
	list_init(&t->waiting);
	list_append(bucket(all, call_id), &t->link);
	return t;
}

/* Strangers whose calls are refused leave theirs behind. */
static struct trace *add_waiting(struct traces *all,
	const struct endpoint *endpoint, const char *call_id)
{
	struct trace *t;

	if (all->n_waiting == WAITING)
		trace_free(list_first(struct trace, &all->waiting, waiting));
	t = add(all, endpoint, call_id);
	list_append(&all->waiting, &t->waiting);
	all->n_waiting++;
	return t;
}

static void append(struct trace *t, const struct ua_message *m)
{
	struct entry *e = mem_new_of(struct entry);

	e->message = (struct trace_message){ .time = m->time, .sent = m->sent,
		.peer = mem_text(m->peer), .transport = mem_text(m->transport),
		.text = mem_text_n(m->text, m->n), .n = m->n };
	e->size = sizeof *e + m->n;
	t->size += e->size;
	list_append(&t->entries, &e->link);
	while (t->size > KEPT_BYTES) {
		drop_oldest(t);
		t->dropped++;
	}
}

void traces_note(struct traces *all, const struct endpoint *endpoint,
	const struct ua_message *m)
{
	struct trace *t = find(all, endpoint, m->call_id);

	if (!t && !strncmp(m->text, "INVITE ", 7))
		t = add_waiting(all, endpoint, m->call_id);
	if (t)
		append(t, m);
}

struct trace *trace_claim(struct traces *all, const struct endpoint *endpoint,
	const char *call_id)
{
	struct trace *t = find(all, endpoint, call_id);

	if (!t)
		t = add(all, endpoint, call_id);
	stop_waiting(t);
	t->users++;
	return t;
}

/* A call to ourselves may have both its ends on one endpoint. */
void trace_release(struct trace *t)
{
	if (t && !--t->users)
		trace_free(t);
}

int session_trace(const struct session *s,
	void (*fn)(void *arg, const struct trace_message *), void *arg)
{
	if (!s->trace)
		return 0;
	list_each(struct entry, e, &s->trace->entries, link)
		fn(arg, &e->message);
	return s->trace->dropped;
}
