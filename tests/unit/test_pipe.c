/* A program is the microphone or the loudspeaker: at the pace of the bus, until
 * one of the two ends it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "audio/device.h"
#include "base/clock.h"
#include "base/log.h"

#define RATE 48000
#define FRAME 480
#define PATIENCE_MS 20000

static char folder[64];

static const char *path_of(const char *file)
{
	static char path[400];

	snprintf(path, sizeof path, "%s/%s", folder, file);
	return path;
}

/* %s stands for the folder. */
static struct device *opened(const char *command,
	enum device_direction direction, int rate)
{
	char name[400];
	struct device_params p = { name, direction, rate, 10 };
	struct device *d;

	snprintf(name, sizeof name, "cd %s; %s", folder, command);
	memmove(name + 5, name, sizeof name - 5);
	memcpy(name, "pipe:", 5);
	assert_int_equal(device_open(&d, &p), 0);
	return d;
}

/* Waits for another one than that. */
static enum device_state state_after(struct device *d, enum device_state s)
{
	struct pollfd p = { .fd = device_event_fd(d), .events = POLLIN };
	enum device_state now;

	while ((now = device_state(d)) == s)
		assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
	return now;
}

static struct device *running(const char *command,
	enum device_direction direction, int rate)
{
	struct device *d = opened(command, direction, rate);

	assert_int_equal(state_after(d, DEVICE_OPENING), DEVICE_RUNNING);
	return d;
}

static void write_ramp(const char *file, int samples)
{
	FILE *f = fopen(path_of(file), "w");

	for (int i = 1; i <= samples; i++) {
		int16_t sample = i;

		fwrite(&sample, sizeof sample, 1, f);
	}
	fclose(f);
}

static long size_of(const char *file)
{
	struct stat st;

	return stat(path_of(file), &st) < 0 ? -1 : (long)st.st_size;
}

static void wait_for_size(const char *file, long size)
{
	int64_t end = clock_ms() + PATIENCE_MS;

	while (size_of(file) != size && clock_ms() < end)
		usleep(2000);
	assert_int_equal(size_of(file), size);
}

/* --- microphone ------------------------------------------------------------*/

static void what_a_program_prints_is_heard_sample_by_sample(void **state)
{
	struct device *d;
	int next = 1;

	(void)state;
	write_ramp("ramp", 20000);
	/* In odd pieces, and then it stays silent. */
	d = running("dd if=ramp bs=777 2>/dev/null; exec sleep 60",
		DEVICE_CAPTURE, RATE);
	while (next <= 20000) {
		int16_t frame[FRAME];

		usleep(3000);
		device_read(d, frame, FRAME);
		for (int i = 0; i < FRAME; i++) {
			if (!frame[i])
				continue;	/* it was too slow for us */
			assert_int_equal(frame[i], next);
			next++;
		}
	}
	device_close(d);
}

static void a_program_is_read_no_faster_than_it_is_heard(void **state)
{
	struct device *d = running("while dd if=/dev/zero bs=9600 count=1 "
		"2>/dev/null; do echo >> tenths; done",
		DEVICE_CAPTURE, RATE);
	int64_t end = clock_ms() + 500;

	(void)state;
	while (clock_ms() < end) {
		int16_t frame[FRAME];

		device_read(d, frame, FRAME);
		usleep(10000);
	}
	end = clock_ms() + PATIENCE_MS;
	while (size_of("tenths") < 1 && clock_ms() < end)
		usleep(2000);
	device_close(d);
	device_drain(PATIENCE_MS);
	/* Half a second, and what lies between us. */
	assert_in_range(size_of("tenths"), 1, 8);
}

static void another_rate_of_the_bus_is_made(void **state)
{
	int64_t end = clock_ms() + PATIENCE_MS;
	struct device *d;
	int heard = 0;

	(void)state;
	write_ramp("ramp", 20000);
	d = running("cat ramp; exec sleep 60", DEVICE_CAPTURE, 8000);
	/* All of it, however late it comes, and then nothing more. */
	for (int silent = 0; silent < 20 && clock_ms() < end;) {
		int16_t frame[FRAME / 6];

		usleep(3000);
		silent = device_read(d, frame, FRAME / 6) ? 0
			: silent + (heard >= 20000 / 6 - 50);
		for (int i = 0; i < FRAME / 6; i++)
			heard += frame[i] != 0;
	}
	assert_in_range(heard, 20000 / 6 - 50, 20000 / 6 + 10);
	device_close(d);
}

/* --- loudspeaker -----------------------------------------------------------*/

static void a_program_reads_what_is_said(void **state)
{
	struct device *d = running("cat > said", DEVICE_PLAYBACK, RATE);
	int16_t said[FRAME * 50];
	FILE *f;

	(void)state;
	for (int i = 0; i < 50; i++) {
		int16_t frame[FRAME];

		for (int k = 0; k < FRAME; k++)
			frame[k] = i * FRAME + k;
		device_write(d, frame, FRAME);
		usleep(3000);
	}
	wait_for_size("said", sizeof said);
	f = fopen(path_of("said"), "r");
	assert_int_equal(fread(said, sizeof said, 1, f), 1);
	fclose(f);
	for (int i = 0; i < FRAME * 50; i++)
		assert_int_equal(said[i], i);
	device_close(d);
}

