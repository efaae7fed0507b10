/* estoi.h - how well one understands what was said: Extended Short-Time
 * Objective Intelligibility (Jensen & Taal, IEEE/ACM TASLP 24(11), 2016). */
#ifndef TESTS_ESTOI_H
#define TESTS_ESTOI_H

#include <stddef.h>
#include <stdint.h>

/* 0..1, of n samples at rate_hz, in step with what was said; at least half a
 * second of it is to be speech. */
double estoi(const int16_t *said, const int16_t *heard, size_t n, int rate_hz);

#endif
