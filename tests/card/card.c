/* A sound card made of two files and a clock, for tests: real libasound code
 * runs against it with real pacing, and every sample can be looked at.
 *
 * It is an ioplug PCM.  A test writes a configuration and runs the program with
 * ALSA_CONFIG_PATH set to it (libtool builds into tests/card/.libs):
 *
 *	</usr/share/alsa/alsa.conf>
 *	pcm_type.offhook_card {
 *		lib "BUILD/libasound_module_pcm_offhook_card.so"
 *	}
 *	pcm.card { type offhook_card  infile "mic.raw"  outfile "speaker.raw" }
 *	pcm.bad  { type offhook_card  rate 44100  channels 2  ppm 300
 *		   events "xrun@2,stall@3:150,unplug@5,replug@8" }
 *
 *	... and more: options.h
 *
 * The epoch is second 0 of the events and sample 0 of the files, best the same
 * for all cards of all processes: then delays are plain offsets between files.
 * Without one it is that of OFFHOOK_CARD_EPOCH in the environment, else the
 * moment of opening.  support/card.py does all this for stories, card_support.h
 * for unit tests.
 */
#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "options.h"
#include "script.h"
#include "tape.h"

#define BLOCK 256			/* frames at once */
#define CHANNELS_MAX 8
#define LONG_GAP_NS 5000000	/* more than a period from look to look */

struct card {
	snd_pcm_ioplug_t io;
	/* fixed at open */
	char *gone, *stalls, *report;	/* owned; NULL: none */
	struct script *script;		/* owned */
	struct tape *tape;		/* owned */
	int timer_fd;
	long rate, channels, granularity, period, slow_ms;
	double ppm;
	bool lies;
	snd_pcm_format_t format;
	int64_t epoch_ns;

	snd_pcm_uframes_t avail_min, stop_threshold;

	/* since start */
	bool running;
	int64_t start_ns, looked_ns;
	int64_t base;			/* sample of the files at start */
	uint64_t done;			/* frames passed */

	/* since open */
	int64_t stalled_ms;		/* as the file has it */
	uint64_t looks, wakes, xruns, suspends, long_gaps, frames;
	int64_t longest_gap_ns;
};

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static bool unplugged(const struct card *c, int64_t now)
{
	return script_unplugged(c->script, now - c->epoch_ns) ||
		(c->gone && access(c->gone, F_OK) == 0);
}

static int64_t stalls_ms(const struct card *c)
{
	struct stat st;

	return c->stalls && stat(c->stalls, &st) == 0 ? st.st_size : 0;
}

static void take_stall(struct card *c, int64_t now)
{
	int64_t ms = stalls_ms(c);

	if (ms > c->stalled_ms)
		script_stall(c->script, now - c->epoch_ns,
			(ms - c->stalled_ms) * 1000000);
	c->stalled_ms = ms;
}

/* --- samples ---------------------------------------------------------------*/

static bool captures(const struct card *c)
{
	return c->io.stream == SND_PCM_STREAM_CAPTURE;
}

static void *place(const struct card *c, int channel, uint64_t frame)
{
	const snd_pcm_channel_area_t *a =
		snd_pcm_ioplug_mmap_areas((snd_pcm_ioplug_t *)&c->io) + channel;

	return (char *)a->addr + (a->first +
		a->step * (frame % c->io.buffer_size)) / 8;
}

static void load(const struct card *c, uint64_t frame, const int16_t *samples)
{
	for (int i = 0; i < c->channels; i++) {
		int32_t s32 = samples[i] * 65536;

		if (c->format == SND_PCM_FORMAT_S16_LE)
			memcpy(place(c, i, frame), &samples[i], 2);
		else
			memcpy(place(c, i, frame), &s32, 4);
	}
}

static void store(const struct card *c, uint64_t frame, int16_t *samples)
{
	for (int i = 0; i < c->channels; i++) {
		int32_t s32;

		if (c->format == SND_PCM_FORMAT_S16_LE) {
			memcpy(&samples[i], place(c, i, frame), 2);
			continue;
		}
		memcpy(&s32, place(c, i, frame), 4);
		samples[i] = s32 / 65536;
	}
}

