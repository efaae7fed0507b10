#include "store/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "protocol/paths.h"

struct log_file {
	struct job job;			/* queued at most once */
	char *file;			/* owned */
	pthread_mutex_t lock;
	/* under the lock */
	struct worker *worker;		/* NULL: it is leaving */
	char *text;			/* owned: lines that wait */
	size_t n, room;
	unsigned dropped;
	bool queued;
	/* store thread */
	int fd;				/* -1: not open */
};

/* --- store thread ----------------------------------------------------------*/

static void make_folder(const char *file)
{
	const char *slash = strrchr(file, '/');
	char *folder = mem_text_n(file, slash ? slash - file : 0);

	if (*folder)
		paths_make(folder);
	free(folder);
}

static void close_file(struct log_file *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
}

/* Full: it becomes the old one.  Deleted under our hands: make it anew. */
static void turn_over(struct log_file *l, size_t more)
{
	struct stat st;
	char *old;

	if (l->fd < 0 || fstat(l->fd, &st) < 0)
		return;
	if (st.st_nlink > 0 && st.st_size + more <= LOG_FILE_MAX)
		return;
	if (st.st_nlink > 0) {
		old = mem_format("%s.1", l->file);
		rename(l->file, old);
		free(old);
	}
	close_file(l);
}

static void open_file(struct log_file *l)
{
	if (l->fd >= 0)
		return;
	make_folder(l->file);
	l->fd = open(l->file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

/* Lines that cannot be written have nowhere else to go. */
static void write_text(struct log_file *l, const char *text, size_t n)
{
	open_file(l);
	turn_over(l, n);
	open_file(l);
	while (n && l->fd >= 0) {
		ssize_t part = write(l->fd, text, n);

		if (part < 0 && errno == EINTR)
			continue;
		if (part < 0)
			break;
		text += part;
		n -= part;
	}
}

static void write_waiting(struct log_file *l)
{
	char *text, note[64];
	unsigned dropped;
	size_t n;

	pthread_mutex_lock(&l->lock);
	text = l->text;
	n = l->n;
	dropped = l->dropped;
	l->text = NULL;
	l->n = l->room = 0;
	l->dropped = 0;
	l->queued = false;
	pthread_mutex_unlock(&l->lock);
	write_text(l, text, n);
	if (dropped)
		write_text(l, note, snprintf(note, sizeof note,
			"(%u lines were dropped here)\n", dropped));
	free(text);
}

static void run(void *arg, struct job *job)
{
	(void)arg;
	write_waiting((struct log_file *)job);
}

/* --- any thread ------------------------------------------------------------*/

struct log_file *log_file_new(struct worker *worker, const char *file)
{
	struct log_file *l = mem_new_of(struct log_file);

	l->job.run = run;
	l->worker = worker;
	l->file = mem_text(file);
	l->fd = -1;
	pthread_mutex_init(&l->lock, NULL);
	return l;
}

static void hold(struct log_file *l, const char *line, size_t n)
{
	if (l->n + n > l->room) {
		l->room = (l->n + n) * 2;
		l->text = mem_grow(l->text, l->room);
	}
	memcpy(l->text + l->n, line, n);
	l->n += n;
}

void log_file_put(struct log_file *l, const char *line, size_t n)
{
	pthread_mutex_lock(&l->lock);
	if (l->dropped || l->n + n > LOG_FILE_WAITING)
		l->dropped++;
	else
		hold(l, line, n);
	if (!l->queued && l->worker) {
		worker_put(l->worker, &l->job);
		l->queued = true;
	}
	pthread_mutex_unlock(&l->lock);
}

void log_file_last(struct log_file *l)
{
	pthread_mutex_lock(&l->lock);
	l->worker = NULL;
	pthread_mutex_unlock(&l->lock);
}

void log_file_free(struct log_file *l)
{
	if (!l)
		return;
	write_waiting(l);
	close_file(l);
	pthread_mutex_destroy(&l->lock);
	free(l->file);
	free(l->text);
	free(l);
}
