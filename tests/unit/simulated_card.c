#include "simulated_card.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/pump.h"
#include "base/clock.h"

#define TICK_NS 10000000
#define TICKS_A_SECOND 100
#define TICK_MAX 480
#define SECOND INT64_C(1000000000)
#define WAKE_NS 100000			/* a thread's way to its processor */
#define BUFFER_MAX 65536

static struct {
	struct scene scene;
	struct heard *heard;
	struct junction *junction;
	int64_t now;
	uint32_t noise;
	int64_t tick;			/* number of the next one */
	int tick_samples;
	bool ticked;			/* since the last wait */
	/* card */
	int64_t start;
	uint64_t moved, passed;
	size_t reserve;
	bool xrun_done;
	int16_t queue[BUFFER_MAX];
	int16_t last;			/* sample heard */
} sim;

int64_t clock_ns(void)
{
	return sim.now;
}

int64_t clock_ms(void)
{
	return sim.now / 1000000;
}

int64_t clock_wall_ms(void)
{
	return clock_ms();
}

void clock_text(int64_t wall_ms, char text[CLOCK_TEXT])
{
	snprintf(text, CLOCK_TEXT, "%lld", (long long)wall_ms);
}

void device_runs(struct device *d)
{
	(void)d;
}

void device_fails(struct device *d, const char *format, ...)
{
	(void)d;
	(void)format;
	sim.heard->failed = true;
}

void device_xrun(struct device *d)
{
	(void)d;
	sim.heard->xruns++;
}

static double jitter(void)
{
	sim.noise = sim.noise * 1664525 + 1013904223;
	return (sim.noise >> 8) * (1.0 / (1 << 24));
}

static bool within(const struct pause *p, int64_t ns)
{
	return ns >= p->from * 1e9 && ns < p->until * 1e9;
}

static int second_of(int64_t ns)
{
	int s = ns / SECOND;

	return s < SECONDS_MAX ? s : SECONDS_MAX - 1;
}

/* --- time as sound: 30 units a ms, again each second, never 0 --------------*/

/* fmod() is slow. */
static double within_second(double ms)
{
	return ms - 1000 * floor(ms / 1000);
}

static int16_t made_at(double ms)
{
	return 2000 + lrint(30 * within_second(ms));
}

static void heard_at(double ms, int16_t sample)
{
	int second = second_of(sim.now);
	double made = (sample - 2000) / 30.0, delay;
	bool silent = sample == 0 && sim.last == 0;

	sim.last = sample;
	if (silent) {
		sim.heard->silent[second] += 1e3 / (sim.scene.capture
			? sim.scene.bus_hz : sim.scene.card_hz);
		return;
	}
	/* At the seam the resampler rings: delays to 200 ms are clear of it. */
	delay = within_second(ms) - made;
	if (sample == 0 || within_second(ms) < 250)
		return;
	sim.heard->most[second] = fmax(sim.heard->most[second], delay);
	sim.heard->least[second] = fmin(sim.heard->least[second], delay);
}

/* --- the bus ---------------------------------------------------------------*/

static int64_t tick_ns(void)
{
	return sim.tick * TICK_NS + sim.tick * 7919 % 50 * 1000;
}

static void one_tick(void)
{
	int16_t frame[TICK_MAX];
	int n = sim.tick_samples;
	double step = 1e3 / sim.scene.bus_hz;

	sim.tick++;
	sim.ticked = true;
	if (sim.now < sim.scene.silent_until * 1e9)
		return;
	if (sim.scene.capture) {
		junction_read(sim.junction, frame, n);
		for (int i = 0; i < n; i++)
			heard_at(sim.now * 1e-6 + (i - n) * step, frame[i]);
		return;
	}
	for (int i = 0; i < n; i++)
		frame[i] = made_at(sim.now * 1e-6 + i * step);
	junction_write(sim.junction, frame, n);
}

/* The bus until then; a pause is made up for or not. */
static void run_bus(int64_t until)
{
	for (;;) {
		int64_t at = tick_ns();

		if (within(&sim.scene.bus, at)) {
			if (!sim.scene.bus_catches_up) {
				sim.tick++;
				continue;
			}
			at = sim.scene.bus.until * 1e9;
		}
		if (at > until)
			break;
		sim.now = at > sim.now ? at : sim.now;
		one_tick();
	}
	sim.now = until;
	sim.heard->starved[second_of(sim.now)] = junction_starved(sim.junction);
}

/* --- the card --------------------------------------------------------------*/

static double frames_a_ns(void)
{
	return sim.scene.card_hz * (1 + sim.scene.ppm * 1e-6) * 1e-9;
}

static int64_t stood_still(int64_t ns)
{
	double from = fmax(sim.scene.card.from * 1e9, sim.start);
	double until = fmin(sim.scene.card.until * 1e9, ns);

	return until > from ? until - from : 0;
}

static uint64_t position(int64_t ns)
{
	uint64_t frames = (ns - sim.start - stood_still(ns)) * frames_a_ns();

	return frames - frames % sim.scene.granularity;
}

static double ms_of_frame(double frame)
{
	int64_t ns = sim.start + frame / frames_a_ns();

	if (ns > sim.scene.card.from * 1e9 &&
	    sim.start < sim.scene.card.from * 1e9)
		ns += (sim.scene.card.until - sim.scene.card.from) * 1e9;
	return ns * 1e-6;
}

static int64_t avail(void)
{
	uint64_t at = position(sim.now);

	return sim.scene.capture ? at - sim.moved
		: sim.scene.buffer - (sim.moved - at);
}