static void hear(struct card *c, uint64_t from, size_t n)
{
	int16_t samples[BLOCK * CHANNELS_MAX];

	tape_read(c->tape, c->base + from, samples, n);
	for (size_t i = 0; i < n; i++)
		load(c, from + i, samples + i * c->channels);
}

static void say(struct card *c, uint64_t from, size_t n)
{
	int16_t samples[BLOCK * CHANNELS_MAX];

	for (size_t i = 0; i < n; i++)
		store(c, from + i, samples + i * c->channels);
	tape_write(c->tape, c->base + from, samples, n);
}

/* What passes the converter from done to position. */
static void pass(struct card *c, uint64_t position)
{
	uint64_t end = position;

	/* Nothing is said beyond what was written. */
	if (!captures(c) && end > c->io.appl_ptr)
		end = c->io.appl_ptr;
	while (c->done < end) {
		size_t n = end - c->done < BLOCK ? end - c->done : BLOCK;

		if (captures(c))
			hear(c, c->done, n);
		else
			say(c, c->done, n);
		c->done += n;
		c->frames += n;
	}
	c->done = position;
}

/* --- clock -----------------------------------------------------------------*/

static double true_rate(const struct card *c)
{
	return c->rate * (1 + c->ppm * 1e-6);
}

static uint64_t position_at(const struct card *c, int64_t now)
{
	int64_t ran = now - c->start_ns - script_stalled(c->script,
		c->start_ns - c->epoch_ns, now - c->epoch_ns);
	uint64_t frames = ran * 1e-9 * true_rate(c);

	return frames - frames % c->granularity;
}

static snd_pcm_uframes_t avail_at(const struct card *c, uint64_t position)
{
	int64_t queued = (int64_t)c->io.appl_ptr - (int64_t)position;

	return captures(c) ? -queued : (int64_t)c->io.buffer_size - queued;
}

static void note_gap(struct card *c, int64_t now)
{
	int64_t gap = now - c->looked_ns;
	int64_t usual = c->io.period_size * 1e9 / c->rate;

	c->looks++;
	c->looked_ns = now;
	c->long_gaps += gap > usual + LONG_GAP_NS;
	if (gap > c->longest_gap_ns)
		c->longest_gap_ns = gap;
}

static snd_pcm_sframes_t last_position(const struct card *c)
{
	return c->io.buffer_size ? c->done % c->io.buffer_size : 0;
}

static snd_pcm_sframes_t card_pointer(snd_pcm_ioplug_t *io)
{
	struct card *c = io->private_data;
	int64_t now = now_ns(), before = c->looked_ns;
	uint64_t position;

	if (io->state == SND_PCM_STATE_DISCONNECTED ||
	    io->state == SND_PCM_STATE_SUSPENDED)
		return last_position(c);
	if (unplugged(c, now)) {
		c->running = false;
		snd_pcm_ioplug_set_state(io, SND_PCM_STATE_DISCONNECTED);
		return last_position(c);
	}
	if (!c->running)
		return last_position(c);
	note_gap(c, now);
	take_stall(c, now);
	position = position_at(c, now);
	if (avail_at(c, position) >= c->stop_threshold ||
	    script_xrun(c->script, before - c->epoch_ns, now - c->epoch_ns)) {
		c->running = false;
		c->xruns++;
		return -EPIPE;
	}
	if (script_suspends(c->script, before - c->epoch_ns,
			now - c->epoch_ns)) {
		c->running = false;
		c->suspends++;
		snd_pcm_ioplug_set_state(io, SND_PCM_STATE_SUSPENDED);
		return last_position(c);
	}
	pass(c, position);
	return last_position(c);
}

/* --- poll ------------------------------------------------------------------*/

static bool is_ready(const struct card *c)
{
	return c->lies || c->io.state != SND_PCM_STATE_RUNNING ||
		avail_at(c, c->done) >= c->avail_min;
}

