/* level.h - how loud it was.  Media thread.
 *
 * dBFS by the power of a full-scale sine (AES17): a sine whose peaks are at a
 * quarter of full scale reads -12.
 */
#ifndef MEDIA_LEVEL_H
#define MEDIA_LEVEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LEVEL_SILENCE (-127)	/* dBFS */

struct level {
	uint64_t power;		/* sum of squares */
	uint32_t n;
	bool clipped;
};

void level_add(struct level *, const int16_t *samples, size_t n);
void level_pass(struct level *, size_t n);	/* of silence */

/* dBFS of what was added since the last take, -127..0; begins anew. */
int level_take(struct level *, bool *clipped);

int level_dbfs(uint64_t power, size_t n);
uint64_t level_power(const int16_t *samples, size_t n);

#endif
