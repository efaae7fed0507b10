#include "audio/device.h"

#include <errno.h>
#include <pthread.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "audio/driver.h"
#include "audio/peak.h"
#include "audio/threads.h"
#include "base/log.h"
#include "base/mem.h"

struct device {
	/* fixed at start */
	const struct driver *driver;
	char *name;			/* owned */
	struct device_task task;	/* its junction is owned */
	int event_fd, stop_fd;

	/* media thread */
	uint64_t samples_read;
	struct peak peak;		/* and engine thread */

	/* device thread; why is written before the state that it explains */
	_Atomic enum device_state state;
	char why[256];
	_Atomic uint64_t xruns;

	/* engine thread and device thread: the last one frees */
	_Atomic int holders;
};

static const struct driver *const drivers[] = {
	&alsa_driver, &null_driver, &pipe_driver, &tone_driver, &wav_driver,
};

/* --- names -----------------------------------------------------------------*/

static bool speaks(const struct driver *d, const char *name)
{
	size_t n = strlen(d->scheme);

	return d->scheme[n - 1] == ':' ? !strncmp(name, d->scheme, n)
		: !strcmp(name, d->scheme);
}

static const struct driver *driver_of(const char *name)
{
	for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++)
		if (speaks(drivers[i], name))
			return drivers[i];
	return NULL;
}

static const char *what_of(const struct driver *d, const char *name)
{
	return name + strlen(d->scheme);
}

const char *device_refusal(const char *name, enum device_direction direction)
{
	const struct driver *d = driver_of(name);

	if (!d)
		return "expected alsa:PCM, wav:FILE, tone:HZ, pipe:COMMAND "
			"or null";
	if (direction == DEVICE_CAPTURE && !d->capture)
		return "this is no microphone";
	if (direction == DEVICE_PLAYBACK && !d->playback)
		return "this is a microphone, no loudspeaker";
	return d->refusal ? d->refusal(what_of(d, name)) : NULL;
}

/* --- life ------------------------------------------------------------------*/

static void let_go(struct device *d)
{
	if (atomic_fetch_sub(&d->holders, 1) > 1)
		return;
	junction_free(d->task.junction);
	if (d->event_fd >= 0)
		close(d->event_fd);
	if (d->stop_fd >= 0)
		close(d->stop_fd);
	free(d->name);
	free(d);
}

static void *run(void *arg)
{
	struct device *d = arg;

	d->driver->run(&d->task);
	let_go(d);
	return NULL;
}

static struct device *device_new(const struct device_params *p)
{
	struct device *d = mem_new_of(struct device);

	d->driver = driver_of(p->name);
	d->name = mem_text(p->name);
	d->task.what = what_of(d->driver, d->name);
	d->task.direction = p->direction;
	d->task.rate_hz = p->rate_hz;
	d->task.period_ms = p->period_ms;
	d->task.device = d;
	d->holders = 1;
	peak_init(&d->peak);
	return d;
}

static void start(struct device *d)
{
	int error;

	if (!d->driver->run) {
		device_runs(d);
		return;
	}
	d->task.junction = junction_new(d->task.rate_hz,
		d->driver->capacity_ms);
	d->holders++;
	error = threads_start("device", run, d);
	if (error) {
		d->holders--;
		device_fails(d, "no thread for it: %s", strerror(-error));
	}
}

int device_open(struct device **out, const struct device_params *p)
{
	struct device *d;
	int error;

	if (device_refusal(p->name, p->direction))
		return -EINVAL;
	d = device_new(p);
	d->event_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	d->stop_fd = d->task.stop_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (d->event_fd < 0 || d->stop_fd < 0) {
		error = -errno;
		let_go(d);
		return error;
	}
	start(d);
	*out = d;
	return 0;
}

static void tell(int fd)
{
	static const uint64_t one = 1;

	if (write(fd, &one, sizeof one) < 0)
		return;		/* it is readable already */
}

void device_close(struct device *d)
{
	if (!d)
		return;
	tell(d->stop_fd);
	let_go(d);
}

void device_drain(int ms)
{
	threads_wait(ms);
}

/* --- what the engine asks --------------------------------------------------*/

int device_event_fd(const struct device *d)
{
	return d->event_fd;
}

enum device_state device_state(struct device *d)
{
	uint64_t events;

	if (read(d->event_fd, &events, sizeof events) < 0)
		events = 0;	/* nothing new */
	return atomic_load(&d->state);
}

const char *device_why(const struct device *d)
{
	enum device_state state = atomic_load(&d->state);

	return state == DEVICE_FAILED || state == DEVICE_LOST ? d->why : "";
}

const char *device_name(const struct device *d)
{
	return d->name;
}

void device_statistics(const struct device *d, struct device_statistics *s)
{
	s->xruns = atomic_load(&d->xruns);
	s->starved = d->task.junction
		? junction_starved(d->task.junction) : 0;
	s->lost = d->task.junction ? junction_lost(d->task.junction) : 0;
}

bool device_level(struct device *d, struct device_level *level)
{
	return peak_take(&d->peak, level);
}

/* --- what the driver tells -------------------------------------------------*/

void device_runs(struct device *d)
{
	atomic_store(&d->state, DEVICE_RUNNING);
	tell(d->event_fd);
}

void device_fails(struct device *d, const char *format, ...)
{
	bool ran = atomic_load(&d->state) == DEVICE_RUNNING;
	va_list args;

	va_start(args, format);
	vsnprintf(d->why, sizeof d->why, format, args);
	va_end(args);
	log_info("audio", "%s: %s", d->name, d->why);
	atomic_store(&d->state, ran ? DEVICE_LOST : DEVICE_FAILED);
	tell(d->event_fd);
}

void device_xrun(struct device *d)
{
	atomic_fetch_add(&d->xruns, 1);
}

bool device_task_stopped(const struct device_task *t, int ms)
{
	struct pollfd p = { .fd = t->stop_fd, .events = POLLIN };

	return poll(&p, 1, ms) > 0;
}

/* --- media thread ----------------------------------------------------------*/

static bool read_frame(struct device *d, int16_t *frame, size_t n)
{
	if (d->task.junction)
		return junction_read(d->task.junction, frame, n);
	if (d->driver->read) {
		d->driver->read(d->task.what, d->task.rate_hz, d->samples_read,
			frame, n);
		d->samples_read += n;
		return true;
	}
	memset(frame, 0, n * sizeof *frame);
	return false;
}

bool device_read(struct device *d, int16_t *frame, size_t n)
{
	bool any;

	if (atomic_load(&d->state) == DEVICE_OPENING) {
		memset(frame, 0, n * sizeof *frame);
		return false;
	}
	any = read_frame(d, frame, n);
	peak_pass(&d->peak, frame, n);
	return any;
}

void device_write(struct device *d, const int16_t *frame, size_t n)
{
	if (d->task.junction)
		junction_write(d->task.junction, frame, n);
}
