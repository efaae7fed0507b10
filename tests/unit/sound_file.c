#include "sound_file.h"

#include <dirent.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

static void check(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "sound_file: %s\n", what);
	abort();
}

void sound_file_write(const char *path, const struct sound_file *f)
{
	SF_INFO info = { .samplerate = f->rate_hz, .channels = f->channels,
		.format = f->format };
	SNDFILE *file = sf_open(path, SFM_WRITE, &info);
	size_t n = (size_t)(f->seconds * f->rate_hz);
	float *frame = mem_new(sizeof *frame * (size_t)f->channels);

	check(file != NULL, sf_strerror(NULL));
	for (size_t i = 0; i < n; i++) {
		for (int c = 0; c < f->channels; c++)
			frame[c] = (float)(SOUND_FILE_AMPLITUDE / 32768.0 *
				sin(2 * M_PI * f->hz[c > 0] * (double)i /
				f->rate_hz));
		check(sf_writef_float(file, frame, 1) == 1, "disk full");
	}
	free(frame);
	sf_close(file);
}

int16_t *sound_file_read(const char *path, int *rate_hz, int *channels,
	size_t *n)
{
	SF_INFO info = { 0 };
	SNDFILE *file = sf_open(path, SFM_READ, &info);
	size_t room = 4096, got = 0;
	int16_t *samples = NULL;
	sf_count_t part;

	if (!file)
		return NULL;
	do {
		samples = mem_grow(samples, (got + room) *
			(size_t)info.channels * sizeof *samples);
		part = sf_readf_short(file, samples + got *
			(size_t)info.channels, (sf_count_t)room);
		got += part > 0 ? (size_t)part : 0;
	} while (part > 0);
	sf_close(file);
	*rate_hz = info.samplerate;
	*channels = info.channels;
	*n = got;
	return samples;
}

double sound_level(const int16_t *samples, size_t n, size_t step, int rate_hz,
	double hz)
{
	double in_phase = 0, across = 0;

	if (!n)
		return 0;
	for (size_t i = 0; i < n; i++) {
		double angle = 2 * M_PI * hz * (double)i / rate_hz;

		in_phase += samples[i * step] * cos(angle);
		across += samples[i * step] * sin(angle);
	}
	return 2 * hypot(in_phase, across) / (double)n;
}

char *sound_folder(void)
{
	char *folder = mem_text("/tmp/offhook-sound-XXXXXX");

	check(mkdtemp(folder) != NULL, "no folder can be made");
	return folder;
}

/* And one folder deep what lies in it. */
void sound_folder_remove(char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char *path = mem_format("%s/%s", folder, entry->d_name);

		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") &&
		    unlink(path) < 0)
			sound_folder_remove(mem_text(path));
		free(path);
	}
	if (dir)
		closedir(dir);
	rmdir(folder);
	free(folder);
}
