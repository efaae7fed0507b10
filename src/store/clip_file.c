#include "store/clip_file.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sndfile.h>
#include <speex/speex_resampler.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#define BLOCK 1024			/* frames read at once */
#define CHANNELS_MAX 32
#define RATE_MIN 4000
#define RATE_MAX 192000
#define QUALITY 5			/* of speexdsp, 0-10 */
#define ROOM_FIRST 16384		/* samples */
#define TURN_BLOCKS 200			/* some seconds of sound: then others,
					 * who record, have their turn */

/* The sound at one of our rates, in the making. */
struct version {
	SpeexResamplerState *resampler;	/* owned */
	int rate_hz;
	size_t n, room, most;		/* samples */
	int16_t *samples;		/* owned */
};

struct reading {
	SNDFILE *file;			/* owned */
	SF_INFO info;
	float *frames;			/* owned: BLOCK of them */
	float mono[BLOCK];
	struct version versions[CLIP_RATES];
	sf_count_t read;		/* frames */
	bool cut;
};

/* --- one rate --------------------------------------------------------------*/

static bool version_open(struct version *v, int rate_hz, int file_hz)
{
	int error;

	v->rate_hz = rate_hz;
	v->most = (size_t)CLIP_FILE_SECONDS * (size_t)rate_hz;
	v->resampler = speex_resampler_init(1, (spx_uint32_t)file_hz,
		(spx_uint32_t)rate_hz, QUALITY, &error);
	if (v->resampler)
		speex_resampler_skip_zeros(v->resampler);
	return v->resampler != NULL;
}

static void version_close(struct version *v)
{
	if (v->resampler)
		speex_resampler_destroy(v->resampler);
	free(v->samples);
}

static void keep(struct version *v, const float *out, size_t n)
{
	if (n > v->most - v->n)
		n = v->most - v->n;
	if (v->n + n > v->room) {
		v->room = (v->n + n) * 2 + ROOM_FIRST;
		v->samples = mem_grow(v->samples, v->room * sizeof *v->samples);
	}
	for (size_t i = 0; i < n; i++)
		v->samples[v->n++] = (int16_t)lrintf(
			fmaxf(-32768, fminf(32767, out[i] * 32768)));
}

static void version_add(struct version *v, const float *mono, size_t n)
{
	float out[BLOCK];

	while (n) {
		spx_uint32_t n_in = (spx_uint32_t)n, n_out = BLOCK;

		speex_resampler_process_float(v->resampler, 0, mono, &n_in,
			out, &n_out);
		if (!n_in && !n_out)
			return;
		keep(v, out, n_out);
		mono += n_in;
		n -= n_in;
	}
}

/* What still is in the filter, and not a sample more than the file has. */
static void version_end(struct version *v, const struct reading *r)
{
	static const float silence[BLOCK];
	double whole = (double)r->read * v->rate_hz / r->info.samplerate;
	size_t end = whole < v->most ? (size_t)whole : v->most;

	while (v->n < end)
		version_add(v, silence, BLOCK);
	v->n = end;
}

/* --- the file --------------------------------------------------------------*/

static bool refuse(char why[CLIP_FILE_WHY], const char *text)
{
	snprintf(why, CLIP_FILE_WHY, "%s", text);
	return false;
}

/* A pipe would keep whoever opens it waiting. */
static int open_file(const char *path, char why[CLIP_FILE_WHY])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0) {
		refuse(why, strerror(errno));
		return -1;
	}
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	refuse(why, "it is no file");
	close(fd);
	return -1;
}

static bool is_sound(const SF_INFO *info)
{
	return info->channels >= 1 && info->channels <= CHANNELS_MAX &&
		info->samplerate >= RATE_MIN && info->samplerate <= RATE_MAX;
}

static bool reading_open(struct reading *r, const char *path,
	char why[CLIP_FILE_WHY])
{
	int fd = open_file(path, why);

	if (fd < 0)
		return false;
	r->file = sf_open_fd(fd, SFM_READ, &r->info, SF_TRUE);
	if (!r->file) {
		snprintf(why, CLIP_FILE_WHY, "it is no sound file (WAV, FLAC, "
			"Ogg, AIFF ...): %s", sf_strerror(NULL));
		return false;
	}
	if (!is_sound(&r->info)) {
		snprintf(why, CLIP_FILE_WHY, "%d channels at %d Hz: expected "
			"1 to %d, at %d to %d Hz", r->info.channels,
			r->info.samplerate, CHANNELS_MAX, RATE_MIN, RATE_MAX);
		return false;
	}
	r->frames = mem_new(sizeof(float) * BLOCK * (size_t)r->info.channels);
	for (int i = 0; i < CLIP_RATES; i++)
		if (!version_open(&r->versions[i], clip_rates[i],
			r->info.samplerate))
			return refuse(why, "its rate cannot be changed");
	return true;
}

