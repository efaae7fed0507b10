/* wav:FILE - a microphone that plays a file once, then silence; a loudspeaker
 * that is written down, sample by sample from the first on. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audio/driver.h"
#include "audio/resample.h"
#include "base/mem.h"

#define CAPACITY_MS 4000
#define VISIT_MS 100		/* how often the file is looked after */
#define BLOCK 1024		/* frames at once */
#define CHANNELS_MAX 64

static const char *refusal(const char *what)
{
	return *what ? NULL : "wav: needs the name of a file";
}

/* --- microphone ------------------------------------------------------------*/

struct reader {
	const struct device_task *task;
	SNDFILE *file;			/* owned */
	SF_INFO info;
	struct resample *resample;	/* owned; NULL: the file has our rate */
	float *frames;			/* owned; BLOCK of them */
	int16_t in[BLOCK];
	size_t n_in, at;		/* of in: held, used */
	bool at_end;
};

static int16_t mono_of(const float *frame, int channels)
{
	float sum = 0;

	for (int i = 0; i < channels; i++)
		sum += frame[i];
	sum = sum / channels * 32768;
	return lrintf(fmaxf(-32768, fminf(32767, sum)));
}

static void read_block(struct reader *r)
{
	sf_count_t n = sf_readf_float(r->file, r->frames, BLOCK);

	for (sf_count_t i = 0; i < n; i++)
		r->in[i] = mono_of(r->frames + i * r->info.channels,
			r->info.channels);
	r->n_in = n > 0 ? n : 0;
	r->at = 0;
	r->at_end = n <= 0;
}

/* Some of the block through the resampler; how many samples came out. */
static size_t convert(struct reader *r, int16_t *out, size_t room)
{
	size_t n = r->n_in - r->at;

	if (r->resample) {
		resample_run(r->resample, r->in + r->at, &n, out, &room);
	} else {
		n = room = n < room ? n : room;
		memcpy(out, r->in + r->at, n * sizeof *out);
	}
	r->at += n;
	return room;
}

/* Fills the junction as far as the file and its room allow. */
static void refill(struct reader *r)
{
	int16_t out[BLOCK];

	while (!r->at_end && junction_room(r->task->junction) >= BLOCK) {
		size_t n;

		if (r->at == r->n_in)
			read_block(r);
		n = convert(r, out, BLOCK);
		if (n > 0)
			junction_put(r->task->junction, out, n);
	}
}

static bool reader_open(struct reader *r)
{
	int fd = open(r->task->what, O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		r->file = sf_open_fd(fd, SFM_READ, &r->info, 1);
	if (!r->file) {
		device_fails(r->task->device, "cannot read it: %s",
			fd < 0 ? strerror(errno) : sf_strerror(NULL));
		return false;
	}
	if (r->info.channels > CHANNELS_MAX || r->info.samplerate < 1000 ||
	    r->info.samplerate > 768000) {
		device_fails(r->task->device, "%d channels at %d Hz are not "
			"sound", r->info.channels, r->info.samplerate);
		return false;
	}
	r->frames = mem_new(sizeof(float) * BLOCK * r->info.channels);
	if (r->info.samplerate != r->task->rate_hz) {
		r->resample = resample_new(r->info.samplerate,
			r->task->rate_hz);
		resample_skip_delay(r->resample);
	}
	return true;
}

static void reader_close(struct reader *r)
{
	if (r->file)
		sf_close(r->file);
	resample_free(r->resample);
	free(r->frames);
}

static void run_reader(const struct device_task *task)
{
	struct reader r = { .task = task };

	if (reader_open(&r)) {
		refill(&r);	/* before anybody may read: no gap in it */
		device_runs(task->device);
		while (!r.at_end && !device_task_stopped(task, VISIT_MS))
			refill(&r);
	}
	reader_close(&r);
}

/* --- loudspeaker -----------------------------------------------------------*/

/* A file that can be played, whenever and by whatever we are ended. */
static void keep_whole(SNDFILE *file)
{
	sf_command(file, SFC_UPDATE_HEADER_NOW, NULL, 0);
	sf_command(file, SFC_SET_UPDATE_HEADER_AUTO, NULL, SF_TRUE);
}

/* What was said is for its owner alone. */
static SNDFILE *writer_open(const struct device_task *task)
{
	SF_INFO info = { .samplerate = task->rate_hz, .channels = 1,
		.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16 };
	int fd = open(task->what, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	SNDFILE *file = fd < 0 ? NULL : sf_open_fd(fd, SFM_WRITE, &info, 1);

	if (!file)
		device_fails(task->device, "cannot write it: %s",
			fd < 0 ? strerror(errno) : sf_strerror(NULL));
	else
		keep_whole(file);
	return file;
}

static bool empty(const struct device_task *task, SNDFILE *file)
{
	int16_t samples[BLOCK];
	size_t n;

	while ((n = junction_take(task->junction, samples, BLOCK)) > 0)
		if (sf_write_short(file, samples, n) != (sf_count_t)n) {
			device_fails(task->device, "cannot write more: %s",
				sf_strerror(file));
			return false;
		}
	return true;
}

static void run_writer(const struct device_task *task)
{
	SNDFILE *file = writer_open(task);
	bool stopped = false;

	if (!file)
		return;
	device_runs(task->device);
	while (!stopped) {
		stopped = device_task_stopped(task, VISIT_MS);
		if (!empty(task, file))
			break;
	}
	sf_close(file);
}

static void run(const struct device_task *task)
{
	if (task->direction == DEVICE_CAPTURE)
		run_reader(task);
	else
		run_writer(task);
}

const struct driver wav_driver = {
	.scheme = "wav:",
	.capture = true,
	.playback = true,
	.capacity_ms = CAPACITY_MS,
	.refusal = refusal,
	.run = run,
};
