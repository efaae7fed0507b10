#include "media/fourier.h"

#include <kiss_fftr.h>
#include <stdlib.h>

#include "base/mem.h"

struct fourier {
	kiss_fftr_cfg forward, back;		/* owned */
	kiss_fft_cpx bins[VOICE_BINS];
};

struct fourier *fourier_new(void)
{
	struct fourier *f = mem_new_of(struct fourier);

	f->forward = kiss_fftr_alloc(VOICE_WINDOW, 0, NULL, NULL);
	f->back = kiss_fftr_alloc(VOICE_WINDOW, 1, NULL, NULL);
	if (!f->forward || !f->back)
		abort();
	return f;
}

void fourier_free(struct fourier *f)
{
	if (f) {
		kiss_fftr_free(f->forward);
		kiss_fftr_free(f->back);
	}
	free(f);
}

void fourier_forward(struct fourier *f, const float in[VOICE_WINDOW],
	struct spectrum *s)
{
	kiss_fftr(f->forward, in, f->bins);
	for (int k = 0; k < VOICE_BINS; k++) {
		s->re[k] = f->bins[k].r;
		s->im[k] = f->bins[k].i;
	}
	for (int k = VOICE_BINS; k < VOICE_LANES; k++)
		s->re[k] = s->im[k] = 0;
}

void fourier_back(struct fourier *f, const struct spectrum *s,
	float out[VOICE_WINDOW])
{
	for (int k = 0; k < VOICE_BINS; k++) {
		f->bins[k].r = s->re[k] / VOICE_WINDOW;
		f->bins[k].i = s->im[k] / VOICE_WINDOW;
	}
	kiss_fftri(f->back, f->bins, out);
}
