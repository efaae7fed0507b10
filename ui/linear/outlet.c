#include "linear/outlet.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "cells.h"

#define CLOSE_MS 200
#define PIECE 4096		/* what a pipe that is ready surely takes */
#define SAID_ROOM 80		/* of the line that says what was left out */

struct outlet {
	int fd;
	bool own;		/* to be closed */
	bool is_socket;
	char *bytes;		/* owned: [sent, length) waits */
	size_t sent, length;
	long left_out;		/* lines */
};

/* A regular file has a place where the next byte goes, which is shared. */
static void open_anew(struct outlet *o, int fd)
{
	struct stat st;
	char name[32];
	int anew;

	if (fstat(fd, &st) < 0 || S_ISREG(st.st_mode))
		return;
	o->is_socket = S_ISSOCK(st.st_mode);
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	anew = open(name, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (anew < 0 && isatty(fd))
		anew = open("/dev/tty", O_WRONLY | O_NONBLOCK | O_NOCTTY |
			O_CLOEXEC);
	if (anew < 0)
		return;
	o->fd = anew;
	o->own = true;
}

struct outlet *outlet_open(int fd)
{
	struct outlet *o = mem_new_of(struct outlet);

	o->fd = fd;
	o->bytes = mem_new(OUTLET_MAX + SAID_ROOM);
	open_anew(o, fd);
	return o;
}

static ssize_t send_piece(struct outlet *o)
{
	size_t n = o->length - o->sent;

	if (o->is_socket)
		return send(o->fd, o->bytes + o->sent, n, MSG_DONTWAIT |
			MSG_NOSIGNAL);
	if (!o->own && n > PIECE)
		n = PIECE;
	return write(o->fd, o->bytes + o->sent, n);
}

/* One that was not opened anew is written to only when it is ready. */
static bool is_ready(const struct outlet *o)
{
	struct pollfd p = { o->fd, POLLOUT, 0 };

	return o->own || o->is_socket || poll(&p, 1, 0) > 0;
}

static void say_left_out(struct outlet *o)
{
	if (!o->left_out || outlet_waits(o))
		return;
	o->length = snprintf(o->bytes, SAID_ROOM, "%ld lines left out: nobody "
		"read them in time\n", o->left_out);
	o->sent = 0;
	o->left_out = 0;
}

bool outlet_flush(struct outlet *o)
{
	while (outlet_waits(o) && is_ready(o)) {
		ssize_t n = send_piece(o);

		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		o->sent += n;
		say_left_out(o);
	}
	return true;
}

void outlet_close(struct outlet *o)
{
	int64_t end = clock_ms() + CLOSE_MS;
	struct pollfd p = { .events = POLLOUT };

	if (!o)
		return;
	p.fd = o->fd;
	while (outlet_flush(o) && outlet_waits(o) && clock_ms() < end)
		if (poll(&p, 1, (int)(end - clock_ms())) <= 0)
			break;
	if (o->own)
		close(o->fd);
	free(o->bytes);
	free(o);
}

static bool has_room(struct outlet *o, size_t n)
{
	if (o->length + n <= OUTLET_MAX)
		return true;
	memmove(o->bytes, o->bytes + o->sent, o->length - o->sent);
	o->length -= o->sent;
	o->sent = 0;
	return o->length + n <= OUTLET_MAX;
}

bool outlet_put(struct outlet *o, const char *bytes, size_t n)
{
	if (!has_room(o, n) || o->left_out)
		return false;
	memcpy(o->bytes + o->length, bytes, n);
	o->length += n;
	return true;
}

/* Cells, so that a terminal without UTF-8 gets letters that it knows. */
static char *as_shown(const char *text)
{
	char *shown = mem_new(strlen(text) * 2 + 2), *end = shown;
	struct cell cell;

	while (cells_next(&text, &cell))
		for (int i = 0; cell.characters[i]; i++) {
			int n = wctomb(end, cell.characters[i]);

			end += n > 0 ? n : 0;
		}
	*end++ = '\n';
	*end = '\0';
	return shown;
}

void outlet_line(struct outlet *o, const char *text)
{
	char *shown = as_shown(text);
	size_t n = strlen(shown);

	if (o->left_out || !has_room(o, n))
		o->left_out++;
	else
		outlet_put(o, shown, n);
	free(shown);
}

int outlet_fd(const struct outlet *o)
{
	return o->fd;
}

bool outlet_waits(const struct outlet *o)
{
	return o->sent < o->length;
}
