/* Frames in a ring become a file that is whole at any moment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/ring.h"
#include "sound_file.h"
#include "store/recording.h"

#define PATIENCE_MS 20000
#define RATE 8000

struct scene {
	char *folder, *path;
	struct worker *worker;
	struct ring *ring;
	struct recording *recording;	/* NULL once it is closed */
	char *opened, *failure, *advice;
	bool closed;
	uint64_t put;			/* frames */
};

static bool on_rest(void *arg)
{
	(void)arg;
	return false;
}

static void on_end(void *arg)
{
	(void)arg;
}

static int begin(void **state)
{
	struct scene *s = mem_new_of(struct scene);
	const struct worker_handlers h = { on_rest, on_end, s };

	s->folder = sound_folder();
	s->path = mem_format("%s/call.wav", s->folder);
	s->worker = worker_new(&h);
	s->ring = ring_new(2 * sizeof(int16_t), 8 * RATE);
	*state = s;
	return 0;
}

static int end(void **state)
{
	struct scene *s = *state;

	assert_true(worker_free(s->worker, PATIENCE_MS));
	ring_free(s->ring);
	sound_folder_remove(s->folder);
	free(s->path);
	free(s->opened);
	free(s->failure);
	free(s->advice);
	free(s);
	return 0;
}

static void on_opened(void *arg, const char *path)
{
	struct scene *s = arg;

	mem_set(&s->opened, path);
}

static void on_failed(void *arg, const char *text, const char *advice)
{
	struct scene *s = arg;

	assert_null(s->failure);
	mem_set(&s->failure, text);
	mem_set(&s->advice, advice);
	recording_close(s->recording);
}

static void on_closed(void *arg)
{
	struct scene *s = arg;

	s->closed = true;
	s->recording = NULL;
}

static void record_at_most(struct scene *s, int64_t file_max)
{
	const struct recording_params p = { .worker = s->worker,
		.sound = s->ring, .rate_hz = RATE, .path = s->path,
		.make_folder = true, .file_max = file_max,
		.on_opened = on_opened, .on_failed = on_failed,
		.on_closed = on_closed, .arg = s };

	assert_null(recording_refusal(s->path));
	s->recording = recording_open(&p);
}

static void record(struct scene *s)
{
	record_at_most(s, 0);
}

static void dispatch(struct scene *s)
{
	struct pollfd wait = { .fd = worker_event_fd(s->worker),
		.events = POLLIN };

	assert_int_equal(poll(&wait, 1, PATIENCE_MS), 1);
	worker_dispatch(s->worker);
}

static void until_opened(struct scene *s)
{
	while (!s->opened && !s->failure)
		dispatch(s);
}

static void until_closed(struct scene *s)
{
	recording_close(s->recording);
	while (!s->closed)
		dispatch(s);
}

/* 440 Hz left, 1 kHz right. */
static void put(struct scene *s, double seconds)
{
	for (int i = 0; i < seconds * RATE; i++, s->put++) {
		double t = 2 * M_PI * (double)s->put / RATE;
		int16_t frame[2] = { (int16_t)(8000 * sin(440 * t)),
			(int16_t)(4000 * sin(1000 * t)) };

		assert_true(ring_put(s->ring, frame, 1));
	}
}

static int16_t *read_stereo(const char *path, size_t *n)
{
	int rate_hz, channels;
	int16_t *frames = sound_file_read(path, &rate_hz, &channels, n);

	assert_non_null(frames);
	assert_int_equal(rate_hz, RATE);
	assert_int_equal(channels, 2);
	return frames;
}

static void assert_both_tones(const char *path, size_t least)
{
	size_t n;
	int16_t *frames = read_stereo(path, &n);

	assert_true(n >= least);
	assert_in_range((int)sound_level(frames, n, 2, RATE, 440), 7900, 8100);
	assert_in_range((int)sound_level(frames + 1, n, 2, RATE, 1000), 3950,
		4050);
	assert_true(sound_level(frames, n, 2, RATE, 1000) < 40);
	assert_true(sound_level(frames + 1, n, 2, RATE, 440) < 40);
	free(frames);
}

