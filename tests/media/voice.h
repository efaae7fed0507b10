/* voice.h - something like speech, made by rule, so that it needs no file: a
 * voice of changing pitch through three resonances, syllables with pauses
 * between them, and a little noise behind it all. */
#ifndef TESTS_MEDIA_VOICE_H
#define TESTS_MEDIA_VOICE_H

#include <stddef.h>
#include <stdint.h>

/* n samples, the same ones for the same seed; the caller's to free. */
int16_t *voice_make(int rate_hz, size_t n, uint64_t seed);

#endif
