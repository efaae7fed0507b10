#include "tape.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct tape {
	int in_fd, out_fd;		/* -1: none */
	size_t frame_bytes;
};

static bool open_in(struct tape *t, const char *in)
{
	t->in_fd = in ? open(in, O_RDONLY | O_CLOEXEC) : -1;
	return !in || t->in_fd >= 0;
}

static bool open_out(struct tape *t, const char *out)
{
	if (!out)
		return true;
	t->out_fd = open(out, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (t->out_fd < 0)
		return false;
	if (!flock(t->out_fd, LOCK_EX | LOCK_NB))
		return true;
	errno = EBUSY;
	return false;
}

int tape_open(struct tape **out_tape, const char *in, const char *out,
	int channels)
{
	struct tape *t = calloc(1, sizeof *t);
	int error;

	if (!t)
		return -ENOMEM;
	t->in_fd = t->out_fd = -1;
	t->frame_bytes = channels * sizeof(int16_t);
	if (open_in(t, in) && open_out(t, out)) {
		*out_tape = t;
		return 0;
	}
	error = -errno;
	tape_free(t);
	return error;
}

void tape_free(struct tape *t)
{
	if (!t)
		return;
	if (t->in_fd >= 0)
		close(t->in_fd);
	if (t->out_fd >= 0)
		close(t->out_fd);
	free(t);
}

void tape_read(const struct tape *t, int64_t at, int16_t *samples,
	size_t frames)
{
	struct stat st = { 0 };
	char *to = (char *)samples;
	int64_t length;

	memset(to, 0, frames * t->frame_bytes);
	if (t->in_fd < 0 || fstat(t->in_fd, &st) < 0)
		return;
	length = st.st_size / t->frame_bytes;
	while (length > 0 && frames > 0) {
		int64_t from = at % length;
		size_t n = frames < (size_t)(length - from) ? frames
			: (size_t)(length - from);

		if (pread(t->in_fd, to, n * t->frame_bytes,
				from * t->frame_bytes) < 0)
			return;
		to += n * t->frame_bytes;
		frames -= n;
		at += n;
	}
}

void tape_write(const struct tape *t, int64_t at, const int16_t *samples,
	size_t frames)
{
	if (t->out_fd >= 0 && pwrite(t->out_fd, samples,
			frames * t->frame_bytes, at * t->frame_bytes) < 0)
		perror("card: outfile");
}
