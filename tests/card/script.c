#include "script.h"

#include <stdlib.h>
#include <string.h>

#define EVENTS 32

enum kind { XRUN, STALL, SUSPEND, UNPLUG, REPLUG };

static const char *const names[] = { "xrun@", "stall@", "suspend@", "unplug@",
	"replug@" };

struct event {
	enum kind kind;
	int64_t at, length;
};

struct script {
	struct event events[EVENTS];
	int n;
};

static bool take_event(struct event *e, char *text)
{
	char *end;

	for (int k = 0; k <= REPLUG; k++) {
		size_t n = strlen(names[k]);

		if (strncmp(text, names[k], n))
			continue;
		e->kind = k;
		e->at = strtod(text + n, &end) * 1e9;
		if (k == STALL && *end == ':')
			e->length = strtod(end + 1, &end) * 1e6;
		return end != text + n && !*end;
	}
	return false;
}

struct script *script_new(const char *text)
{
	struct script *s = calloc(1, sizeof *s);
	char *copy = strdup(text), *rest = copy, *item;
	bool good = s && copy;

	while (good && (item = strsep(&rest, ",")))
		if (*item)
			good = s->n < EVENTS && take_event(&s->events[s->n++],
				item);
	free(copy);
	if (good)
		return s;
	free(s);
	return NULL;
}

void script_free(struct script *s)
{
	free(s);
}

bool script_unplugged(const struct script *s, int64_t at)
{
	bool unplugged = false;

	for (int i = 0; i < s->n; i++)
		if (s->events[i].at <= at && s->events[i].kind >= UNPLUG)
			unplugged = s->events[i].kind == UNPLUG;
	return unplugged;
}

static bool happens(const struct script *s, enum kind kind, int64_t after,
	int64_t until)
{
	for (int i = 0; i < s->n; i++)
		if (s->events[i].kind == kind && s->events[i].at > after &&
		    s->events[i].at <= until)
			return true;
	return false;
}

bool script_xrun(const struct script *s, int64_t after, int64_t until)
{
	return happens(s, XRUN, after, until);
}

bool script_suspends(const struct script *s, int64_t after, int64_t until)
{
	return happens(s, SUSPEND, after, until);
}

void script_stall(struct script *s, int64_t at, int64_t length)
{
	if (s->n < EVENTS)
		s->events[s->n++] = (struct event){ STALL, at, length };
}

static int64_t overlap(const struct event *e, int64_t from, int64_t until)
{
	int64_t begin = e->at > from ? e->at : from;
	int64_t end = e->at + e->length < until ? e->at + e->length : until;

	return end > begin ? end - begin : 0;
}

int64_t script_stalled(const struct script *s, int64_t from, int64_t until)
{
	int64_t sum = 0;

	for (int i = 0; i < s->n; i++)
		if (s->events[i].kind == STALL)
			sum += overlap(&s->events[i], from, until);
	return sum;
}