static void both_sides_are_in_the_file(void **state)
{
	struct scene *s = *state;
	struct stat st;

	record(s);
	put(s, 3);
	until_closed(s);
	assert_null(s->failure);
	assert_string_equal(s->opened, s->path);
	assert_both_tones(s->path, 3 * RATE);
	assert_int_equal(stat(s->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void a_flac_is_one(void **state)
{
	struct scene *s = *state;
	char magic[4];
	int fd;

	free(s->path);
	s->path = mem_format("%s/call.FLAC", s->folder);
	record(s);
	put(s, 3);
	until_closed(s);
	fd = open(s->path, O_RDONLY);
	assert_int_equal(read(fd, magic, 4), 4);
	close(fd);
	assert_memory_equal(magic, "fLaC", 4);
	assert_both_tones(s->path, 3 * RATE);
}

/* Copied while it is still open: that is all a killed engine leaves. */
static char *copy_now(struct scene *s)
{
	char *copy = mem_format("%s/copy%s", s->folder, strrchr(s->path, '.'));
	char *command = mem_format("cp %s %s", s->path, copy);

	assert_int_equal(system(command), 0);
	free(command);
	return copy;
}

static void assert_whole_while_open(struct scene *s, size_t least)
{
	char *copy;

	record(s);
	until_opened(s);
	put(s, 4);
	recording_write(s->recording);
	dispatch(s);
	copy = copy_now(s);
	assert_both_tones(copy, least);
	free(copy);
	until_closed(s);
	assert_both_tones(s->path, 4 * RATE);
}

static void a_wav_is_whole_while_it_is_written(void **state)
{
	assert_whole_while_open(*state, 4 * RATE);
}

static void a_flac_is_whole_but_for_the_last_moment(void **state)
{
	struct scene *s = *state;

	free(s->path);
	s->path = mem_format("%s/call.flac", s->folder);
	assert_whole_while_open(s, 4 * RATE - RATE * 6 / 10);
}

static void nothing_is_written_over(void **state)
{
	struct scene *s = *state;
	char *second = mem_format("%s/call-2.wav", s->folder);
	char *third = mem_format("%s/call-3.wav", s->folder), text[8] = "";
	int fd = open(s->path, O_CREAT | O_WRONLY, 0600);

	assert_int_equal(write(fd, "precious", 8), 8);
	close(fd);
	assert_int_equal(symlink("/nowhere/at/all", second), 0);
	record(s);
	put(s, 1);
	until_closed(s);
	assert_null(s->failure);
	assert_string_equal(s->opened, third);
	assert_both_tones(third, RATE);
	fd = open(s->path, O_RDONLY);
	assert_int_equal(read(fd, text, 8), 8);
	close(fd);
	assert_memory_equal(text, "precious", 8);
	free(second);
	free(third);
}

static void the_folder_is_made_for_its_owner(void **state)
{
	struct scene *s = *state;
	char *folder = mem_format("%s/recordings", s->folder);
	struct stat st;

	free(s->path);
	s->path = mem_format("%s/call.wav", folder);
	record(s);
	put(s, 1);
	until_closed(s);
	assert_null(s->failure);
	assert_int_equal(stat(folder, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	free(folder);
}

static void a_folder_that_is_none_is_told(void **state)
{
	struct scene *s = *state;
	char *file = mem_format("%s/file", s->folder);

	free(s->path);
	s->path = mem_format("%s/call.wav", file);
	close(open(file, O_CREAT | O_WRONLY, 0600));
	record(s);
	put(s, 1);
	until_opened(s);
	assert_null(s->opened);
	assert_non_null(strstr(s->failure, "Not a directory"));
	assert_non_null(strstr(s->failure, s->path));
	assert_true(strlen(s->advice) > 10);
	until_closed(s);
	assert_int_equal(ring_held(s->ring), 0);
	free(file);
}

/* What was written before stays and can be played. */
static void a_full_disk_is_told_once(void **state)
{
	struct scene *s = *state;
	struct rlimit limit, before;

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	record(s);
	put(s, 2);
	recording_write(s->recording);
	until_opened(s);
	limit = before;
	limit.rlim_cur = 100000;
	setrlimit(RLIMIT_FSIZE, &limit);
	put(s, 2);
	while (!s->failure) {
		recording_write(s->recording);
		dispatch(s);
	}
	put(s, 1);
	until_closed(s);
	setrlimit(RLIMIT_FSIZE, &before);
	assert_non_null(strstr(s->failure, "File too large"));
	assert_both_tones(s->path, 2 * RATE);
	assert_int_equal(ring_held(s->ring), 0);
}

static void a_file_that_is_full_is_followed_by_the_next(void **state)
{
	struct scene *s = *state;
	char *second = mem_format("%s/call-2.wav", s->folder);
	size_t n[2];

	record_at_most(s, 2 * RATE * 4);
	put(s, 3);
	until_closed(s);
	assert_null(s->failure);
	assert_string_equal(s->opened, second);
	free(read_stereo(s->path, &n[0]));
	free(read_stereo(second, &n[1]));
	assert_int_equal(n[0] + n[1], 3 * RATE);
	free(second);
}

/* --- a disk that hangs -----------------------------------------------------*/

struct stone {
	struct job job;
	struct worker *worker;
	int gate[2];
};

static void wait_at_gate(void *arg, struct job *job)
{
	struct stone *stone = (struct stone *)job;
	char byte;

	(void)arg;
	if (read(stone->gate[0], &byte, 1) != 1)
		abort();
	worker_done(stone->worker, job);
}

static void roll_away(void *arg, struct job *job)
{
	(void)arg;
	(void)job;
}

static void a_disk_that_hangs_fills_the_ring_and_no_more(void **state)
{
	struct scene *s = *state;
	struct stone stone = { { .run = wait_at_gate, .done = roll_away },
		s->worker, { -1, -1 } };
	int16_t frame[2] = { 0, 0 };

	assert_int_equal(pipe(stone.gate), 0);
	worker_put(s->worker, &stone.job);
	record(s);
	while (ring_put(s->ring, frame, 1))
		recording_write(s->recording);
	assert_null(s->opened);
	recording_close(s->recording);
	assert_int_equal(write(stone.gate[1], "x", 1), 1);
	while (!s->closed)
		dispatch(s);
	assert_null(s->failure);
	assert_int_equal(ring_held(s->ring), 0);
	close(stone.gate[0]);
	close(stone.gate[1]);
}

static void other_endings_are_refused(void **state)
{
	(void)state;
	assert_null(recording_refusal("/a/b.wav"));
	assert_null(recording_refusal("/a/b.Flac"));
	assert_non_null(recording_refusal("/a/b.mp3"));
	assert_non_null(recording_refusal("/a.wav/b"));
	assert_non_null(recording_refusal(""));
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(both_sides_are_in_the_file),
		STORY(a_flac_is_one),
		STORY(a_wav_is_whole_while_it_is_written),
		STORY(a_flac_is_whole_but_for_the_last_moment),
		STORY(nothing_is_written_over),
		STORY(the_folder_is_made_for_its_owner),
		STORY(a_folder_that_is_none_is_told),
		STORY(a_full_disk_is_told_once),
		STORY(a_file_that_is_full_is_followed_by_the_next),
		STORY(a_disk_that_hangs_fills_the_ring_and_no_more),
		cmocka_unit_test(other_endings_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
