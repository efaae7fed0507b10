/* peak.h - the least and the greatest sample of what passes, from one thread to
 * another.  Neither waits; what passes while it is read may be in either half.
 *
 *	media thread --pass--> [ least most clipped ] --take--> engine thread
 */
#ifndef AUDIO_PEAK_H
#define AUDIO_PEAK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audio/device.h"

struct peak {
	_Atomic int least, most;	/* least > most: nothing has passed */
	_Atomic uint64_t clipped;
};

void peak_init(struct peak *);
void peak_pass(struct peak *, const int16_t *samples, size_t n);

/* Since the last take; false: nothing. */
bool peak_take(struct peak *, struct device_level *);

#endif
