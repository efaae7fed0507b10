/* Sound cards of all kinds, through libasound: what their microphone hears
 * comes out of their loudspeaker.
 *
 * They ride together on one bus in real time.  A ride in which the machine
 * stood still proves nothing and is repeated; delay, drift and stalls have a
 * test without a real clock, test_pump.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/timerfd.h>

#include "audio/device.h"
#include "base/clock.h"
#include "base/log.h"
#include "card_support.h"

#define RATE 48000
#define FRAME 480
#define TICK_NS 10000000
#define RIDE_TICKS 350
#define RIDES_MAX 3
#define UNPLUG_TICK 150
#define PATIENCE_MS 20000
#define AMPLITUDE 8000.0
#define LATE_NS 15000000		/* between ticks: the machine stood still */

struct card {
	const char *name;
	int rate, channels;
	const char *options;
	int hz;				/* what its microphone hears */
	bool troubled;			/* it xruns or stalls by itself */
};

enum { PLAIN, STEREO, NARROW, DRIFTING, XRUNNING, STALLING, SLEEPING, LYING,
	UNPLUGGED, CARDS };

static const struct card cards[CARDS] = {
	[PLAIN] = { "plain", 48000, 1, "", 1000, false },
	[STEREO] = { "stereo", 44100, 2, "rate 44100 channels 2 "
		"format \"S32_LE\" period 1024", 700, false },
	[NARROW] = { "narrow", 8000, 1, "rate 8000", 500, false },
	[DRIFTING] = { "drifting", 16000, 1, "rate 16000 ppm 300", 900, false },
	[XRUNNING] = { "xrunning", 48000, 1, "events \"xrun@1.5\"", 1100,
		true },
	[STALLING] = { "stalling", 48000, 1, "events \"stall@1.5:150\"", 800,
		true },
	[SLEEPING] = { "sleeping", 48000, 1, "events \"suspend@1.5\"", 1200,
		true },
	[LYING] = { "lying", 48000, 1, "lies 1", 600, false },
	[UNPLUGGED] = { "unplugged", 48000, 1, "", 1000, true },
};

static struct {
	struct device *microphones[CARDS], *speakers[CARDS];
	enum device_state microphone_states[CARDS], speaker_states[CARDS];
	char why[256];
	struct device_statistics microphone_counts[CARDS],
		speaker_counts[CARDS];
	int lost_tick;
	double cpu;			/* of one processor, 0 to 1 */
	bool steady;			/* nobody stood still */
} ride;

static struct device *opened(const char *pcm, enum device_direction direction)
{
	char name[64];
	struct device_params p = { name, direction, RATE, 10 };
	struct device *d;

	snprintf(name, sizeof name, "alsa:%s", pcm);
	assert_int_equal(device_open(&d, &p), 0);
	return d;
}

static enum device_state state_after_opening(struct device *d)
{
	struct pollfd p = { .fd = device_event_fd(d), .events = POLLIN };

	while (device_state(d) == DEVICE_OPENING)
		assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
	return device_state(d);
}

/* --- the ride --------------------------------------------------------------*/

