#include "base/random.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#define MOST 256

void random_bytes(void *bytes, size_t n)
{
	if (n > MOST || getrandom(bytes, n, 0) != (ssize_t)n)
		abort();
}

void random_word(char *word, size_t n, const char characters[static 64])
{
	random_bytes(word, n);
	for (size_t i = 0; i < n; i++)
		word[i] = characters[(uint8_t)word[i] % 64];
	word[n] = '\0';
}

void random_hex(char *hex, size_t n_bytes)
{
	uint8_t bytes[MOST];

	random_bytes(bytes, n_bytes);
	for (size_t i = 0; i < n_bytes; i++)
		sprintf(hex + 2 * i, "%02x", bytes[i]);
}
