#include "store/small_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "protocol/paths.h"
#include "store/store_thread.h"

struct file_job {
	struct job job;
	char *folder, *name, *what;	/* owned */
	char *text;			/* owned, wiped; NULL: erase */
	int result;			/* 0 or -errno */
};

static int write_all(int fd, const char *text)
{
	size_t n = strlen(text);

	while (n) {
		ssize_t part = write(fd, text, n);

		if (part < 0 && errno != EINTR)
			return -errno;
		if (part > 0) {
			text += part;
			n -= part;
		}
	}
	return fsync(fd) < 0 ? -errno : 0;
}

static int write_new(int folder, const char *name, const char *text)
{
	int fd, result;

	unlinkat(folder, name, 0);	/* of a run that ended in the middle */
	fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		0600);
	if (fd < 0)
		return -errno;
	result = write_all(fd, text);
	if (close(fd) < 0 && !result)
		result = -errno;
	return result;
}

/* Beside the old one first: whatever happens, one of the two is whole. */
static int replace(int folder, const char *file, const char *text)
{
	char *fresh = mem_format(".%s.new", file);
	int result = write_new(folder, fresh, text);

	if (!result && renameat(folder, fresh, folder, file) < 0)
		result = -errno;
	if (result)
		unlinkat(folder, fresh, 0);
	free(fresh);
	return result;
}

static int change(const struct file_job *f)
{
	int result = paths_make(f->folder), folder;

	folder = result < 0 ? result : open(f->folder,
		O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (result >= 0 && folder < 0)
		result = -errno;
	if (folder >= 0 && f->text)
		result = replace(folder, f->name, f->text);
	else if (folder >= 0 && unlinkat(folder, f->name, 0) < 0 &&
		 errno != ENOENT)
		result = -errno;
	if (folder >= 0 && !result && fsync(folder) < 0)
		result = -errno;
	if (folder >= 0)
		close(folder);
	return result;
}

static void run(void *arg, struct job *job)
{
	struct file_job *f = (struct file_job *)job;
	struct history *h = arg;

	f->result = change(f);
	worker_done(history_worker(h), job);
}

static void done(void *arg, struct job *job)
{
	struct file_job *f = (struct file_job *)job;
	char *text;

	if (f->result) {
		text = mem_format("%s could not be %s %s: %s", f->what,
			f->text ? "saved in" : "removed from", f->folder,
			strerror(-f->result));
		history_trouble(arg, text);
		free(text);
	}
	free(f->folder);
	free(f->name);
	free(f->what);
	mem_wipe_text(f->text);
	free(f);
}

void small_file_write(struct history *h, const struct small_file *file)
{
	struct file_job *f = mem_new_of(struct file_job);

	f->job.run = run;
	f->job.done = done;
	f->folder = mem_text(file->folder);
	f->name = mem_text(file->name);
	f->text = mem_text(file->text);
	f->what = mem_text(file->what);
	worker_put(history_worker(h), &f->job);
}
