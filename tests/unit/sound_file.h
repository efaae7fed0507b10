/* sound_file.h - sound files for tests, and what is heard in them. */
#ifndef TESTS_UNIT_SOUND_FILE_H
#define TESTS_UNIT_SOUND_FILE_H

#include <stddef.h>
#include <stdint.h>

struct sound_file {
	int format;		/* SF_FORMAT_..., with its encoding */
	int rate_hz, channels;
	double seconds;
	double hz[2];		/* a tone of the first channel, of the others;
				 * 0: silence */
};

#define SOUND_FILE_AMPLITUDE 16000

void sound_file_write(const char *path, const struct sound_file *);

/* Its frames, interleaved, for the caller to free; NULL: nobody can play it. */
int16_t *sound_file_read(const char *path, int *rate_hz, int *channels,
	size_t *n);

/* The amplitude of a tone in every step-th of n * step samples (Goertzel). */
double sound_level(const int16_t *samples, size_t n, size_t step, int rate_hz,
	double hz);

/* A new folder of its own, for the caller to free. */
char *sound_folder(void);
void sound_folder_remove(char *folder);

#endif
