/* Keys as sound: what the generator makes, the detector hears. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "media/codec.h"
#include "media/key_tone.h"
#include "media/media.h"

#define ALL "0123456789*#ABCD"

#define FRAME 80

static struct key_job *job_new(const char *keys, int duration_ms, int gap_ms,
	int volume)
{
	struct key_job *job = mem_new_of(struct key_job);

	job->keys = mem_text(keys);
	job->tones = key_tone_new(duration_ms, gap_ms, volume);
	return job;
}

static void job_free(struct key_job *job)
{
	key_tone_free(job->tones);
	free(job->keys);
	free(job);
}

/* As it sounds behind a telephone line. */
static void by_pcmu(int16_t *frame)
{
	const struct codec *codec = codec_find("PCMU", 8000, 1);
	uint8_t bytes[FRAME];

	codec->encode(NULL, frame, FRAME, bytes, sizeof bytes);
	codec->decode(NULL, bytes, sizeof bytes, frame);
}

struct heard {
	char keys[64];
	int durations[64];
	int n;
};

static void collect(struct key_receiver *r, struct heard *h)
{
	const struct key_heard *key;

	while ((key = key_receiver_look(r))) {
		assert_true(key->by_tone);
		h->keys[h->n] = key->key;
		h->durations[h->n++] = key->duration_ms;
		key_receiver_next(r);
	}
}

/* Plays for so many ticks what the sender has, silence between. */
static void play(struct key_tones *k, struct key_ear *ear,
	struct key_receiver *r, int ticks, struct heard *h)
{
	int16_t frame[FRAME];

	while (ticks--) {
		if (!key_tones_frame(k, frame))
			memset(frame, 0, sizeof frame);
		by_pcmu(frame);
		key_ear_listen(ear, frame, 8000);
		collect(r, h);
	}
}

static void hear(const char *keys, int duration_ms, int gap_ms, int volume,
	int ticks, struct heard *h)
{
	struct key_receiver r = { 0 };
	struct key_tones k = { 0 };
	struct key_ear *ear = key_ear_new(&r);
	struct key_job *job = job_new(keys, duration_ms, gap_ms, volume);

	memset(h, 0, sizeof *h);
	key_tones_add(&k, job);
	play(&k, ear, &r, ticks, h);
	assert_ptr_equal(key_tones_done(&k), job);
	assert_null(key_tones_done(&k));
	job_free(job);
	key_ear_free(ear);
}

static void every_key_is_heard_once_in_order(void **state)
{
	struct heard h;

	(void)state;
	hear(ALL, 100, 100, 10, 400, &h);
	assert_string_equal(h.keys, ALL);
	hear("112233", 60, 60, 10, 400, &h);
	assert_string_equal(h.keys, "112233");
	hear("abcd", 60, 60, 10, 400, &h);
	assert_string_equal(h.keys, "ABCD");
}

static void durations_are_heard(void **state)
{
	struct heard h;

	(void)state;
	hear("5", 100, 100, 10, 60, &h);
	assert_in_range(h.durations[0], 75, 130);
	hear("5", 1000, 100, 10, 200, &h);
	assert_string_equal(h.keys, "5");
	assert_in_range(h.durations[0], 970, 1030);
}

static void soft_and_loud_keys_are_heard(void **state)
{
	struct heard h;

	(void)state;
	hear("19", 80, 80, 0, 60, &h);
	assert_string_equal(h.keys, "19");
	hear("19", 80, 80, 25, 60, &h);
	assert_string_equal(h.keys, "19");
}

static void the_loudest_is_not_clipped(void **state)
{
	struct key_tones k = { 0 };
	struct key_job *job = job_new("5", 200, 40, 0);
	int16_t frame[FRAME];

	(void)state;
	key_tones_add(&k, job);
	for (int tick = 0; tick < 15; tick++)
		if (key_tones_frame(&k, frame))
			for (int i = 0; i < FRAME; i++)
				assert_in_range(frame[i] + 32768, 1, 65534);
	key_tones_drop(&k);
	assert_ptr_equal(key_tones_done(&k), job);
	job_free(job);
}

static void a_comma_lets_sound_through_for_two_seconds(void **state)
{
	struct key_tones k = { 0 };
	struct key_job *job = job_new("1,2", 100, 100, 10);
	int16_t frame[FRAME];
	int tones = 0, quiet = 0, first_quiet = -1;

	(void)state;
	key_tones_add(&k, job);
	for (int tick = 0; tick < 300; tick++) {
		bool tone = key_tones_frame(&k, frame);

		tones += tone;
		if (!tone && tones && !job->keys[job->at])
			continue;
		if (!tone && first_quiet < 0)
			first_quiet = tick;
		quiet += !tone;
	}
	assert_in_range(first_quiet, 19, 22);
	assert_in_range(quiet, 199, 202);
	assert_in_range(tones, 38, 44);
	assert_ptr_equal(key_tones_done(&k), job);
	job_free(job);
}

static void jobs_are_done_in_their_order(void **state)
{
	struct key_tones k = { 0 };
	struct key_job *a = job_new("1", 40, 40, 10), *b = job_new("2", 40, 40, 10);
	int16_t frame[FRAME];

	(void)state;
	key_tones_add(&k, a);
	key_tones_add(&k, b);
	assert_true(key_tones_frame(&k, frame));
	assert_null(key_tones_done(&k));
	while (key_tones_frame(&k, frame) && !b->at)
		;
	assert_ptr_equal(key_tones_done(&k), a);
	assert_null(key_tones_done(&k));
	key_tones_drop(&k);
	assert_ptr_equal(key_tones_done(&k), b);
	job_free(a);
	job_free(b);
}

/* Noise of many pitches, as speech is. */
static void noise_is_no_key(void **state)
{
	struct key_receiver r = { 0 };
	struct key_ear *ear = key_ear_new(&r);
	int16_t frame[FRAME];
	uint32_t random = 1;
	int low = 0;

	(void)state;
	for (int tick = 0; tick < 6000; tick++) {
		for (int i = 0; i < FRAME; i++) {
			random = random * 1664525 + 1013904223;
			low += ((int16_t)(random >> 16) - low) / 3;
			frame[i] = (int16_t)(low / 2);
		}
		key_ear_listen(ear, frame, 8000);
	}
	assert_null(key_receiver_look(&r));
	key_ear_free(ear);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_is_heard_once_in_order),
		cmocka_unit_test(durations_are_heard),
		cmocka_unit_test(soft_and_loud_keys_are_heard),
		cmocka_unit_test(the_loudest_is_not_clipped),
		cmocka_unit_test(a_comma_lets_sound_through_for_two_seconds),
		cmocka_unit_test(jobs_are_done_in_their_order),
		cmocka_unit_test(noise_is_no_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
