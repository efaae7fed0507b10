#include "audio/peak.h"

#define NOTHING_LEAST 32768
#define NOTHING_MOST (-32769)
#define CLIP 32700		/* so many times in a row, and it was cut off */
#define CLIP_RUN 3

void peak_init(struct peak *p)
{
	atomic_init(&p->least, NOTHING_LEAST);
	atomic_init(&p->most, NOTHING_MOST);
	atomic_init(&p->clipped, 0);
}

static unsigned clipped(const int16_t *samples, size_t n)
{
	unsigned run = 0, all = 0;

	for (size_t i = 0; i < n; i++) {
		run = samples[i] > CLIP || samples[i] < -CLIP ? run + 1 : 0;
		all += run >= CLIP_RUN;
	}
	return all;
}

void peak_pass(struct peak *p, const int16_t *samples, size_t n)
{
	int least = NOTHING_LEAST, most = NOTHING_MOST;

	for (size_t i = 0; i < n; i++) {
		least = samples[i] < least ? samples[i] : least;
		most = samples[i] > most ? samples[i] : most;
	}
	if (least < atomic_load_explicit(&p->least, memory_order_relaxed))
		atomic_store(&p->least, least);
	if (most > atomic_load_explicit(&p->most, memory_order_relaxed))
		atomic_store(&p->most, most);
	if (most > CLIP || least < -CLIP)
		atomic_fetch_add(&p->clipped, clipped(samples, n));
}

bool peak_take(struct peak *p, struct device_level *level)
{
	level->least = atomic_exchange(&p->least, NOTHING_LEAST);
	level->most = atomic_exchange(&p->most, NOTHING_MOST);
	level->clipped = atomic_exchange(&p->clipped, 0);
	return level->least <= level->most;
}