/* Level-triggered, as in the kernel: ready for as long as there is a reason. */
static void arm(struct card *c)
{
	struct itimerspec t = { .it_value.tv_nsec = 1 };
	int64_t missing, at;

	if (!is_ready(c)) {
		missing = c->avail_min - avail_at(c, c->done);
		missing += c->granularity - missing % c->granularity;
		at = now_ns() + missing * 1e9 / true_rate(c);
		/* The position has moved on within its granularity. */
		at -= (now_ns() - c->start_ns - script_stalled(c->script,
			c->start_ns - c->epoch_ns, now_ns() - c->epoch_ns)) %
			(int64_t)(c->granularity * 1e9 / true_rate(c));
		t.it_value.tv_sec = at / 1000000000;
		t.it_value.tv_nsec = at % 1000000000;
	}
	timerfd_settime(c->timer_fd, TFD_TIMER_ABSTIME, &t, NULL);
}

static int card_poll_descriptors(snd_pcm_ioplug_t *io, struct pollfd *fds,
	unsigned space)
{
	struct card *c = io->private_data;

	if (space < 1)
		return -EINVAL;
	snd_pcm_avail_update(io->pcm);
	arm(c);
	fds[0] = (struct pollfd){ .fd = c->timer_fd, .events = POLLIN };
	return 1;
}

static int card_poll_revents(snd_pcm_ioplug_t *io, struct pollfd *fds,
	unsigned n, unsigned short *revents)
{
	struct card *c = io->private_data;
	unsigned short way = captures(c) ? POLLIN : POLLOUT;

	(void)fds;
	(void)n;
	c->wakes++;
	snd_pcm_avail_update(io->pcm);
	*revents = 0;
	if (io->state == SND_PCM_STATE_DISCONNECTED)
		*revents = POLLERR | POLLHUP;
	else if (io->state == SND_PCM_STATE_XRUN ||
		 io->state == SND_PCM_STATE_SUSPENDED)
		*revents = POLLERR | way;
	else if (is_ready(c))
		*revents = way;
	arm(c);
	return 0;
}

/* --- life ------------------------------------------------------------------*/

static int card_start(snd_pcm_ioplug_t *io)
{
	struct card *c = io->private_data;
	int64_t now = now_ns();

	if (unplugged(c, now))
		return -ENODEV;
	c->start_ns = c->looked_ns = now;
	c->base = llround((now - c->epoch_ns) * 1e-9 * c->rate);
	c->running = true;
	return 0;
}

static int card_stop(snd_pcm_ioplug_t *io)
{
	((struct card *)io->private_data)->running = false;
	return 0;
}

static int card_prepare(snd_pcm_ioplug_t *io)
{
	struct card *c = io->private_data;

	c->running = false;
	c->done = 0;
	return unplugged(c, now_ns()) ? -ENODEV : 0;
}

static int card_sw_params(snd_pcm_ioplug_t *io, snd_pcm_sw_params_t *p)
{
	struct card *c = io->private_data;

	snd_pcm_sw_params_get_avail_min(p, &c->avail_min);
	snd_pcm_sw_params_get_stop_threshold(p, &c->stop_threshold);
	return 0;
}

static void write_report(const struct card *c)
{
	FILE *f = c->report ? fopen(c->report, "ae") : NULL;

	if (!f)
		return;
	fprintf(f, "capture=%d looks=%" PRIu64 " wakes=%" PRIu64
		" xruns=%" PRIu64 " suspends=%" PRIu64 " frames=%" PRIu64 " long_gaps=%" PRIu64
		" longest_gap_ms=%" PRId64 "\n", captures(c), c->looks,
		c->wakes, c->xruns, c->suspends, c->frames, c->long_gaps,
		c->longest_gap_ns / 1000000);
	fclose(f);	/* one write, at the end of the file */
}

static void card_free(struct card *c)
{
	close(c->timer_fd);
	tape_free(c->tape);
	script_free(c->script);
	free(c->gone);
	free(c->stalls);
	free(c->report);
	free(c);
}

static int card_close(snd_pcm_ioplug_t *io)
{
	struct card *c = io->private_data;

	usleep(c->slow_ms * 1000);
	write_report(c);
	card_free(c);
	return 0;
}

static const snd_pcm_ioplug_callback_t callbacks = {
	.start = card_start,
	.stop = card_stop,
	.pointer = card_pointer,
	.prepare = card_prepare,
	.sw_params = card_sw_params,
	.poll_descriptors = card_poll_descriptors,
	.poll_revents = card_poll_revents,
	.close = card_close,
};

