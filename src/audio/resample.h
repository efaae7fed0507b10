/* resample.h - mono 16-bit samples from one rate to another, trimmed while it
 * runs.  One thread at a time.  libspeexdsp does the work.
 *
 * trim_ppm > 0 uses the input up faster: fewer samples come out.
 */
#ifndef AUDIO_RESAMPLE_H
#define AUDIO_RESAMPLE_H

#include <stddef.h>
#include <stdint.h>

#define RESAMPLE_TRIM_MAX 1000		/* ppm, either way */

struct resample;

/* Rates in Hz, 1000 to 768000.  Memory only. */
struct resample *resample_new(int in_hz, int out_hz);
void resample_free(struct resample *);

/* Allocates now and then: no media thread.  Cut to the maximum; small changes
 * are saved up. */
void resample_trim(struct resample *, double ppm);
double resample_trimmed(const struct resample *);	/* ppm in force */

/* Takes up to *n_in, gives up to *n_out, and says in both how many. */
void resample_run(struct resample *, const int16_t *in, size_t *n_in,
	int16_t *out, size_t *n_out);

/* The next samples out lack the filter's delay: for files. */
void resample_skip_delay(struct resample *);

/* Room that n samples in may need out. */
size_t resample_bound(const struct resample *, size_t n);

#endif
