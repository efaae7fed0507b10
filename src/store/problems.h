/* problems.h - lines about what is wrong with a file.  Pure. */
#ifndef STORE_PROBLEMS_H
#define STORE_PROBLEMS_H

#include <stdbool.h>

#include "store/config.h"

struct problems {
	const char *file;		/* as people know it */
	char *text;			/* CONFIG_ERROR bytes, the caller's */
	int n;				/* lines */
	bool full;			/* no room: the rest is only counted */
};

void problems_start(struct problems *, const char *file, char *text);

/* Adds "FILE:LINE: ...\n", or "FILE: ...\n" where line is 0. */
void problem(struct problems *, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
