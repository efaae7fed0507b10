/* Names are understood or refused with words; files go in and come out sample
 * by sample. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio/device.h"

#define RATE 48000
#define FRAME 480
#define PATIENCE_MS 20000

static char folder[64];

static const char *path_of(const char *scheme, const char *file)
{
	static char paths[4][128];
	static int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof paths[0], "%s%s/%s", scheme, folder, file);
	return path;
}

static struct device *opened(const char *name, enum device_direction direction)
{
	struct device_params p = { name, direction, RATE, 10 };
	struct device *d;

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

static struct device *running(const char *name, enum device_direction direction)
{
	struct device *d = opened(name, direction);

	assert_int_equal(state_after_opening(d), DEVICE_RUNNING);
	assert_string_equal(device_why(d), "");
	return d;
}

static void write_file(const char *path, int rate, int channels,
	const int16_t *samples, size_t frames)
{
	SF_INFO info = { .samplerate = rate, .channels = channels,
		.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16 };
	SNDFILE *f = sf_open(path, SFM_WRITE, &info);

	assert_non_null(f);
	assert_int_equal(sf_writef_short(f, samples, frames), frames);
	sf_close(f);
}

static size_t read_file(const char *path, int16_t *samples, size_t max)
{
	SF_INFO info = { 0 };
	SNDFILE *f = sf_open(path, SFM_READ, &info);
	sf_count_t n;

	assert_non_null(f);
	assert_int_equal(info.samplerate, RATE);
	assert_int_equal(info.channels, 1);
	n = sf_read_short(f, samples, max);
	sf_close(f);
	return n;
}

static void noise(int16_t *samples, size_t n)
{
	uint32_t x = 1;

	for (size_t i = 0; i < n; i++) {
		x = x * 1664525 + 1013904223;
		samples[i] = x >> 16;
	}
}

/* --- names -----------------------------------------------------------------*/

static void what_cannot_be_opened_is_refused_with_words(void **state)
{
	static const struct { const char *name; enum device_direction way; }
	bad[] = {
		{ "", DEVICE_CAPTURE }, { "alsa", DEVICE_CAPTURE },
		{ "alsa:", DEVICE_PLAYBACK }, { "wav:", DEVICE_CAPTURE },
		{ "nullx", DEVICE_CAPTURE }, { "null:", DEVICE_CAPTURE },
		{ "tone:", DEVICE_CAPTURE }, { "tone:x", DEVICE_CAPTURE },
		{ "tone:0", DEVICE_CAPTURE }, { "tone:1000x", DEVICE_CAPTURE },
		{ "tone:1000", DEVICE_PLAYBACK }, { "hw:0", DEVICE_CAPTURE },
		{ "pipe:", DEVICE_CAPTURE }, { "pipe: ", DEVICE_PLAYBACK },
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct device_params p = { bad[i].name, bad[i].way, RATE, 10 };
		struct device *d = NULL;

		assert_non_null(device_refusal(bad[i].name, bad[i].way));
		assert_int_equal(device_open(&d, &p), -EINVAL);
		assert_null(d);
	}
	assert_null(device_refusal("alsa:default", DEVICE_CAPTURE));
	assert_null(device_refusal("null", DEVICE_PLAYBACK));
}

static void a_missing_file_fails_with_its_reason(void **state)
{
	struct device *d = opened(path_of("wav:", "none.wav"), DEVICE_CAPTURE);
	int16_t frame[FRAME] = { 1 };

	(void)state;
	assert_int_equal(state_after_opening(d), DEVICE_FAILED);
	assert_non_null(strstr(device_why(d), "No such file"));
	assert_false(device_read(d, frame, FRAME));
	assert_int_equal(frame[0], 0);
	device_close(d);
}

static void a_file_that_is_no_sound_fails_with_its_reason(void **state)
{
	struct device *d;
	FILE *f = fopen(path_of("", "text.wav"), "w");

	(void)state;
	fputs("RIFF and nothing else", f);
	fclose(f);
	d = opened(path_of("wav:", "text.wav"), DEVICE_CAPTURE);
	assert_int_equal(state_after_opening(d), DEVICE_FAILED);
	assert_true(strlen(device_why(d)) > 10);
	device_close(d);
}

