/* noise_floor.h - how loud the steady noise behind the speech is, by bin: the
 * least that was heard within the last one and a half to two seconds.  Media
 * thread.
 */
#ifndef MEDIA_NOISE_FLOOR_H
#define MEDIA_NOISE_FLOOR_H

#include <stdbool.h>

#include "media/fourier.h"

#define NOISE_SPANS 8

struct noise_floor {
	float power[VOICE_LANES];	/* the estimate */
	float smooth[VOICE_LANES];
	float least[NOISE_SPANS][VOICE_LANES];
	int span, blocks;		/* the present span; how far it is */
	bool heard;			/* anything, ever */
};

void noise_floor_init(struct noise_floor *);
void noise_floor_hear(struct noise_floor *, const float power[VOICE_LANES]);

#endif
