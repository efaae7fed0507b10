#include "media/key_tone.h"

#include <stdlib.h>
#include <string.h>

#include <spandsp/telephony.h>
#include <spandsp/logging.h>
#include <spandsp/queue.h>
#include <spandsp/complex.h>
#include <spandsp/dds.h>
#include <spandsp/tone_generate.h>
#include <spandsp/super_tone_rx.h>
#include <spandsp/dtmf.h>

#include "base/mem.h"
#include "media/convert.h"
#include "media/media.h"

#define SAMPLES_MS (KEY_TONE_RATE / 1000)
#define FRAME ((int)(KEY_TONE_RATE * MEDIA_TICK_MS / 1000))
#define PAUSE_TICKS (TELEPHONE_EVENT_PAUSE_MS / MEDIA_TICK_MS)
#define LOUDEST 4	/* -dBm0: two sines above that would be clipped */

/* --- sending ------------------------------------------------------------- */

struct dtmf_tx_state_s *key_tone_new(int duration_ms, int gap_ms, int volume)
{
	dtmf_tx_state_t *tx = dtmf_tx_init(NULL);

	if (!tx)
		abort();		/* no memory, as in mem_new() */
	dtmf_tx_set_timing(tx, duration_ms, gap_ms);
	dtmf_tx_set_level(tx, -(volume < LOUDEST ? LOUDEST : volume), 0);
	return tx;
}

void key_tone_free(struct dtmf_tx_state_s *tx)
{
	if (tx)
		dtmf_tx_free(tx);
}

void key_tones_add(struct key_tones *k, struct key_job *job)
{
	key_jobs_add(&k->first, &k->last, job);
}

/* false: there is no key, or a pause has begun. */
static bool start(struct key_tones *k)
{
	struct key_job *job = key_jobs_first(k->first);
	char key;

	if (!job)
		return false;
	key = job->keys[job->at++];
	if (key == ',') {
		k->pause = PAUSE_TICKS;
		return false;
	}
	if (key >= 'a' && key <= 'd')
		key = (char)(key - 'a' + 'A');
	dtmf_tx_put(job->tones, &key, 1);
	k->sounds = true;
	return true;
}

/* The job whose key was begun last. */
static struct key_job *in_hand(const struct key_tones *k)
{
	struct key_job *job = k->first;

	while (job->next && job->next->at)
		job = job->next;
	return job;
}

bool key_tones_frame(struct key_tones *k, int16_t *frame)
{
	int n;

	if (k->pause) {
		k->pause--;
		return false;
	}
	if (!k->sounds && !start(k))
		return false;
	n = dtmf_tx(in_hand(k)->tones, frame, FRAME);
	k->sounds = n == FRAME;
	memset(frame + n, 0, (size_t)(FRAME - n) * sizeof *frame);
	return true;
}

void key_tones_drop(struct key_tones *k)
{
	for (struct key_job *job = k->first; job; job = job->next)
		job->at = strlen(job->keys);
	k->sounds = false;
	k->pause = 0;
}

struct key_job *key_tones_done(struct key_tones *k)
{
	struct key_job *job = k->first;

	if (!job || job->keys[job->at] || (k->sounds && in_hand(k) == job))
		return NULL;
	k->first = job->next;
	if (!k->first)
		k->last = NULL;
	return job;
}

/* --- receiving ----------------------------------------------------------- */

struct key_ear {
	dtmf_rx_state_t *rx;		/* owned */
	struct convert *convert;	/* owned */
	struct key_receiver *to;
	char key;			/* 0: none sounds */
};

/* A key begins (its character), or ends (0) after so many samples. */
static void on_change(void *arg, int code, int level, int samples)
{
	struct key_ear *ear = arg;

	(void)level;
	if (ear->key && !code)
		key_receiver_put(ear->to, ear->key, samples / SAMPLES_MS);
	ear->key = (char)code;
}

struct key_ear *key_ear_new(struct key_receiver *to)
{
	struct key_ear *ear = mem_new_of(struct key_ear);

	ear->to = to;
	ear->convert = convert_new(CONVERT_16K | CONVERT_48K, CONVERT_8K);
	ear->rx = dtmf_rx_init(NULL, NULL, NULL);
	if (!ear->rx)
		abort();		/* no memory, as in mem_new() */
	dtmf_rx_set_realtime_callback(ear->rx, on_change, ear);
	return ear;
}

void key_ear_free(struct key_ear *ear)
{
	if (!ear)
		return;
	dtmf_rx_free(ear->rx);
	convert_free(ear->convert);
	free(ear);
}

void key_ear_listen(struct key_ear *ear, const int16_t *frame, int rate_hz)
{
	int16_t heard[MEDIA_FRAME_MAX];

	memcpy(heard, frame, media_frame(rate_hz) * sizeof *frame);
	if (convert_frame(ear->convert, rate_hz, KEY_TONE_RATE, heard))
		dtmf_rx(ear->rx, heard, FRAME);
}