static int xrun(void)
{
	bool forced = sim.scene.xrun_at > 0 && !sim.xrun_done &&
		sim.now >= sim.scene.xrun_at * 1e9;

	sim.xrun_done |= forced;
	return forced || avail() >= sim.scene.buffer ? -EPIPE : 0;
}

/* What has been heard since the last look. */
static void pass(void)
{
	uint64_t end = position(sim.now);

	for (; !sim.scene.capture && sim.passed < end; sim.passed++)
		heard_at(ms_of_frame(sim.passed),
			sim.queue[sim.passed % BUFFER_MAX]);
}

int card_rate_hz(const struct card *c)
{
	(void)c;
	return sim.scene.card_hz;
}

size_t card_period(const struct card *c)
{
	(void)c;
	return sim.scene.period;
}

size_t card_buffer(const struct card *c)
{
	(void)c;
	return sim.scene.buffer;
}

void card_set_reserve(struct card *c, size_t frames)
{
	(void)c;
	sim.reserve = frames;
}

uint64_t card_moved(const struct card *c)
{
	(void)c;
	return sim.moved;
}

int card_start(struct card *c, size_t silence)
{
	sim.start = sim.now;
	sim.moved = sim.passed = 0;
	if (!sim.scene.capture)
		card_silence(c, silence);
	return 0;
}

/* When a period of sound or of room is there. */
static int64_t ready_ns(void)
{
	int64_t wanted = sim.scene.capture ? sim.scene.period
		: sim.scene.buffer - (int64_t)sim.reserve;
	int64_t missing = wanted - avail();
	uint64_t frame = position(sim.now) + missing +
		sim.scene.granularity - 1;

	if (missing <= 0)
		return sim.now;
	frame -= frame % sim.scene.granularity;
	return ms_of_frame(frame) * 1e6 + 1000;
}

/* The thread sleeps until then, at least. */
static int sleep_until(int64_t wake)
{
	wake = (wake > sim.now ? wake : sim.now) + WAKE_NS +
		(int64_t)(jitter() * sim.scene.jitter_ms * 1e6);
	if (within(&sim.scene.thread, wake))
		wake = sim.scene.thread.until * 1e9;
	sim.ticked = false;
	run_bus(wake);
	pass();
	if (sim.now > sim.scene.seconds * SECOND)
		return CARD_STOPPED;
	return (sim.ticked ? CARD_WOKEN : 0) | CARD_READY;
}

int card_wait(struct card *c, int wake_fd, int ms)
{
	int64_t wake = ready_ns(), tick = tick_ns();
	int64_t latest = sim.now + ms * INT64_C(1000000);

	(void)c;
	if (wake_fd >= 0 && tick < wake)
		wake = tick;
	return sleep_until(wake < latest ? wake : latest);
}

int card_pause(struct card *c, int64_t until_ns)
{
	(void)c;
	return sleep_until(until_ns);
}

int card_position(struct card *c, int64_t *ns, uint64_t *frames)
{
	(void)c;
	*ns = sim.now;
	*frames = position(sim.now);
	return xrun();
}

long card_read(struct card *c, int16_t *mono, size_t n)
{
	int64_t here = avail();

	(void)c;
	if ((int64_t)n > here)
		n = here;
	for (size_t i = 0; i < n; i++)
		mono[i] = made_at(ms_of_frame(sim.moved + i));
	sim.moved += n;
	return n;
}

long card_write(struct card *c, const int16_t *mono, size_t n)
{
	int64_t room = avail();

	(void)c;
	if ((int64_t)n > room)
		n = room;
	for (size_t i = 0; i < n; i++)
		sim.queue[(sim.moved + i) % BUFFER_MAX] = mono[i];
	sim.moved += n;
	return n;
}

long card_silence(struct card *c, size_t n)
{
	int16_t zero = 0;
	size_t i = 0;

	while (i < n && card_write(c, &zero, 1) == 1)
		i++;
	return i;
}

int card_mend(struct card *c, int error)
{
	(void)c;
	return error == -EPIPE ? 0 : error;
}

const char *card_words(int error)
{
	(void)error;
	return "";
}

/* --- a run ---------------------------------------------------------------*/

static void set_the_scene(const struct scene *s, struct heard *h)
{
	memset(&sim, 0, sizeof sim);
	memset(h, 0, sizeof *h);
	sim.scene = *s;
	sim.heard = h;
	sim.now = TICK_NS / 3;
	sim.tick = 1;
	sim.noise = 1;
	for (int i = 0; i < SECONDS_MAX; i++) {
		sim.heard->least[i] = 1e9;
		sim.heard->most[i] = -1e9;
	}
	if (!s->bus_hz)
		sim.scene.bus_hz = 48000;
	sim.tick_samples = sim.scene.bus_hz / TICKS_A_SECOND;
	if (!s->granularity)
		sim.scene.granularity = s->card_hz / 1000;
	if (!s->period)
		sim.scene.period = s->card_hz / 100;
	if (!s->buffer)
		sim.scene.buffer = s->card_hz / (s->capture ? 4 : 10);
}

void simulate(const struct scene *s, struct heard *h)
{
	struct device_task task = { .what = "card",
		.direction = s->capture ? DEVICE_CAPTURE : DEVICE_PLAYBACK,
		.period_ms = 10, .stop_fd = -1 };

	set_the_scene(s, h);
	task.rate_hz = sim.scene.bus_hz;
	task.junction = sim.junction = junction_new(task.rate_hz, 500);
	pump_run(&task, NULL, s->real_time);
	junction_free(sim.junction);
}