/* --- null and tone ---------------------------------------------------------*/

static void null_hears_silence_and_takes_everything(void **state)
{
	struct device *in = running("null", DEVICE_CAPTURE);
	struct device *out = running("null", DEVICE_PLAYBACK);
	int16_t frame[FRAME] = { 7 };

	(void)state;
	assert_false(device_read(in, frame, FRAME));
	assert_int_equal(frame[0], 0);
	device_write(out, frame, FRAME);
	device_close(in);
	device_close(out);
}

static void a_tone_is_a_sine_of_its_frequency_at_12_db_below_full(void **state)
{
	struct device *d = running("tone:1000", DEVICE_CAPTURE);
	double re = 0, im = 0;
	int16_t frame[FRAME];

	(void)state;
	for (int i = 0; i < RATE; i++) {
		if (i % FRAME == 0)
			assert_true(device_read(d, frame, FRAME));
		re += frame[i % FRAME] * cos(2 * M_PI * 1000 * i / RATE);
		im += frame[i % FRAME] * sin(2 * M_PI * 1000 * i / RATE);
	}
	assert_float_equal(2 * hypot(re, im) / RATE,
		32768 * pow(10, -12 / 20.0), 2);
	device_close(d);
}

static void what_a_microphone_gave_is_told_once(void **state)
{
	struct device *d = running("tone:1000", DEVICE_CAPTURE);
	struct device_level level;
	int16_t frame[FRAME];

	(void)state;
	assert_false(device_level(d, &level));
	device_read(d, frame, FRAME);
	assert_true(device_level(d, &level));
	assert_in_range(level.most, 8100, 8300);
	assert_in_range(-level.least, 8100, 8300);
	assert_int_equal(level.clipped, 0);
	assert_false(device_level(d, &level));
	device_close(d);
}

static void what_is_cut_off_is_counted(void **state)
{
	static const int16_t loud[8] = { 0, 32767, 32767, 32767, 32767, 0,
		-32768, 32767 };
	static int16_t in[RATE];
	struct device_level level;
	int16_t frame[FRAME];
	struct device *d;

	(void)state;
	memcpy(in + 100, loud, sizeof loud);
	write_file(path_of("", "loud.wav"), RATE, 1, in, RATE);
	d = running(path_of("wav:", "loud.wav"), DEVICE_CAPTURE);
	device_read(d, frame, FRAME);
	assert_true(device_level(d, &level));
	assert_int_equal(level.most, 32767);
	assert_int_equal(level.clipped, 2);	/* from the third in a row on */
	device_close(d);
}

/* --- wav -------------------------------------------------------------------*/

static void a_file_goes_through_unchanged_and_silence_follows(void **state)
{
	static int16_t in[RATE * 6 + 33], out[RATE * 7];
	size_t n = sizeof in / sizeof *in, frames = RATE * 7 / FRAME;
	struct device *microphone, *speaker;
	int16_t frame[FRAME];

	(void)state;
	noise(in, n);
	write_file(path_of("", "in.wav"), RATE, 1, in, n);
	microphone = running(path_of("wav:", "in.wav"), DEVICE_CAPTURE);
	/* What is said before the file is open is in it. */
	speaker = opened(path_of("wav:", "out.wav"), DEVICE_PLAYBACK);
	for (size_t i = 0; i < frames; i++) {
		device_read(microphone, frame, FRAME);
		device_write(speaker, frame, FRAME);
		usleep(1000);	/* ten times faster than a bus */
	}
	device_close(microphone);
	device_close(speaker);
	device_drain(PATIENCE_MS);
	assert_int_equal(read_file(path_of("", "out.wav"), out, RATE * 7),
		frames * FRAME);
	assert_memory_equal(in, out, sizeof in);
	for (size_t i = n; i < frames * FRAME; i++)
		assert_int_equal(out[i], 0);
}