static void reading_close(struct reading *r)
{
	if (!r)
		return;
	if (r->file)
		sf_close(r->file);
	for (int i = 0; i < CLIP_RATES; i++)
		version_close(&r->versions[i]);
	free(r->frames);
	free(r);
}

/* A file of floats may hold what is no number. */
static void mix(struct reading *r, size_t n)
{
	int channels = r->info.channels;

	for (size_t i = 0; i < n; i++) {
		float sum = 0;

		for (int c = 0; c < channels; c++)
			sum += r->frames[i * (size_t)channels + (size_t)c];
		r->mono[i] = isfinite(sum) ? sum / (float)channels : 0;
	}
}

/* false: that was all, or all that is wanted. */
static bool read_block(struct reading *r)
{
	sf_count_t most = (sf_count_t)CLIP_FILE_SECONDS * r->info.samplerate;
	sf_count_t n = sf_readf_float(r->file, r->frames, BLOCK);

	r->cut = r->read + n > most;
	if (n <= 0 || r->cut)
		return false;
	mix(r, (size_t)n);
	for (int i = 0; i < CLIP_RATES; i++)
		version_add(&r->versions[i], r->mono, (size_t)n);
	r->read += n;
	return true;
}

static void hand_over(struct version *v, struct clip *clip, int i)
{
	clip->n[i] = v->n;
	clip->samples[i] = mem_grow(v->samples, v->n * sizeof *v->samples);
	v->samples = NULL;
}

/* The rates are multiples of the lowest, and so are their counts of samples:
 * who plays it again and again stays in step. */
static struct clip *make_clip(struct reading *r, char why[CLIP_FILE_WHY])
{
	struct clip *clip;
	size_t n;

	for (int i = 0; i < CLIP_RATES; i++)
		version_end(&r->versions[i], r);
	n = r->versions[0].n;
	if (!n) {
		refuse(why, "there is no sound in it");
		return NULL;
	}
	clip = clip_new();
	for (int i = 0; i < CLIP_RATES; i++) {
		r->versions[i].n = n * (size_t)(clip_rates[i] / clip_rates[0]);
		hand_over(&r->versions[i], clip, i);
	}
	return clip;
}

struct clip *clip_file_read(const char *path, bool *cut,
	char why[CLIP_FILE_WHY])
{
	struct reading *r = mem_new_of(struct reading);
	struct clip *clip = NULL;

	if (reading_open(r, path, why)) {
		while (read_block(r))
			;
		clip = make_clip(r, why);
	}
	*cut = r->cut;
	reading_close(r);
	return clip;
}

/* --- as a job --------------------------------------------------------------*/

struct clip_load {
	struct job job;
	struct worker *worker;
	char *path;			/* owned */
	atomic_bool forgotten;
	clip_loaded_fn *fn;		/* engine thread */
	void *arg;
	/* store thread, then the engine's in done() */
	struct reading *reading;	/* owned; NULL: not begun */
	struct clip *clip;		/* owned until it is told */
	char why[CLIP_FILE_WHY];
};

/* false: it is over, one way or the other. */
static bool go_on(struct clip_load *l)
{
	if (atomic_load(&l->forgotten))
		return false;
	if (!l->reading) {
		l->reading = mem_new_of(struct reading);
		return reading_open(l->reading, l->path, l->why);
	}
	for (int i = 0; i < TURN_BLOCKS; i++)
		if (!read_block(l->reading)) {
			l->clip = make_clip(l->reading, l->why);
			return false;
		}
	return true;
}

static void run(void *arg, struct job *job)
{
	struct clip_load *l = (struct clip_load *)job;

	(void)arg;
	if (go_on(l))
		worker_put(l->worker, job);
	else
		worker_done(l->worker, job);
}

static void done(void *arg, struct job *job)
{
	struct clip_load *l = (struct clip_load *)job;
	struct clip_loaded loaded = { l->clip, l->reading && l->reading->cut,
		l->why };

	(void)arg;
	if (!atomic_load(&l->forgotten))
		l->fn(l->arg, &loaded);
	else
		clip_release(l->clip);
	reading_close(l->reading);
	free(l->path);
	free(l);
}

struct clip_load *clip_file_load(struct worker *worker, const char *path,
	clip_loaded_fn *fn, void *arg)
{
	struct clip_load *l = mem_new_of(struct clip_load);

	l->job.run = run;
	l->job.done = done;
	l->worker = worker;
	l->path = mem_text(path);
	l->fn = fn;
	l->arg = arg;
	worker_put(worker, &l->job);
	return l;
}

void clip_load_forget(struct clip_load *l)
{
	if (l)
		atomic_store(&l->forgotten, true);
}
