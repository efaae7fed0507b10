/* A card whose clock is wrong, that stalls, whose thread or bus is stopped: the
 * delay stays what it was.  Hours of it in seconds: the card, the bus and the
 * clock are simulated here, in place of alsa_card.c, the media thread and
 * base/clock.c.
 *
 * Sound carries the time at which it was made, so that every sample tells its
 * delay at the other end:
 *
 *	capture   made when it passes the converter, read by the bus
 *	playback  made when the bus writes it, read when it passes the converter
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/pump.h"
#include "base/clock.h"

#define BUS_HZ 8000
#define TICK_NS 10000000
#define TICK 80
#define SECOND INT64_C(1000000000)
#define WAKE_NS 100000			/* a thread's way to its processor */
#define BUFFER_MAX 65536
#define SECONDS_MAX 700

/* --- what is simulated -----------------------------------------------------*/

struct pause {				/* nothing of it runs; s */
	double from, until;
};

struct scene {
	bool capture;
	int card_hz;
	double ppm;
	int granularity, period, buffer;	/* frames; 0: usual */
	double jitter_ms;		/* of the device's thread, at most */
	int seconds;
	struct pause thread, bus, card;
	bool bus_catches_up;
	double xrun_at;			/* s; 0: none */
	double silent_until;		/* s; the bus comes later */
};

static struct {
	struct scene scene;
	struct junction *junction;
	int64_t now;
	uint32_t noise;
	int64_t tick;			/* number of the next one */
	bool ticked;			/* since the last wait */
	/* card */
	int64_t start;
	uint64_t moved, passed;
	size_t reserve;
	bool xrun_done;
	int16_t queue[BUFFER_MAX];
	/* heard */
	int16_t last;
	double most[SECONDS_MAX], least[SECONDS_MAX];	/* delay, ms */
	double silent[SECONDS_MAX];	/* ms */
	unsigned starved[SECONDS_MAX];
	int xruns;
	double trim;
	bool failed;
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
	sim.failed = true;
}