static void a_file_of_another_rate_keeps_its_pitch(void **state)
{
	static int16_t in[2 * 44100];
	struct device *d;
	double re = 0, im = 0;
	int16_t frame[FRAME];

	(void)state;
	for (int i = 0; i < 44100; i++)	/* left only: half in the mean */
		in[2 * i] = 16384 * sin(2 * M_PI * 440 * i / 44100);
	write_file(path_of("", "stereo.wav"), 44100, 2, in, 44100);
	d = running(path_of("wav:", "stereo.wav"), DEVICE_CAPTURE);
	for (int i = 0; i < RATE / 2; i++) {
		if (i % FRAME == 0)
			device_read(d, frame, FRAME);
		re += frame[i % FRAME] * cos(2 * M_PI * 440 * i / RATE);
		im += frame[i % FRAME] * sin(2 * M_PI * 440 * i / RATE);
	}
	assert_float_equal(4 * hypot(re, im) / RATE, 8192, 100);
	device_close(d);
}

static void a_file_is_whole_while_it_is_written(void **state)
{
	struct device *d = running(path_of("wav:", "live.wav"),
		DEVICE_PLAYBACK);
	static int16_t in[RATE], out[RATE];
	struct stat st;
	size_t n = 0;

	(void)state;
	noise(in, RATE);
	for (int i = 0; i < RATE; i += FRAME)
		device_write(d, in + i, FRAME);
	for (int i = 0; n < RATE && i < PATIENCE_MS / 10; i++) {
		n = read_file(path_of("", "live.wav"), out, RATE);
		usleep(10000);
	}
	assert_int_equal(n, RATE);
	assert_memory_equal(in, out, sizeof in);
	assert_int_equal(stat(path_of("", "live.wav"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	device_close(d);
	device_drain(PATIENCE_MS);
}

static void a_file_that_cannot_be_written_fails_with_its_reason(void **state)
{
	struct device *d = opened(path_of("wav:", "no/such/folder.wav"),
		DEVICE_PLAYBACK);
	int16_t frame[FRAME] = { 0 };

	(void)state;
	assert_int_equal(state_after_opening(d), DEVICE_FAILED);
	assert_non_null(strstr(device_why(d), "No such file"));
	device_write(d, frame, FRAME);
	device_close(d);
}

static void a_full_disk_loses_the_device_with_its_reason(void **state)
{
	struct device *d = opened("wav:/dev/full", DEVICE_PLAYBACK);
	struct pollfd p = { .fd = device_event_fd(d), .events = POLLIN };
	static int16_t second[RATE];
	enum device_state s;

	(void)state;
	device_write(d, second, RATE);
	while ((s = device_state(d)) == DEVICE_OPENING || s == DEVICE_RUNNING)
		assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
	assert_true(strlen(device_why(d)) > 10);
	device_close(d);
}

static int make_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/offhook-device-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	static const char *const files[] = { "text.wav", "in.wav", "out.wav",
		"stereo.wav", "live.wav", "loud.wav" };

	(void)state;
	device_drain(PATIENCE_MS);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		unlink(path_of("", files[i]));
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_be_opened_is_refused_with_words),
		cmocka_unit_test(a_missing_file_fails_with_its_reason),
		cmocka_unit_test(a_file_that_is_no_sound_fails_with_its_reason),
		cmocka_unit_test(null_hears_silence_and_takes_everything),
		cmocka_unit_test(
			a_tone_is_a_sine_of_its_frequency_at_12_db_below_full),
		cmocka_unit_test(what_a_microphone_gave_is_told_once),
		cmocka_unit_test(what_is_cut_off_is_counted),
		cmocka_unit_test(
			a_file_goes_through_unchanged_and_silence_follows),
		cmocka_unit_test(a_file_of_another_rate_keeps_its_pitch),
		cmocka_unit_test(a_file_is_whole_while_it_is_written),
		cmocka_unit_test(
			a_file_that_cannot_be_written_fails_with_its_reason),
		cmocka_unit_test(a_full_disk_loses_the_device_with_its_reason),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
