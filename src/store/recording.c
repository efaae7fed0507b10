#include "store/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/ring.h"
#include "protocol/paths.h"

#define BLOCK 4096			/* frames at once */
#define FRAME_BYTES (2 * RECORDING_CHANNELS)
#define WAV_MAX ((int64_t)UINT32_MAX - (1 << 20))
#define NAMES_MAX 9999

/* A job, and what came of it: the store thread's, then the engine's. */
struct turn {
	struct job job;
	struct recording *recording;
	char *opened;			/* path of a new file; owned; or NULL */
	char *failure, *advice;		/* owned; NULL: all is well */
};

struct recording {
	struct turn write;		/* queued at most once */
	struct turn end;		/* the last one */
	/* fixed at start */
	struct recording_params params;
	char *path;			/* as wished; owned */
	int format;			/* of libsndfile */
	/* engine thread */
	bool busy, closing;		/* a write is queued; the end is */
	/* store thread */
	struct turn *turn;		/* that runs */
	bool begun, failed;
	SNDFILE *file;			/* owned; NULL: not open */
	int fd;				/* the file's */
	int64_t bytes;			/* written to it */
	char *made;			/* path of the last; owned */
	int16_t block[BLOCK * RECORDING_CHANNELS];
};

/* --- names -----------------------------------------------------------------*/

