#include "control/outbox.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "base/mem.h"

#define AT_ONCE 64		/* lines a system call */

struct outbox {
	struct line **lines;	/* owned; [first, first + count) are held */
	size_t first, count, room;
	size_t sent;		/* bytes of the first line */
	size_t bytes, event_bytes;
};

struct outbox *outbox_new(void)
{
	return mem_new_of(struct outbox);
}

static size_t weight(const struct line *l)
{
	return l->event ? l->n : 0;
}

static void forget(struct outbox *o, struct line *l, size_t sent)
{
	o->bytes -= l->n - sent;
	o->event_bytes -= weight(l);
	line_drop(l);
}

void outbox_clear(struct outbox *o)
{
	size_t kept = o->sent ? 1 : 0;

	while (o->count > kept)
		forget(o, o->lines[o->first + --o->count], 0);
}

void outbox_free(struct outbox *o)
{
	if (!o)
		return;
	for (size_t i = 0; i < o->count; i++)
		line_drop(o->lines[o->first + i]);
	free(o->lines);
	free(o);
}

static void make_room(struct outbox *o)
{
	if (o->first + o->count < o->room)
		return;
	if (o->first > o->room / 2) {
		memmove(o->lines, o->lines + o->first,
			o->count * sizeof *o->lines);
		o->first = 0;
		return;
	}
	o->room = o->room ? o->room * 2 : 16;
	o->lines = mem_grow(o->lines, o->room * sizeof *o->lines);
}

bool outbox_put(struct outbox *o, struct line *l)
{
	if (l->event && o->event_bytes + l->n > OUTBOX_EVENTS_MAX)
		return false;
	make_room(o);
	o->lines[o->first + o->count++] = line_keep(l);
	o->bytes += l->n;
	o->event_bytes += weight(l);
	return true;
}

size_t outbox_bytes(const struct outbox *o)
{
	return o->bytes;
}

size_t outbox_event_bytes(const struct outbox *o)
{
	return o->event_bytes;
}

static int gather(const struct outbox *o, struct iovec *parts)
{
	int n = 0;

	for (; n < AT_ONCE && (size_t)n < o->count; n++) {
		const struct line *l = o->lines[o->first + n];
		size_t skip = n ? 0 : o->sent;

		parts[n].iov_base = l->bytes + skip;
		parts[n].iov_len = l->n - skip;
	}
	return n;
}

static void advance(struct outbox *o, size_t n)
{
	while (n) {
		struct line *l = o->lines[o->first];
		size_t rest = l->n - o->sent;

		if (n < rest) {
			o->sent += n;
			o->bytes -= n;
			return;
		}
		n -= rest;
		forget(o, l, o->sent);
		o->sent = 0;
		o->first++;
		o->count--;
	}
}

int outbox_send(struct outbox *o, int fd)
{
	while (o->count) {
		struct iovec parts[AT_ONCE];
		struct msghdr message = { .msg_iov = parts };
		ssize_t n;

		message.msg_iovlen = gather(o, parts);
		n = sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		advance(o, n);
	}
	o->first = 0;
	return 0;
}
