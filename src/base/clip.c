#include "base/clip.h"

#include <stdlib.h>

#include "base/mem.h"

const int clip_rates[CLIP_RATES] = { 8000, 16000, 48000 };

struct clip *clip_new(void)
{
	struct clip *c = mem_new_of(struct clip);

	c->users = 1;
	return c;
}

struct clip *clip_use(struct clip *c)
{
	if (c)
		c->users++;
	return c;
}

void clip_release(struct clip *c)
{
	if (!c || --c->users)
		return;
	for (int i = 0; i < CLIP_RATES; i++)
		free(c->samples[i]);
	free(c);
}

const int16_t *clip_at(const struct clip *c, int rate_hz, size_t *n)
{
	for (int i = 0; i < CLIP_RATES; i++)
		if (clip_rates[i] == rate_hz) {
			*n = c->n[i];
			return c->samples[i];
		}
	return NULL;
}
