#include "base/lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct lines {
	size_t max;
	struct lines_handlers handlers;
	char *held;		/* owned: an unfinished line */
	size_t length, room;
	bool skipping;		/* until the next newline */
	bool stopped;
};

struct lines *lines_new(size_t max, const struct lines_handlers *handlers)
{
	struct lines *l = mem_new_of(struct lines);

	l->max = max;
	l->handlers = *handlers;
	return l;
}

void lines_free(struct lines *l)
{
	if (l && l->held)
		explicit_bzero(l->held, l->room);
	if (l)
		free(l->held);
	free(l);
}

void lines_stop(struct lines *l)
{
	l->stopped = true;
}

size_t lines_waiting(const struct lines *l)
{
	return l->length;
}

static void hold(struct lines *l, const char *bytes, size_t n)
{
	if (l->length + n > l->max) {
		l->skipping = true;
		l->length = 0;
		l->handlers.on_too_long(l->handlers.arg);
		return;
	}
	if (l->length + n + 1 > l->room) {
		l->room = (l->length + n + 1) * 2;
		l->held = mem_grow_wiped(l->held, l->length, l->room);
	}
	memcpy(l->held + l->length, bytes, n);
	l->length += n;
}

static void finish(struct lines *l)
{
	size_t n = l->length;

	l->length = 0;
	if (l->skipping) {
		l->skipping = false;
		return;
	}
	if (!l->held)
		hold(l, "", 0);
	l->held[n] = '\0';
	l->handlers.on_line(l->handlers.arg, l->held, n);
	explicit_bzero(l->held, n);
}

void lines_put(struct lines *l, const char *bytes, size_t n)
{
	while (n && !l->stopped) {
		const char *newline = memchr(bytes, '\n', n);
		size_t part = newline ? (size_t)(newline - bytes) : n;

		if (!l->skipping)
			hold(l, bytes, part);
		if (!newline)
			return;
		if (!l->stopped)
			finish(l);
		bytes = newline + 1;
		n -= part + 1;
	}
}
