#include "linear/inlet.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/lines.h"
#include "base/mem.h"
#include "terminal.h"
#include "widgets/line_edit.h"

#define PIECE 4096

struct inlet {
	struct inlet_handlers handlers;
	struct terminal *terminal;	/* owned, as is keys: by key; or NULL */
	struct keys *keys;
	struct lines *lines;		/* owned; else */
	int fd;				/* -1 ended */
	bool own;			/* to be closed */
};

/* --- opening ---------------------------------------------------------------*/

static int open_by_key(struct inlet *in)
{
	struct keys_handlers keys = { .on_key = in->handlers.on_key,
		.on_paste = in->handlers.on_paste, .arg = in->handlers.arg };
	int result = terminal_open(&in->terminal);

	if (result < 0)
		return result;
	in->keys = keys_new(&keys, true);
	in->fd = terminal_fd(in->terminal);
	terminal_raw(in->terminal);
	return 0;
}

static void on_line(void *arg, char *line, size_t n)
{
	struct inlet *in = arg;

	if (n && line[n - 1] == '\r')
		line[n - 1] = '\0';
	in->handlers.on_line(in->handlers.arg, line);
}

static void on_too_long(void *arg)
{
	struct inlet *in = arg;

	in->handlers.on_too_long(in->handlers.arg);
}

/* A regular file is read from where it stands, and is always ready. */
static void open_lines(struct inlet *in)
{
	struct lines_handlers lines = { on_line, on_too_long, in };
	struct stat st;

	in->lines = lines_new(LINE_MAX_BYTES, &lines);
	if (fstat(STDIN_FILENO, &st) == 0 && !S_ISREG(st.st_mode))
		in->fd = open("/proc/self/fd/0", O_RDONLY | O_NONBLOCK |
			O_NOCTTY | O_CLOEXEC);
	in->own = in->fd >= 0;
	if (!in->own)
		in->fd = STDIN_FILENO;
}

int inlet_open(struct inlet **out, bool by_key,
	const struct inlet_handlers *handlers)
{
	struct inlet *in = mem_new_of(struct inlet);
	int result = 0;

	in->handlers = *handlers;
	in->fd = -1;
	if (by_key)
		result = open_by_key(in);
	else
		open_lines(in);
	if (result < 0) {
		free(in);
		return result;
	}
	*out = in;
	return 0;
}

void inlet_close(struct inlet *in)
{
	if (!in)
		return;
	terminal_close(in->terminal);
	keys_free(in->keys);
	lines_free(in->lines);
	if (in->own && in->fd >= 0)
		close(in->fd);
	free(in);
}

void inlet_leave(struct inlet *in)
{
	if (in->terminal)
		terminal_cooked(in->terminal);
}

void inlet_return(struct inlet *in)
{
	if (in->terminal)
		terminal_raw(in->terminal);
}

int inlet_columns(const struct inlet *in)
{
	int rows, columns = 80;

	if (in->terminal)
		terminal_size(in->terminal, &rows, &columns);
	return columns;
}

/* --- reading ---------------------------------------------------------------*/

static void ended(struct inlet *in)
{
	if (in->lines && lines_waiting(in->lines))
		lines_put(in->lines, "\n", 1);
	if (in->own)
		close(in->fd);
	in->own = false;
	in->fd = -1;
	in->handlers.on_end(in->handlers.arg);
}

/* A line end with more behind it: fingers are not that fast. */
static bool is_paste(const char *bytes, size_t n)
{
	size_t line = strcspn(bytes, "\r\n");

	return line < n && line + 1 < n &&
		bytes[line + 1 + strspn(bytes + line + 1, "\r\n")];
}

static void take_keys(struct inlet *in, char *bytes, size_t n)
{
	bytes[n] = '\0';
	if (is_paste(bytes, n))
		in->handlers.on_paste(in->handlers.arg, bytes);
	else
		keys_put(in->keys, bytes, n, clock_ms());
}

void inlet_ready(struct inlet *in, short events)
{
	char bytes[PIECE + 1];
	ssize_t n;

	if (in->fd < 0)
		return;
	n = read(in->fd, bytes, PIECE);
	if (n < 0 && (errno == EAGAIN || errno == EINTR) &&
			!(events & (POLLHUP | POLLERR)))
		return;
	if (n <= 0)
		ended(in);
	else if (in->keys)
		take_keys(in, bytes, n);
	else
		lines_put(in->lines, bytes, n);
}

int inlet_fd(const struct inlet *in)
{
	return in->fd;
}

int64_t inlet_deadline(const struct inlet *in)
{
	return in->keys ? keys_deadline(in->keys) : -1;
}

void inlet_tick(struct inlet *in)
{
	if (in->keys)
		keys_tick(in->keys, clock_ms());
}
