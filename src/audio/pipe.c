/* pipe:COMMAND - a program is the microphone, by what it prints, or the
 * loudspeaker, by what it reads: mono samples of 16 bits, little-endian, 48 kHz.
 *
 *	program --pipe--> resample --put--> junction --> bus	capture
 *	program <-pipe--- resample <-take-- junction <-- bus	playback
 *
 * The bus sets the pace.  One that prints faster waits at its pipe, one that
 * prints too slowly costs silence, and what one does not read in time is lost;
 * none of that grows the delay beyond what a pipe holds.
 */
#include <endian.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audio/driver.h"
#include "audio/program.h"
#include "audio/resample.h"
#include "base/clock.h"
#include "base/mem.h"

#define PIPE_HZ 48000
#define CAPACITY_MS 500
#define CAPTURE_BYTES 4096		/* 43 ms: a page, the least there is */
#define PLAYBACK_BYTES 16384		/* 171 ms: it may be busy for a while */
#define ALIVE_MS 200			/* so long, and it has started well */
#define AHEAD_MS 40			/* read before the bus wants it */
#define LOW_MS 20			/* and more is read */
#define FLUSH_MS 150			/* to write down what it has read */
#define BLOCK 480			/* samples at once; less than PIPE_BUF
					 * bytes, which a pipe takes whole */

struct end {
	const struct device_task *task;
	struct program program;
	struct resample *resample;	/* owned; NULL: the bus has that rate */
	bool runs;
	int64_t alive_ns;		/* then it does, whatever it prints */
	int16_t block[BLOCK];		/* of the program's rate */
	size_t bytes;			/* in block, of a read */
	size_t bound;
	int16_t *other;			/* owned; a block resampled */
};

static const char *refusal(const char *what)
{
	return what[strspn(what, " \t")] ? NULL :
		"pipe: needs a command, as in pipe:parec --raw --rate=48000 "
		"--channels=1 --format=s16le";
}

static bool captures(const struct end *e)
{
	return e->task->direction == DEVICE_CAPTURE;
}

static void is_alive(struct end *e)
{
	if (!e->runs)
		device_runs(e->task->device);
	e->runs = true;
}

/* How long to wait for something that may not come. */
static int patience_ms(const struct end *e, int ms)
{
	int64_t left = (e->alive_ns - clock_ns()) / 1000000 + 1;

	if (e->runs || (ms >= 0 && left > ms))
		return ms;
	return left > 0 ? left : 0;
}

static void check_alive(struct end *e)
{
	if (clock_ns() >= e->alive_ns)
		is_alive(e);
}

/* --- microphone ------------------------------------------------------------*/

static void put(struct end *e, const int16_t *samples, size_t n)
{
	size_t at = 0;

	if (!e->resample) {
		junction_put(e->task->junction, samples, n);
		return;
	}
	while (at < n) {
		size_t taken = n - at, given = e->bound;

		resample_run(e->resample, samples + at, &taken, e->other,
			&given);
		junction_put(e->task->junction, e->other, given);
		if (!taken && !given)
			return;
		at += taken;
	}
}

/* A read may end within a sample. */
static void take_bytes(struct end *e, size_t n)
{
	unsigned char half;
	size_t samples;

	e->bytes += n;
	samples = e->bytes / 2;
	half = ((unsigned char *)e->block)[e->bytes - 1];
	for (size_t i = 0; i < samples; i++)
		e->block[i] = (int16_t)le16toh((uint16_t)e->block[i]);
	put(e, e->block, samples);
	e->bytes %= 2;
	if (e->bytes)
		memcpy(e->block, &half, 1);
}