void device_xrun(struct device *d)
{
	(void)d;
	sim.xruns++;
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

/* --- time as sound: 30 units a ms, begins again each second, never 0 --------*/

static int16_t made_at(double ms)
{
	return 2000 + lrint(30 * fmod(ms, 1000));
}

static void heard_at(double ms, int16_t sample)
{
	int second = second_of(sim.now);
	double made = (sample - 2000) / 30.0, delay;
	bool silent = sample == 0 && sim.last == 0;

	sim.last = sample;
	if (silent) {
		sim.silent[second] += 1e3 /
			(sim.scene.capture ? BUS_HZ : sim.scene.card_hz);
		return;
	}
	/* At the seam the resampler rings: delays to 200 ms keep clear of it. */
	delay = fmod(ms, 1000) - made;
	if (sample == 0 || fmod(ms, 1000) < 250)
		return;
	sim.most[second] = fmax(sim.most[second], delay);
	sim.least[second] = fmin(sim.least[second], delay);
}

/* --- the bus ---------------------------------------------------------------*/

static int64_t tick_ns(void)
{
	return sim.tick * TICK_NS + sim.tick * 7919 % 50 * 1000;
}

static void one_tick(void)
{
	int16_t frame[TICK];

	sim.tick++;
	sim.ticked = true;
	if (sim.now < sim.scene.silent_until * 1e9)
		return;
	if (sim.scene.capture) {
		junction_read(sim.junction, frame, TICK);
		for (int i = 0; i < TICK; i++)
			heard_at(sim.now * 1e-6 + (i - TICK) * 0.125, frame[i]);
		return;
	}
	for (int i = 0; i < TICK; i++)
		frame[i] = made_at(sim.now * 1e-6 + i * 0.125);
	junction_write(sim.junction, frame, TICK);
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
	sim.starved[second_of(sim.now)] = junction_starved(sim.junction);
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

int card_wait(struct card *c, int wake_fd, int ms)
{
	int64_t wake = ready_ns(), late = WAKE_NS +
		(int64_t)(jitter() * sim.scene.jitter_ms * 1e6);
	int64_t latest = sim.now + ms * INT64_C(1000000), tick = tick_ns();

	(void)c;
	if (wake_fd >= 0 && tick < wake)
		wake = tick;
	wake = wake < latest ? wake : latest;
	wake = (wake > sim.now ? wake : sim.now) + late;
	if (within(&sim.scene.thread, wake))
		wake = sim.scene.thread.until * 1e9;
	sim.ticked = false;
	run_bus(wake);
	pass();
	if (sim.now > sim.scene.seconds * SECOND)
		return CARD_STOPPED;
	return (sim.ticked ? CARD_WOKEN : 0) | CARD_READY;
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

/* --- a run, and what was heard ---------------------------------------------*/

static void set_the_scene(const struct scene *s)
{
	memset(&sim, 0, sizeof sim);
	sim.scene = *s;
	sim.now = TICK_NS / 3;
	sim.tick = 1;
	sim.noise = 1;
	for (int i = 0; i < SECONDS_MAX; i++) {
		sim.least[i] = 1e9;
		sim.most[i] = -1e9;
	}
	if (!s->granularity)
		sim.scene.granularity = s->card_hz / 1000;
	if (!s->period)
		sim.scene.period = s->card_hz / 100;
	if (!s->buffer)
		sim.scene.buffer = s->card_hz / (s->capture ? 4 : 10);
}

static void play(const struct scene *s)
{
	struct device_task task = { .what = "card", .rate_hz = BUS_HZ,
		.direction = s->capture ? DEVICE_CAPTURE : DEVICE_PLAYBACK,
		.period_ms = 10, .stop_fd = -1 };

	set_the_scene(s);
	task.junction = sim.junction = junction_new(BUS_HZ, 500);
	pump_run(&task, NULL);
	junction_free(sim.junction);
	assert_false(sim.failed);
}

static double most(int from, int until)
{
	double ms = -1e9;

	for (int i = from; i < until; i++)
		ms = fmax(ms, sim.most[i]);
	return ms;
}

static double least(int from, int until)
{
	double ms = 1e9;

	for (int i = from; i < until; i++)
		ms = fmin(ms, sim.least[i]);
	return ms;
}

static double silence(int from, int until)
{
	double ms = 0;

	for (int i = from; i < until; i++)
		ms += sim.silent[i];
	return ms;
}

static void print_seconds(void)
{
	print_error("%s, %d Hz, %g ppm\n", sim.scene.capture ? "capture"
		: "playback", sim.scene.card_hz, sim.scene.ppm);
	for (int i = 0; i < sim.scene.seconds; i++)
		if (i < 3 || (i > 18 && i < 32) || i % 60 == 0)
			print_error("%3d s: %.1f to %.1f ms, %.1f silent, "
				"%u starved\n", i, sim.least[i], sim.most[i],
				sim.silent[i], sim.starved[i]);
}

/* Says what was heard before it fails. */
#define check(what) do { \
	if (!(what)) \
		print_seconds(); \
	assert_true(what); \
} while (0)

/* --- tests -----------------------------------------------------------------*/

#define BOTH_WAYS(c) for (int c = 0; c < 2; c++)

static void ten_minutes_of_drift_neither_grow_nor_starve(void **state)
{
	static const double ppm[] = { -300, -100, 0, 100, 300 };

	(void)state;
	BOTH_WAYS(c) for (size_t i = 0; i < sizeof ppm / sizeof *ppm; i++) {
		play(&(struct scene){ .capture = c, .card_hz = 16000,
			.ppm = ppm[i], .seconds = 600 });
		check(sim.xruns == 0);
		check(sim.starved[599] == sim.starved[1]);
		check(silence(1, 600) < 1);
		check(most(1, 600) < 20);
		check(most(1, 600) - least(1, 600) < 3);
		check(most(60, 600) - least(60, 600) < 1);
	}
}

static void every_usual_rate_has_the_same_small_delay(void **state)
{
	static const int rates[] = { 8000, 16000, 44100, 48000, 96000 };

	(void)state;
	BOTH_WAYS(c) for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
		play(&(struct scene){ .capture = c, .card_hz = rates[i],
			.ppm = 50, .seconds = 20 });
		check(silence(1, 20) < 1);
		check(least(1, 20) > 5 && most(1, 20) < 20);
	}
}

/* The delay at the end and what came between, after trouble at 20 s. */
static void recovers(const struct scene *s, int lost_ms)
{
	double before_most, before_least;

	play(s);
	before_most = most(15, 19);
	before_least = least(15, 19);
	check(most(25, 40) < before_most + 3);
	check(least(25, 40) > before_least - 3);
	check(silence(25, 40) < 1);
	check(silence(19, 25) <= lost_ms + 60);
}

static void a_stopped_thread_costs_its_own_length_once(void **state)
{
	(void)state;
	BOTH_WAYS(c) {
		recovers(&(struct scene){ .capture = c, .card_hz = 16000,
			.seconds = 40, .thread = { 20, 20.15 } }, 150);
		recovers(&(struct scene){ .capture = c, .card_hz = 16000,
			.seconds = 40, .thread = { 20, 20.4 } }, 400);
	}
}

static void a_stopped_bus_costs_its_own_length_once(void **state)
{
	(void)state;
	BOTH_WAYS(c) for (int catches_up = 0; catches_up < 2; catches_up++)
		recovers(&(struct scene){ .capture = c, .card_hz = 16000,
			.seconds = 40, .bus = { 20, 20.15 },
			.bus_catches_up = catches_up }, 150);
}

static void a_stopped_machine_costs_its_own_length_once(void **state)
{
	(void)state;
	BOTH_WAYS(c)
		recovers(&(struct scene){ .capture = c, .card_hz = 16000,
			.seconds = 40, .bus = { 20, 20.3 },
			.thread = { 20, 20.3 }, .bus_catches_up = true }, 300);
}

static void a_card_that_stands_still_costs_its_own_length_once(void **state)
{
	(void)state;
	BOTH_WAYS(c)
		recovers(&(struct scene){ .capture = c, .card_hz = 16000,
			.seconds = 40, .card = { 20, 20.15 } }, 150);
}

static void after_an_xrun_the_delay_is_the_same(void **state)
{
	(void)state;
	BOTH_WAYS(c) {
		recovers(&(struct scene){ .capture = c, .card_hz = 16000,
			.seconds = 40, .xrun_at = 20 }, 50);
		check(sim.xruns == 1);
	}
}

static void a_bus_that_comes_late_finds_a_fresh_microphone(void **state)
{
	(void)state;
	BOTH_WAYS(c) {
		play(&(struct scene){ .capture = c, .card_hz = 48000,
			.seconds = 20, .silent_until = 5 });
		check(most(5, 20) < 20);
		check(silence(6, 20) < 1);
	}
}

static void a_bus_that_goes_and_comes_back_finds_no_old_sound(void **state)
{
	(void)state;
	BOTH_WAYS(c)
		recovers(&(struct scene){ .capture = c, .card_hz = 16000,
			.seconds = 40, .bus = { 20, 23 } }, 3100);
}

static void a_restless_thread_soon_starves_no_more(void **state)
{
	(void)state;
	BOTH_WAYS(c) {
		play(&(struct scene){ .capture = c, .card_hz = 16000,
			.seconds = 120, .jitter_ms = 8 });
		check(sim.starved[119] - sim.starved[60] < 10);
		check(most(1, 120) < 40);
	}
}

static void a_card_with_coarse_steps_is_borne(void **state)
{
	(void)state;
	BOTH_WAYS(c) {
		play(&(struct scene){ .capture = c, .card_hz = 48000,
			.period = 1024, .granularity = 1024, .buffer = 8192,
			.seconds = 120 });
		check(sim.starved[119] - sim.starved[60] < 5);
		check(sim.xruns < 10);
		check(most(5, 120) < 70);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ten_minutes_of_drift_neither_grow_nor_starve),
		cmocka_unit_test(every_usual_rate_has_the_same_small_delay),
		cmocka_unit_test(a_stopped_thread_costs_its_own_length_once),
		cmocka_unit_test(a_stopped_bus_costs_its_own_length_once),
		cmocka_unit_test(a_stopped_machine_costs_its_own_length_once),
		cmocka_unit_test(
			a_card_that_stands_still_costs_its_own_length_once),
		cmocka_unit_test(after_an_xrun_the_delay_is_the_same),
		cmocka_unit_test(a_bus_that_comes_late_finds_a_fresh_microphone),
		cmocka_unit_test(
			a_bus_that_goes_and_comes_back_finds_no_old_sound),
		cmocka_unit_test(a_restless_thread_soon_starves_no_more),
		cmocka_unit_test(a_card_with_coarse_steps_is_borne),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
