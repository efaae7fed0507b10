#include "saver.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

struct saver {
	char *path;		/* owned */
	pid_t child;
	int pipe;		/* owned: one int, an errno */
};

static bool write_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t written = write(fd, bytes, n);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		bytes += written;
		n -= written;
	}
	return true;
}

/* 0 or errno; a file of which a part is missing is none. */
static int write_file(const char *path, const void *bytes, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int error;

	if (fd < 0)
		return errno;
	if (write_all(fd, bytes, n) && fsync(fd) == 0 && close(fd) == 0)
		return 0;
	error = errno;
	unlink(path);
	return error;
}

/* The screen's and the engine's ends would stay open as long as it writes. */
static void leave_ours(int kept)
{
	if (kept > 3)
		close_range(3, kept - 1, 0);
	close_range(kept + 1, ~0u, 0);
}

struct saver *saver_start(const char *path,
	int (*work)(const char *path, const void *arg), const void *arg)
{
	struct saver *s;
	int ends[2], error;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return NULL;
	child = fork();
	if (child == 0) {
		leave_ours(ends[1]);
		error = work(path, arg);
		_exit(write(ends[1], &error, sizeof error) < 0);
	}
	close(ends[1]);
	if (child < 0) {
		close(ends[0]);
		return NULL;
	}
	s = mem_new_of(struct saver);
	s->path = mem_text(path);
	s->child = child;
	s->pipe = ends[0];
	return s;
}

struct bytes {
	const void *bytes;
	size_t n;
};

static int write_bytes(const char *path, const void *arg)
{
	const struct bytes *b = arg;

	return write_file(path, b->bytes, b->n);
}

struct saver *saver_new(const char *path, const void *bytes, size_t n)
{
	return saver_start(path, write_bytes, &(struct bytes){ bytes, n });
}

void saver_free(struct saver *s)
{
	if (!s)
		return;
	close(s->pipe);
	waitpid(s->child, NULL, WNOHANG);
	free(s->path);
	free(s);
}

int saver_fd(const struct saver *s)
{
	return s->pipe;
}

const char *saver_path(const struct saver *s)
{
	return s->path;
}

int saver_result(struct saver *s)
{
	int error = EIO;

	if (read(s->pipe, &error, sizeof error) != sizeof error)
		error = EIO;
	waitpid(s->child, NULL, 0);
	return error;
}
