#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

#define FAREWELL_MAX 256
#define DRAIN_MS 200
#define QUIET_MS 20		/* more would have come */

struct terminal {
	int fd;
	struct termios before;
	bool raw;
	char *out;		/* owned: [sent, length) waits */
	size_t sent, length, room;
};

/* For the handlers of crashes: all that they may touch. */
static struct {
	int fd;
	volatile sig_atomic_t armed;
	struct termios modes;
	char bytes[FAREWELL_MAX];
	size_t n;
} farewell;

static const int crashes[] = { SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL };
#define CRASHES (sizeof crashes / sizeof *crashes)
static struct sigaction handlers_before[CRASHES];

/* Makes the terminal usable, then dies as it would have without us. */
static void on_crash(int signal_number)
{
	if (farewell.armed) {
		farewell.armed = 0;
		if (write(farewell.fd, farewell.bytes, farewell.n) < 0)
			farewell.n = 0;
		tcsetattr(farewell.fd, TCSANOW, &farewell.modes);
	}
	for (size_t i = 0; i < CRASHES; i++)
		sigaction(crashes[i], &handlers_before[i], NULL);
	raise(signal_number);
}

static void catch_crashes(void)
{
	struct sigaction action = { .sa_handler = on_crash };

	for (size_t i = 0; i < CRASHES; i++)
		sigaction(crashes[i], &action, &handlers_before[i]);
}

static void leave_crashes(void)
{
	for (size_t i = 0; i < CRASHES; i++)
		sigaction(crashes[i], &handlers_before[i], NULL);
}

static int open_anew(void)
{
	const int flags = O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	const char *name = ttyname(STDIN_FILENO);
	int fd = name ? open(name, flags) : -1;

	return fd >= 0 ? fd : open("/dev/tty", flags);
}

int terminal_open(struct terminal **out)
{
	struct terminal *t;
	struct termios modes;
	int fd = open_anew();

	if (fd < 0)
		return -errno;
	if (tcgetattr(fd, &modes) < 0) {
		int cause = errno;

		close(fd);
		return -cause;
	}
	t = mem_new_of(struct terminal);
	t->fd = fd;
	t->before = modes;
	*out = t;
	return 0;
}

void terminal_close(struct terminal *t)
{
	if (!t)
		return;
	terminal_drain(t, DRAIN_MS);
	terminal_cooked(t);
	close(t->fd);
	free(t->out);
	free(t);
}

int terminal_fd(const struct terminal *t)
{
	return t->fd;
}

static int from_environment(const char *name, int otherwise)
{
	const char *text = getenv(name);
	int value = text ? atoi(text) : 0;

	return value > 0 && value < 1000 ? value : otherwise;
}

void terminal_size(const struct terminal *t, int *rows, int *columns)
{
	struct winsize size = { 0 };

	if (ioctl(t->fd, TIOCGWINSZ, &size) < 0 || !size.ws_row ||
			!size.ws_col) {
		size.ws_row = from_environment("LINES", 24);
		size.ws_col = from_environment("COLUMNS", 80);
	}
	*rows = size.ws_row;
	*columns = size.ws_col;
}

void terminal_raw(struct terminal *t)
{
	struct termios modes = t->before;

	modes.c_lflag &= ~(ICANON | ECHO | ISIG | IEXTEN);
	modes.c_iflag &= ~(IXON | ICRNL | INLCR | IGNCR | ISTRIP);
	modes.c_cc[VMIN] = 1;
	modes.c_cc[VTIME] = 0;
	tcsetattr(t->fd, TCSANOW, &modes);
	farewell.fd = t->fd;
	farewell.modes = t->before;
	farewell.armed = 1;
	if (!t->raw)
		catch_crashes();
	t->raw = true;
}

void terminal_cooked(struct terminal *t)
{
	if (!t->raw)
		return;
	t->raw = false;
	farewell.armed = 0;
	leave_crashes();
	tcsetattr(t->fd, TCSANOW, &t->before);
}

void terminal_set_farewell(struct terminal *t, const char *bytes, size_t n)
{
	(void)t;
	farewell.n = n < FAREWELL_MAX ? n : FAREWELL_MAX;
	memcpy(farewell.bytes, bytes, farewell.n);
}

ssize_t terminal_read(struct terminal *t, char *bytes, size_t n)
{
	ssize_t got = read(t->fd, bytes, n);

	if (got > 0)
		return got;
	return got < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

void terminal_discard(struct terminal *t, int limit_ms)
{
	int64_t end = clock_ms() + limit_ms;
	struct pollfd p = { .fd = t->fd, .events = POLLIN };
	char bytes[256];

	terminal_drain(t, limit_ms);
	while (clock_ms() < end && poll(&p, 1, (int)(end - clock_ms())) > 0) {
		if (terminal_read(t, bytes, sizeof bytes) < 0)
			return;
		end = clock_ms() + QUIET_MS < end ? clock_ms() + QUIET_MS : end;
	}
}

void terminal_put(struct terminal *t, const char *bytes, size_t n)
{
	if (!n)
		return;
	if (t->sent == t->length)
		t->sent = t->length = 0;
	if (t->length + n > t->room) {
		t->room = t->length + n;
		t->out = mem_grow(t->out, t->room);
	}
	memcpy(t->out + t->length, bytes, n);
	t->length += n;
}

bool terminal_waits(const struct terminal *t)
{
	return t->sent < t->length;
}

bool terminal_flush(struct terminal *t)
{
	ssize_t n;

	if (!terminal_waits(t))
		return true;
	n = write(t->fd, t->out + t->sent, t->length - t->sent);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	t->sent += n;
	return true;
}

void terminal_drain(struct terminal *t, int limit_ms)
{
	int64_t end = clock_ms() + limit_ms;
	struct pollfd p = { .fd = t->fd, .events = POLLOUT };

	while (terminal_flush(t) && terminal_waits(t) && clock_ms() < end)
		if (poll(&p, 1, (int)(end - clock_ms())) <= 0)
			return;
}