static const struct {
	const char *ending;
	int format;
} formats[] = {
	{ ".wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16 },
	{ ".flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16 },
};

/* 0: none that we write. */
static int format_of(const char *path)
{
	const char *ending = strrchr(path, '.');

	for (size_t i = 0; ending && i < sizeof formats / sizeof *formats; i++)
		if (!strcasecmp(ending, formats[i].ending))
			return formats[i].format;
	return 0;
}

const char *recording_refusal(const char *path)
{
	return format_of(path) ? NULL : "a name that ends in .wav or .flac";
}

/* "a/b.wav", 2 -> "a/b-2.wav" */
static char *numbered(const char *path, int number)
{
	const char *ending = strrchr(path, '.');

	if (number == 1)
		return mem_text(path);
	return mem_format("%.*s-%d%s", (int)(ending - path), path, number,
		ending);
}

/* --- store thread ----------------------------------------------------------*/

static const char *advice_for(int error)
{
	switch (error) {
	case ENOSPC:
	case EDQUOT:
		return "make room on the disk, or set record_dir to a folder "
			"on another one";
	case EACCES:
	case EPERM:
	case EROFS:
		return "give yourself the right to write there, or set "
			"record_dir to another folder";
	case ENOENT:
	case ENOTDIR:
		return "make that folder first";
	default:
		return "choose another folder with record_dir in offhook.conf";
	}
}

static void fail_as(struct recording *r, const char *what, const char *why,
	const char *advice)
{
	if (r->failed)
		return;
	r->failed = true;
	r->turn->failure = mem_format("%s %s: %s", what, r->made, why);
	r->turn->advice = mem_text(advice);
}

static void fail(struct recording *r, int error, const char *what)
{
	fail_as(r, what, error ? strerror(error) : "no sound can be written "
		"to it", advice_for(error));
}

/* It would be written on, and nobody could ever hear it. */
static void look_for_it(struct recording *r)
{
	struct stat st;

	if (fstat(r->fd, &st) == 0 && st.st_nlink == 0)
		fail_as(r, "the recording stops:", "somebody deleted it",
			"begin another, if it was by mistake");
}

static void make_folder(const struct recording *r)
{
	const char *slash = strrchr(r->path, '/');
	char *folder = mem_text_n(r->path, (size_t)(slash ? slash - r->path : 0));

	if (*folder)
		paths_make(folder);	/* opening tells what is wrong */
	free(folder);
}

/* The first name that is free; -1 and errno: none can be made. */
static int create(struct recording *r)
{
	int fd = -1;

	for (int i = 1; i <= NAMES_MAX && fd < 0; i++) {
		free(r->made);
		r->made = numbered(r->path, i);
		fd = open(r->made, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC |
			O_NOFOLLOW, 0600);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	return fd;
}

static void open_file(struct recording *r)
{
	SF_INFO info = { .samplerate = r->params.rate_hz,
		.channels = RECORDING_CHANNELS, .format = r->format };
	int fd;

	if (r->params.make_folder)
		make_folder(r);
	fd = create(r);
	if (fd < 0) {
		fail(r, errno, "no recording can be made at");
		return;
	}
	errno = 0;
	r->file = sf_open_fd(fd, SFM_WRITE, &info, SF_TRUE);
	if (!r->file) {
		fail(r, errno, "no recording can be made at");
		return;
	}
	r->fd = fd;
	r->bytes = 0;
	mem_set(&r->turn->opened, r->made);
}

static void close_file(struct recording *r)
{
	if (!r->file)
		return;
	errno = 0;
	if (sf_close(r->file))
		fail(r, errno, "the recording could not be ended:");
	r->file = NULL;
}

static void write_block(struct recording *r, sf_count_t n)
{
	if (r->bytes + n * FRAME_BYTES > r->params.file_max) {
		close_file(r);
		open_file(r);
	}
	if (!r->file)
		return;
	errno = 0;
	if (sf_writef_short(r->file, r->block, n) < n) {
		fail(r, errno, "the recording stops, it could not be written:");
		return;
	}
	r->bytes += n * FRAME_BYTES;
}

/* Nobody may be left with a ring that is full. */
static void write_all(struct recording *r)
{
	size_t n;

	while ((n = ring_take(r->params.sound, r->block, BLOCK)))
		if (r->file && !r->failed)
			write_block(r, (sf_count_t)n);
	if (!r->file)
		return;
	sf_command(r->file, SFC_UPDATE_HEADER_NOW, NULL, 0);
	look_for_it(r);
}

static void begin_turn(struct recording *r, struct turn *turn)
{
	r->turn = turn;
	if (!r->begun)
		open_file(r);
	r->begun = true;
	write_all(r);
}

static void run(void *arg, struct job *job)
{
	struct recording *r = ((struct turn *)job)->recording;

	(void)arg;
	begin_turn(r, &r->write);
	worker_done(r->params.worker, job);
}

static void run_end(void *arg, struct job *job)
{
	struct recording *r = ((struct turn *)job)->recording;

	(void)arg;
	begin_turn(r, &r->end);
	close_file(r);
	worker_done(r->params.worker, job);
}

/* --- engine thread ---------------------------------------------------------*/

static void tell(struct turn *turn)
{
	const struct recording_params *p = &turn->recording->params;

	if (turn->opened)
		p->on_opened(p->arg, turn->opened);
	mem_set(&turn->opened, NULL);
	if (turn->failure)
		p->on_failed(p->arg, turn->failure, turn->advice);
	mem_set(&turn->failure, NULL);
	mem_set(&turn->advice, NULL);
}

static void done(void *arg, struct job *job)
{
	struct turn *turn = (struct turn *)job;

	(void)arg;
	tell(turn);
	turn->recording->busy = false;
}

static void done_end(void *arg, struct job *job)
{
	struct turn *turn = (struct turn *)job;
	struct recording *r = turn->recording;

	(void)arg;
	tell(turn);
	r->params.on_closed(r->params.arg);
	free(r->path);
	free(r->made);
	free(r);
}

struct recording *recording_open(const struct recording_params *p)
{
	struct recording *r = mem_new_of(struct recording);

	r->write = (struct turn){ .job = { .run = run, .done = done },
		.recording = r };
	r->end = (struct turn){ .job = { .run = run_end, .done = done_end },
		.recording = r };
	r->params = *p;
	if (!r->params.file_max)
		r->params.file_max = WAV_MAX;
	r->path = mem_text(p->path);
	r->format = format_of(p->path);
	recording_write(r);
	return r;
}

void recording_write(struct recording *r)
{
	if (r->busy || r->closing)
		return;
	r->busy = true;
	worker_put(r->params.worker, &r->write.job);
}

void recording_close(struct recording *r)
{
	if (r->closing)
		return;
	r->closing = true;
	worker_put(r->params.worker, &r->end.job);
}
