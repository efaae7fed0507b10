/* connect: standard input and output are the engine's socket.
 *
 *	stdin --> up --> engine --> down --> stdout
 *
 * For --host, whose ssh runs it on the engine's machine, and for programs that
 * speak the protocol.  Neither end is made non-blocking: the shell has them too.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "oneshot/command.h"

#define PIECE 4096		/* a pipe that takes anything takes this much */

struct flow {
	int from, to;
	char bytes[PIECE];
	size_t at, n;		/* [at, n) is not written yet */
	bool ended;		/* from has */
};

static bool is_empty(const struct flow *f)
{
	return f->at == f->n;
}

static void take(struct flow *f)
{
	ssize_t n = read(f->from, f->bytes, sizeof f->bytes);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	f->at = 0;
	f->n = n > 0 ? n : 0;
	f->ended = n <= 0;
}

/* false: nobody takes it any more. */
static bool give(struct flow *f)
{
	ssize_t n = write(f->to, f->bytes + f->at, f->n - f->at);

	if (n > 0)
		f->at += n;
	return n >= 0 || errno == EINTR || errno == EAGAIN;
}

/* What to wait for: a flow waits to write what it has, else to read more.  An
 * output that is closed is told without asking (POLLERR, POLLHUP). */
static void watch(const struct flow *f, struct pollfd *in, struct pollfd *out)
{
	bool reads = is_empty(f) && !f->ended;

	*in = (struct pollfd){ reads ? f->from : -1, POLLIN, 0 };
	*out = (struct pollfd){ f->to, is_empty(f) ? 0 : POLLOUT, 0 };
}

static bool go_on(struct flow *f, const struct pollfd *in,
	const struct pollfd *out)
{
	if (in->revents)
		take(f);
	if (out->revents & POLLOUT)
		return give(f);
	return !(out->revents & (POLLERR | POLLHUP | POLLNVAL));
}

/* Ends with the engine's last word, or when nobody listens to it.  false: the
 * engine went though there might have been more to say. */
static bool carry(int engine)
{
	struct flow up = { .from = STDIN_FILENO, .to = engine };
	struct flow down = { .from = engine, .to = STDOUT_FILENO };
	struct pollfd p[4];
	bool told = false;

	while (!down.ended || !is_empty(&down)) {
		watch(&up, &p[0], &p[1]);
		watch(&down, &p[2], &p[3]);
		if (is_empty(&up))
			p[1].fd = -1;		/* its end is read below */
		if (poll(p, 4, -1) < 0)
			continue;
		if (!go_on(&up, &p[0], &p[1]))
			up = (struct flow){ .ended = true, .to = -1 };
		if (!go_on(&down, &p[2], &p[3]))
			return true;
		if (up.ended && is_empty(&up) && !told) {
			shutdown(engine, SHUT_WR);
			told = true;
		}
	}
	return told;
}

static int connect_it(struct context *c)
{
	if (carry(wire_fd(c->wire)))
		return EXIT_DONE;
	command_failed(c, "the engine has gone");
	return EXIT_NO_ENGINE;
}

const struct command connect_commands[] = {
	{ .name = "connect", .usage = "[--start]", .options = "start",
	  .run = connect_it,
	  .help = "standard input and output to the engine, line by line" },
	{ 0 }
};
