/* Sound files of many kinds, and files that are none, become clips or a reason
 * why not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "sound_file.h"
#include "store/clip_file.h"

#define PATIENCE_MS 20000

struct scene {
	char *folder, *path;
};

static int begin(void **state)
{
	struct scene *s = mem_new_of(struct scene);

	s->folder = sound_folder();
	s->path = mem_format("%s/sound", s->folder);
	*state = s;
	return 0;
}

static int end(void **state)
{
	struct scene *s = *state;

	sound_folder_remove(s->folder);
	free(s->path);
	free(s);
	return 0;
}

static struct clip *read_clip(const struct scene *s)
{
	char why[CLIP_FILE_WHY] = "";
	bool cut;
	struct clip *c = clip_file_read(s->path, &cut, why);

	if (!c)
		fail_msg("%s", why);
	assert_false(cut);
	return c;
}

static void assert_refused(const struct scene *s, const char *words)
{
	char why[CLIP_FILE_WHY] = "";
	bool cut;

	assert_null(clip_file_read(s->path, &cut, why));
	if (!strstr(why, words))
		fail_msg("\"%s\" does not say \"%s\"", why, words);
}

/* A tone of 440 Hz of that amplitude, for a second, at each of our rates. */
static void assert_tone(const struct clip *c, double amplitude)
{
	for (int i = 0; i < CLIP_RATES; i++) {
		size_t n;
		const int16_t *samples = clip_at(c, clip_rates[i], &n);
		double level = sound_level(samples + n / 10, n * 8 / 10, 1,
			clip_rates[i], 440);

		assert_in_range(n, clip_rates[i] - clip_rates[i] / 1000,
			clip_rates[i]);
		assert_in_range((int)level, (int)(amplitude * 0.97),
			(int)(amplitude * 1.03));
	}
}

static void read_tone(struct scene *s, int format, int rate_hz, int channels)
{
	const struct sound_file f = { format, rate_hz, channels, 1,
		{ 440, 440 } };
	struct clip *c;

	sound_file_write(s->path, &f);
	c = read_clip(s);
	assert_tone(c, SOUND_FILE_AMPLITUDE);
	clip_release(c);
}

static void any_rate_becomes_ours(void **state)
{
	static const int rates[] = { 8000, 11025, 16000, 22050, 44100, 48000,
		96000 };

	for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
		read_tone(*state, SF_FORMAT_WAV | SF_FORMAT_PCM_16, rates[i],
			1);
}

static void any_kind_is_read(void **state)
{
	static const int kinds[] = { SF_FORMAT_WAV | SF_FORMAT_PCM_U8,
		SF_FORMAT_WAV | SF_FORMAT_FLOAT, SF_FORMAT_WAV | SF_FORMAT_ULAW,
		SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
		SF_FORMAT_AIFF | SF_FORMAT_PCM_24,
		SF_FORMAT_AU | SF_FORMAT_PCM_16,
		SF_FORMAT_OGG | SF_FORMAT_VORBIS };

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		read_tone(*state, kinds[i], 44100, 2);
}

static void the_channels_are_mixed(void **state)
{
	struct scene *s = *state;
	const struct sound_file f = { SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100,
		2, 1, { 440, 0 } };
	struct clip *c;

	sound_file_write(s->path, &f);
	c = read_clip(s);
	assert_tone(c, SOUND_FILE_AMPLITUDE / 2);
	clip_release(c);
}

static void lengths_are_in_step(void **state)
{
	struct scene *s = *state;
	const struct sound_file f = { SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100,
		1, 0.12345, { 440, 0 } };
	struct clip *c;

	sound_file_write(s->path, &f);
	c = read_clip(s);
	assert_int_equal(c->n[1], 2 * c->n[0]);
	assert_int_equal(c->n[2], 6 * c->n[0]);
	clip_release(c);
}

static void too_long_a_file_is_cut(void **state)
{
	struct scene *s = *state;
	const struct sound_file f = { SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 4000, 1,
		CLIP_FILE_SECONDS + 10, { 0, 0 } };
	char why[CLIP_FILE_WHY];
	bool cut = false;
	struct clip *c;

	sound_file_write(s->path, &f);
	c = clip_file_read(s->path, &cut, why);
	assert_non_null(c);
	assert_true(cut);
	assert_in_range(c->n[0], (CLIP_FILE_SECONDS - 1) * 8000,
		CLIP_FILE_SECONDS * 8000);
	clip_release(c);
}

static void write_text(const struct scene *s, const char *text)
{
	FILE *file = fopen(s->path, "w");

	fputs(text, file);
	fclose(file);
}

static void what_is_no_sound_is_said_to_be_none(void **state)
{
	struct scene *s = *state;

	assert_refused(s, "No such file");
	write_text(s, "this is no sound\n");
	assert_refused(s, "no sound file");
	write_text(s, "");
	assert_refused(s, "no sound file");
	write_text(s, "RIFF\xff\xff\xff\x7fWAVEfmt ");
	assert_refused(s, "no sound file");
}

static void a_wav_without_sound_is_refused(void **state)
{
	struct scene *s = *state;
	const struct sound_file f = { SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 1,
		0, { 0, 0 } };

	sound_file_write(s->path, &f);
	assert_refused(s, "no sound in it");
}

/* Opening it must not wait for somebody to write. */
static void a_pipe_and_a_folder_are_no_files(void **state)
{
	struct scene *s = *state;

	assert_int_equal(mkfifo(s->path, 0600), 0);
	assert_refused(s, "it is no file");
	free(s->path);
	s->path = mem_text(s->folder);
	assert_refused(s, "it is no file");
}

/* --- as a job --------------------------------------------------------------*/

static bool on_rest(void *arg)
{
	(void)arg;
	return false;
}

static void on_end(void *arg)
{
	(void)arg;
}

static void keep(void *arg, const struct clip_loaded *loaded)
{
	*(struct clip **)arg = loaded->clip;
}

static void a_clip_is_loaded_by_another_thread(void **state)
{
	struct scene *s = *state;
	const struct worker_handlers h = { on_rest, on_end, s };
	const struct sound_file f = { SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 1,
		1, { 440, 0 } };
	struct worker *w = worker_new(&h);
	struct clip *clip = NULL, *forgotten = NULL;
	struct pollfd wait = { .fd = worker_event_fd(w), .events = POLLIN };

	sound_file_write(s->path, &f);
	clip_load_forget(clip_file_load(w, s->path, keep, &forgotten));
	clip_file_load(w, s->path, keep, &clip);
	while (!clip) {
		assert_int_equal(poll(&wait, 1, PATIENCE_MS), 1);
		worker_dispatch(w);
	}
	assert_tone(clip, SOUND_FILE_AMPLITUDE);
	assert_null(forgotten);
	clip_release(clip);
	assert_true(worker_free(w, PATIENCE_MS));
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(any_rate_becomes_ours),
		STORY(any_kind_is_read),
		STORY(the_channels_are_mixed),
		STORY(lengths_are_in_step),
		STORY(too_long_a_file_is_cut),
		STORY(what_is_no_sound_is_said_to_be_none),
		STORY(a_wav_without_sound_is_refused),
		STORY(a_pipe_and_a_folder_are_no_files),
		STORY(a_clip_is_loaded_by_another_thread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
