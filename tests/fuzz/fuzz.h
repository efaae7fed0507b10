/* fuzz.h - one harness, two drivers.
 *
 *	fuzz_X.c + fuzz.c	make check: seeds, then many mutations of
 *				them, the same ones each time; or files named
 *	fuzz_X.c + libFuzzer	by hand, for as long as you like:
 *
 *	make fuzz-sdp FUZZ_TIME=300	(needs clang; likewise config, json)
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#ifndef FUZZ_MUTATIONS
#define FUZZ_MUTATIONS 20000
#endif
#define FUZZ_LENGTH_MAX 4096	/* bytes of a mutation */

/* Inputs that reach far, and words that mutations put in; NULL ends both. */
extern const char *const fuzz_seeds[];
extern const char *const fuzz_words[];

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* What must hold for every input. */
#define FUZZ_HOLDS(what) \
	do { \
		if (!(what)) { \
			fprintf(stderr, "%s:%d: does not hold: %s\n", \
				__FILE__, __LINE__, #what); \
			abort(); \
		} \
	} while (0)

#endif