/* false: there is no more, and never will be. */
static bool read_some(struct end *e)
{
	ssize_t n = read(e->program.fd, (char *)e->block + e->bytes,
		sizeof e->block - e->bytes);

	if (n > 0) {
		is_alive(e);
		take_bytes(e, n);
	}
	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

/* How many ms until more is wanted; 0: now. */
static int rest_ms(const struct end *e)
{
	struct junction_view v;
	int ahead;

	junction_look(e->task->junction, &v);
	ahead = v.held * 1000 / e->task->rate_hz;
	return ahead < AHEAD_MS ? 0 : ahead - LOW_MS;
}

static bool listen_once(struct end *e)
{
	int rest = rest_ms(e);
	struct pollfd fds[2] = {
		{ .fd = e->task->stop_fd, .events = POLLIN },
		{ .fd = rest ? -1 : e->program.fd, .events = POLLIN },
	};

	if (poll(fds, 2, patience_ms(e, rest ? rest : -1)) < 0 &&
	    errno != EINTR)
		return false;
	if (fds[0].revents)
		return false;
	check_alive(e);
	return !fds[1].revents || read_some(e);
}

/* --- loudspeaker -----------------------------------------------------------*/

/* What finds no room in the pipe is lost.  false: nobody reads any more. */
static bool write_block(struct end *e, int16_t *samples, size_t n)
{
	for (size_t i = 0; i < n; i++)
		samples[i] = (int16_t)htole16((uint16_t)samples[i]);
	if (write(e->program.fd, samples, n * sizeof *samples) >= 0)
		return true;
	if (errno != EAGAIN)
		return false;
	junction_lose(e->task->junction, n);
	return true;
}

static bool speak_block(struct end *e, size_t n)
{
	size_t at = 0;

	if (!e->resample)
		return write_block(e, e->block, n);
	while (at < n) {
		size_t taken = n - at, given = e->bound;

		resample_run(e->resample, e->block + at, &taken, e->other,
			&given);
		for (size_t i = 0; i < given; i += BLOCK)
			if (!write_block(e, e->other + i, given - i < BLOCK
					? given - i : BLOCK))
				return false;
		if (!taken && !given)
			break;
		at += taken;
	}
	return true;
}

static bool speak(struct end *e)
{
	struct junction_view v;
	size_t n;

	junction_look(e->task->junction, &v);
	while ((n = junction_take(e->task->junction, e->block, BLOCK)) > 0)
		if (!speak_block(e, n))
			return false;
	return true;
}

static bool speak_once(struct end *e)
{
	struct pollfd fds[3] = {
		{ .fd = e->task->stop_fd, .events = POLLIN },
		{ .fd = e->program.pidfd, .events = POLLIN },
		{ .fd = junction_wake_fd(e->task->junction), .events = POLLIN },
	};

	if (poll(fds, 3, patience_ms(e, -1)) < 0 && errno != EINTR)
		return false;
	if (fds[0].revents || fds[1].revents)
		return false;
	check_alive(e);
	return speak(e);
}

/* --- both ------------------------------------------------------------------*/

static bool end_open(struct end *e)
{
	int hz = e->task->rate_hz, error;

	error = program_start(&e->program, e->task->what, captures(e),
		captures(e) ? CAPTURE_BYTES : PLAYBACK_BYTES);
	if (error) {
		device_fails(e->task->device, "cannot start its program: %s",
			strerror(-error));
		return false;
	}
	e->alive_ns = clock_ns() + ALIVE_MS * INT64_C(1000000);
	if (hz == PIPE_HZ)
		return true;
	e->resample = captures(e) ? resample_new(PIPE_HZ, hz)
		: resample_new(hz, PIPE_HZ);
	e->bound = resample_bound(e->resample, BLOCK);
	e->other = mem_new(e->bound * sizeof *e->other);
	return true;
}

static void end_close(struct end *e)
{
	/* Without the bad news somebody asked for the end. */
	bool asked = device_task_stopped(e->task, 0);
	char why[PROGRAM_WHY];

	program_stop(&e->program, captures(e) && asked ? 0 : FLUSH_MS, why);
	if (!asked)
		device_fails(e->task->device, "%s", why);
	resample_free(e->resample);
	free(e->other);
}

static void run(const struct device_task *task)
{
	struct end e = { .task = task };

	if (!end_open(&e))
		return;
	while (captures(&e) ? listen_once(&e) : speak_once(&e))
		;
	end_close(&e);
}

const struct driver pipe_driver = {
	.scheme = "pipe:",
	.capture = true,
	.playback = true,
	.capacity_ms = CAPACITY_MS,
	.refusal = refusal,
	.run = run,
};