/* --- open ------------------------------------------------------------------*/

static int64_t epoch_of(const struct options *o)
{
	const char *text = o->epoch ? o->epoch : getenv("OFFHOOK_CARD_EPOCH");

	return text ? atoll(text) : now_ns();
}

static struct card *card_new(const struct options *o)
{
	struct card *c = calloc(1, sizeof *c);

	if (!c)
		return NULL;
	c->timer_fd = timerfd_create(CLOCK_MONOTONIC,
		TFD_NONBLOCK | TFD_CLOEXEC);
	c->script = script_new(o->events ? o->events : "");
	c->gone = o->gone ? strdup(o->gone) : NULL;
	c->stalls = o->stalls ? strdup(o->stalls) : NULL;
	c->stalled_ms = stalls_ms(c);
	c->report = o->report ? strdup(o->report) : NULL;
	c->rate = o->rate;
	c->channels = o->channels;
	c->granularity = o->granularity > 0 ? o->granularity : o->rate / 1000;
	c->period = o->period;
	c->slow_ms = o->slow;
	c->ppm = o->ppm;
	c->lies = o->lies;
	c->format = o->format ? snd_pcm_format_value(o->format)
		: SND_PCM_FORMAT_S16_LE;
	c->epoch_ns = epoch_of(o);
	return c;
}

static int constrain(struct card *c)
{
	static const unsigned access[] = { SND_PCM_ACCESS_RW_INTERLEAVED,
		SND_PCM_ACCESS_MMAP_INTERLEAVED };
	unsigned format = c->format, bytes = c->channels *
		snd_pcm_format_physical_width(c->format) / 8;
	unsigned least = c->period ? c->period : c->granularity;
	unsigned most = c->period ? c->period : c->rate / 10;
	snd_pcm_ioplug_t *io = &c->io;

	if (snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_ACCESS, 2,
			access) < 0 ||
	    snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_FORMAT, 1,
			&format) < 0 ||
	    snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_CHANNELS,
			c->channels, c->channels) < 0 ||
	    snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_RATE,
			c->rate, c->rate) < 0 ||
	    snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_PERIOD_BYTES,
			least * bytes, most * bytes) < 0)
		return -EINVAL;
	return snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_PERIODS,
		2, 64);
}

static int create(struct card *c, const char *name, snd_pcm_stream_t stream,
	int mode)
{
	int error;

	c->io.version = SND_PCM_IOPLUG_VERSION;
	c->io.name = "a card made of files";
	c->io.mmap_rw = 1;
	c->io.poll_fd = c->timer_fd;
	c->io.poll_events = POLLIN;
	c->io.callback = &callbacks;
	c->io.private_data = c;
	error = snd_pcm_ioplug_create(&c->io, name, stream, mode);
	if (error < 0) {
		card_free(c);
		return error;
	}
	error = constrain(c);
	if (error < 0)
		snd_pcm_ioplug_delete(&c->io);	/* which closes, and frees */
	return error;
}

SND_PCM_PLUGIN_DEFINE_FUNC(offhook_card)
{
	struct options o;
	struct card *c;
	int error = options_take(&o, conf);

	(void)root;
	if (error < 0)
		return error;
	c = card_new(&o);
	if (!c)
		return -ENOMEM;
	usleep(c->slow_ms * 1000);
	error = !c->script || c->channels < 1 || c->channels > CHANNELS_MAX ||
			c->rate < 1000 ? -EINVAL
		: unplugged(c, now_ns()) ? -ENODEV
		: tape_open(&c->tape, stream == SND_PCM_STREAM_CAPTURE
			? o.infile : NULL, stream == SND_PCM_STREAM_PLAYBACK
			? o.outfile : NULL, o.channels);
	if (error < 0) {
		card_free(c);
		return error;
	}
	error = create(c, name, stream, mode);
	if (error >= 0)
		*pcmp = c->io.pcm;
	return error;
}

SND_PCM_PLUGIN_SYMBOL(offhook_card);