static void a_program_that_does_not_read_costs_only_what_is_said(void **state)
{
	struct device *d = running("exec sleep 60", DEVICE_PLAYBACK, RATE);
	struct device_statistics s = { 0 };
	int64_t end = clock_ms() + PATIENCE_MS;
	int16_t frame[FRAME] = { 0 };

	(void)state;
	while (s.lost < RATE / 10 && clock_ms() < end) {
		device_write(d, frame, FRAME);
		usleep(1000);
		device_statistics(d, &s);
	}
	assert_true(s.lost >= RATE / 10);
	assert_int_equal(device_state(d), DEVICE_RUNNING);
	device_close(d);
}

static void what_was_said_is_written_down_before_the_end(void **state)
{
	struct device *d = running("cat > late; echo >> late",
		DEVICE_PLAYBACK, RATE);
	int16_t frame[FRAME] = { 0 };

	(void)state;
	device_write(d, frame, FRAME);
	wait_for_size("late", sizeof frame);
	device_close(d);
	wait_for_size("late", sizeof frame + 1);
}

/* --- the end ---------------------------------------------------------------*/

static void how_a_program_ended_is_told(void **state)
{
	static const struct { const char *command, *words; } ends[] = {
		{ "exit 3", "status 3" },
		{ "no-such-command-of-ours 2>/dev/null", "no such command" },
		{ "exit 0", "has ended" },
		{ "kill -9 $$", "signal 9" },
		{ "exec >&- <&-; sleep 60", "closed its pipe" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct device *d = opened(ends[i].command, DEVICE_CAPTURE,
			RATE);

		assert_int_equal(state_after(d, DEVICE_OPENING), DEVICE_FAILED);
		assert_non_null(strstr(device_why(d), ends[i].words));
		device_close(d);
	}
}

static void a_program_that_goes_away_is_lost(void **state)
{
	struct device *d = running("echo; until [ -e go ]; do sleep 0.02; "
		"done; exit 5", DEVICE_CAPTURE, RATE);
	struct device *l = running("until [ -e go ]; do sleep 0.02; done; "
		"exit 6", DEVICE_PLAYBACK, RATE);
	int16_t frame[FRAME] = { 0 };

	(void)state;
	close(open(path_of("go"), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	assert_int_equal(state_after(d, DEVICE_RUNNING), DEVICE_LOST);
	assert_int_equal(state_after(l, DEVICE_RUNNING), DEVICE_LOST);
	assert_non_null(strstr(device_why(d), "status 5"));
	assert_non_null(strstr(device_why(l), "status 6"));
	device_write(l, frame, FRAME);
	assert_false(device_read(d, frame, FRAME));
	device_close(d);
	device_close(l);
}

static void closing_ends_a_program_and_whom_it_started(void **state)
{
	struct device *d = running("trap '' TERM; (trap '' TERM; while "
		"sleep 0.02; do echo >> pulse; done) & echo; wait",
		DEVICE_CAPTURE, RATE);
	int64_t end = clock_ms() + PATIENCE_MS;
	long size;

	(void)state;
	while (size_of("pulse") < 3 && clock_ms() < end)
		usleep(2000);
	assert_true(size_of("pulse") >= 3);
	device_close(d);
	device_drain(PATIENCE_MS);
	size = size_of("pulse");
	usleep(200000);
	assert_int_equal(size_of("pulse"), size);
}

static int lines_of(const char *file)
{
	FILE *f = fopen(path_of(file), "r");
	char line[16];
	int n = 0;

	assert_non_null(f);
	while (fgets(line, sizeof line, f))
		n++;
	fclose(f);
	return n;
}

/* Nor another device's pipe, which would then never end. */
static void a_program_gets_no_descriptor_of_ours(void **state)
{
	static const char list[] = "ls /proc/self/fd > fds";
	char command[300];
	struct device *other, *d;
	int usual;

	(void)state;
	snprintf(command, sizeof command, "cd %s; %s", folder, list);
	assert_int_equal(system(command), 0);
	usual = lines_of("fds");
	other = running("cat >/dev/null", DEVICE_PLAYBACK, RATE);
	d = opened(list, DEVICE_CAPTURE, RATE);
	assert_int_equal(state_after(d, DEVICE_OPENING), DEVICE_FAILED);
	assert_int_equal(lines_of("fds"), usual);
	device_close(d);
	device_close(other);
}

static int make_folder(void **state)
{
	(void)state;
	log_configure("error");
	strcpy(folder, "/tmp/offhook-pipe-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	DIR *dir = opendir(folder);
	struct dirent *file;

	(void)state;
	device_drain(PATIENCE_MS);
	while (dir && (file = readdir(dir)))
		unlink(path_of(file->d_name));
	closedir(dir);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			what_a_program_prints_is_heard_sample_by_sample),
		cmocka_unit_test(a_program_is_read_no_faster_than_it_is_heard),
		cmocka_unit_test(another_rate_of_the_bus_is_made),
		cmocka_unit_test(a_program_reads_what_is_said),
		cmocka_unit_test(
			a_program_that_does_not_read_costs_only_what_is_said),
		cmocka_unit_test(what_was_said_is_written_down_before_the_end),
		cmocka_unit_test(how_a_program_ended_is_told),
		cmocka_unit_test(a_program_that_goes_away_is_lost),
		cmocka_unit_test(closing_ends_a_program_and_whom_it_started),
		cmocka_unit_test(a_program_gets_no_descriptor_of_ours),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