static double cpu_seconds(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return u.ru_utime.tv_sec + u.ru_stime.tv_sec +
		(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

static int bus_clock(void)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	struct itimerspec t = { .it_interval.tv_nsec = TICK_NS };

	clock_gettime(CLOCK_MONOTONIC, &t.it_value);
	assert_int_equal(timerfd_settime(fd, TFD_TIMER_ABSTIME, &t, NULL), 0);
	return fd;
}

static void one_tick(int tick)
{
	int16_t frame[FRAME];

	for (int i = 0; i < CARDS; i++) {
		device_read(ride.microphones[i], frame, FRAME);
		device_write(ride.speakers[i], frame, FRAME);
	}
	if (tick == UNPLUG_TICK)
		close(open(card_path("unplugged", ".gone"),
			O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	if (!ride.lost_tick && tick > UNPLUG_TICK &&
	    device_state(ride.microphones[UNPLUGGED]) == DEVICE_LOST &&
	    device_state(ride.speakers[UNPLUGGED]) == DEVICE_LOST)
		ride.lost_tick = tick;
}

/* false: the bus stood still for a while. */
static bool run_bus(void)
{
	int64_t before = clock_ns();
	bool steady = true;
	int fd = bus_clock();

	for (int tick = 0; tick < RIDE_TICKS;) {
		uint64_t n;

		assert_int_equal(read(fd, &n, sizeof n), sizeof n);
		steady = steady && clock_ns() - before < LATE_NS;
		before = clock_ns();
		while (n-- > 0)
			one_tick(tick++);
	}
	close(fd);
	return steady;
}

static void get_on(void)
{
	cards_epoch();
	for (int i = 0; i < CARDS; i++) {
		card_forget(cards[i].name);
		ride.microphones[i] = opened(cards[i].name, DEVICE_CAPTURE);
		ride.speakers[i] = opened(cards[i].name, DEVICE_PLAYBACK);
	}
}

static void get_off(void)
{
	snprintf(ride.why, sizeof ride.why, "%s",
		device_why(ride.microphones[UNPLUGGED]));
	for (int i = 0; i < CARDS; i++) {
		ride.microphone_states[i] = device_state(ride.microphones[i]);
		ride.speaker_states[i] = device_state(ride.speakers[i]);
		device_statistics(ride.microphones[i],
			&ride.microphone_counts[i]);
		device_statistics(ride.speakers[i], &ride.speaker_counts[i]);
		device_close(ride.microphones[i]);
		device_close(ride.speakers[i]);
	}
	device_drain(PATIENCE_MS);
}

/* The devices' threads stood still? */
static bool cards_were_steady(void)
{
	for (int i = 0; i < CARDS; i++)
		if (!cards[i].troubled &&
		    card_reported(cards[i].name, "long_gaps") > 0)
			return false;
	return true;
}

static bool one_ride(void)
{
	double cpu = cpu_seconds();
	int64_t began = clock_ns();

	memset(&ride, 0, sizeof ride);
	get_on();
	ride.steady = run_bus();
	ride.cpu = (cpu_seconds() - cpu) / ((clock_ns() - began) * 1e-9);
	get_off();
	ride.steady = cards_were_steady() && ride.steady;
	return ride.steady;
}

static int begin(void **state)
{
	struct sched_param p = { .sched_priority = 10 };

	(void)state;
	if (!cards_begin())
		return -1;
	for (int i = 0; i < CARDS; i++) {
		card_add(cards[i].name, cards[i].options);
		card_hears(cards[i].name, cards[i].rate, cards[i].channels,
			cards[i].hz, AMPLITUDE);
	}
	card_add("slow", "slow 1500");
	card_hears("slow", 48000, 1, 1000, AMPLITUDE);
	/* As the media thread has it, where it is permitted. */
	pthread_setschedparam(pthread_self(), SCHED_FIFO | SCHED_RESET_ON_FORK,
		&p);
	for (int i = 0; i < RIDES_MAX && !one_ride(); i++)
		print_error("the machine stood still in ride %d\n", i + 1);
	return 0;
}

static int end(void **state)
{
	(void)state;
	device_drain(PATIENCE_MS);
	for (int i = 0; i < CARDS; i++)
		card_remove(cards[i].name);
	card_remove("slow");
	cards_end();
	return 0;
}

/* --- what came of it -------------------------------------------------------*/

/* Of the end of the ride a tenth of a second, whole even where the machine
 * stood still in another one. */
static void goes_through(int card, int channel)
{
	const struct card *c = &cards[card];
	double amplitude = 0;

	for (int before_ms = 100; before_ms < 1000; before_ms += 50) {
		amplitude = card_said(c->name, c->rate, c->channels, channel,
			c->hz, 100, before_ms);
		if (fabs(amplitude - AMPLITUDE) < AMPLITUDE * 0.05)
			break;
	}
	assert_float_equal(amplitude, AMPLITUDE, AMPLITUDE * 0.05);
	assert_int_equal(ride.microphone_states[card], DEVICE_RUNNING);
	assert_int_equal(ride.speaker_states[card], DEVICE_RUNNING);
}

/* Only a machine that never stood still can tell. */
static void is_steady(int card)
{
	if (!ride.steady)
		return;
	assert_int_equal(ride.microphone_counts[card].xruns, 0);
	assert_int_equal(ride.speaker_counts[card].xruns, 0);
	assert_int_equal(ride.speaker_counts[card].lost, 0);
	assert_in_range(ride.microphone_counts[card].starved, 0, 10);
	assert_in_range(ride.speaker_counts[card].starved, 0, 10);
}

static void a_card_of_48_khz_speaks_what_it_hears(void **state)
{
	(void)state;
	goes_through(PLAIN, 0);
	is_steady(PLAIN);
}

static void both_channels_of_a_32_bit_44100_hz_card_speak(void **state)
{
	(void)state;
	goes_through(STEREO, 0);
	goes_through(STEREO, 1);
	is_steady(STEREO);
}

static void a_card_of_8_khz_speaks_what_it_hears(void **state)
{
	(void)state;
	goes_through(NARROW, 0);
	is_steady(NARROW);
}

static void a_drifting_card_neither_overruns_nor_starves(void **state)
{
	(void)state;
	goes_through(DRIFTING, 0);
	is_steady(DRIFTING);
}

static void an_xrun_is_counted_and_the_sound_comes_back(void **state)
{
	(void)state;
	goes_through(XRUNNING, 0);
	assert_true(ride.microphone_counts[XRUNNING].xruns >= 1);
	assert_true(ride.speaker_counts[XRUNNING].xruns >= 1);
}

static void after_a_stall_the_sound_comes_back(void **state)
{
	(void)state;
	goes_through(STALLING, 0);
}

static void after_the_machine_slept_the_sound_comes_back(void **state)
{
	(void)state;
	goes_through(SLEEPING, 0);
	assert_int_equal(card_reported("sleeping", "suspends"), 2);
}

static void a_descriptor_that_lies_costs_nothing(void **state)
{
	(void)state;
	goes_through(LYING, 0);
	/* Both ways together: at most two a period each; none where the bus
	 * alone wakes them. */
	assert_in_range(card_reported("lying", "wakes"), 0, RIDE_TICKS * 4);
	assert_in_range(card_reported("plain", "wakes"), 0, RIDE_TICKS * 4);
}

static void an_unplugged_card_is_lost_at_once_with_its_reason(void **state)
{
	(void)state;
	assert_int_equal(ride.microphone_states[UNPLUGGED], DEVICE_LOST);
	assert_int_equal(ride.speaker_states[UNPLUGGED], DEVICE_LOST);
	assert_in_range(ride.lost_tick, UNPLUG_TICK, UNPLUG_TICK + 50);
	assert_non_null(strstr(ride.why, "not there"));
}

static void all_of_that_leaves_the_processor_free(void **state)
{
	(void)state;
	assert_true(ride.cpu < 0.6);	/* one that spins takes it whole */
}

/* --- opening and closing ---------------------------------------------------*/

static void an_unplugged_card_opens_again_when_it_is_back(void **state)
{
	struct device *d = opened("unplugged", DEVICE_CAPTURE);

	(void)state;
	assert_int_equal(state_after_opening(d), DEVICE_FAILED);
	assert_non_null(strstr(device_why(d), "not there"));
	device_close(d);
	unlink(card_path("unplugged", ".gone"));
	d = opened("unplugged", DEVICE_CAPTURE);
	assert_int_equal(state_after_opening(d), DEVICE_RUNNING);
	assert_string_equal(device_why(d), "");
	device_close(d);
}

static void a_slow_card_keeps_nobody_waiting(void **state)
{
	int16_t frame[FRAME];
	struct device *d = opened("slow", DEVICE_CAPTURE);

	(void)state;
	assert_int_equal(device_state(d), DEVICE_OPENING);
	assert_false(device_read(d, frame, FRAME));
	device_close(d);
	device_drain(10);
	assert_int_equal(card_reported("slow", "frames"), -1);	/* not yet */
	device_drain(PATIENCE_MS);
	assert_int_equal(card_reported("slow", "frames"), 0);
}

static void an_unknown_card_fails_with_words_on_a_clean_terminal(void **state)
{
	int terminal = dup(STDERR_FILENO);
	int file = open(card_path("stderr", ""), O_RDWR | O_CREAT | O_CLOEXEC,
		0600);
	struct stat st;
	struct device *d;

	(void)state;
	log_configure("error");
	dup2(file, STDERR_FILENO);
	d = opened("nobody", DEVICE_PLAYBACK);
	assert_int_equal(state_after_opening(d), DEVICE_FAILED);
	dup2(terminal, STDERR_FILENO);
	close(terminal);
	log_configure("info");
	assert_int_equal(fstat(file, &st), 0);
	close(file);
	unlink(card_path("stderr", ""));
	assert_int_equal(st.st_size, 0);
	assert_non_null(strstr(device_why(d), "no such sound device"));
	device_close(d);
}

/* --- list ------------------------------------------------------------------*/

struct listed {
	pthread_mutex_t lock;
	pthread_cond_t done;
	bool over, plain, null;
	pthread_t thread;
};

static void on_item(void *arg, const struct device_item *item)
{
	struct listed *l = arg;

	pthread_mutex_lock(&l->lock);
	l->thread = pthread_self();
	if (!item)
		l->over = true;
	else if (!strcmp(item->name, "alsa:plain"))
		l->plain = item->capture && item->playback &&
			!strcmp(item->description, "Card;plain");
	else if (!strcmp(item->name, "null"))
		l->null = item->capture && item->playback;
	pthread_cond_signal(&l->done);
	pthread_mutex_unlock(&l->lock);
}

static void cards_are_listed_by_name_on_a_thread_of_their_own(void **state)
{
	struct listed l = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER,
		false, false, false, pthread_self() };

	(void)state;
	device_list(on_item, &l);
	pthread_mutex_lock(&l.lock);
	while (!l.over)
		pthread_cond_wait(&l.done, &l.lock);
	pthread_mutex_unlock(&l.lock);
	assert_true(l.plain);
	assert_true(l.null);
	assert_false(pthread_equal(l.thread, pthread_self()));
	device_drain(PATIENCE_MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_card_of_48_khz_speaks_what_it_hears),
		cmocka_unit_test(both_channels_of_a_32_bit_44100_hz_card_speak),
		cmocka_unit_test(a_card_of_8_khz_speaks_what_it_hears),
		cmocka_unit_test(a_drifting_card_neither_overruns_nor_starves),
		cmocka_unit_test(an_xrun_is_counted_and_the_sound_comes_back),
		cmocka_unit_test(after_a_stall_the_sound_comes_back),
		cmocka_unit_test(after_the_machine_slept_the_sound_comes_back),
		cmocka_unit_test(a_descriptor_that_lies_costs_nothing),
		cmocka_unit_test(
			an_unplugged_card_is_lost_at_once_with_its_reason),
		cmocka_unit_test(all_of_that_leaves_the_processor_free),
		cmocka_unit_test(an_unplugged_card_opens_again_when_it_is_back),
		cmocka_unit_test(a_slow_card_keeps_nobody_waiting),
		cmocka_unit_test(
			an_unknown_card_fails_with_words_on_a_clean_terminal),
		cmocka_unit_test(
			cards_are_listed_by_name_on_a_thread_of_their_own),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
