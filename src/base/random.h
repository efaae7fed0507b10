/* random.h - what nobody can guess.  Any thread but the media thread. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>

/* n <= 256: never interrupted.  Aborts where the system has none. */
void random_bytes(void *bytes, size_t n);
/* n characters, six bits each, and their end; n <= 256. */
void random_word(char *word, size_t n, const char characters[static 64]);
/* Two digits a byte, and their end; n_bytes <= 256. */
void random_hex(char *hex, size_t n_bytes);

#endif
