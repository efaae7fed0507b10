/* mem.h - memory that is there or the process is not.  Not on the media
 * thread once a stream runs. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void *mem_new(size_t size);			/* zeroed; aborts when none is left */
void *mem_grow(void *, size_t size);		/* realloc that aborts */
/* What moves is overwritten where it was, and the rest is not zeroed. */
void *mem_grow_wiped(void *, size_t used, size_t size);
char *mem_text(const char *);			/* a copy; NULL stays NULL */
char *mem_text_n(const char *, size_t n);	/* a copy of at most n bytes */
char *mem_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Frees *slot and puts a copy of text (may be NULL) in its place. */
void mem_set(char **slot, const char *text);

/* Overwrites before it frees; for secrets. NULL may be given. */
void mem_wipe_text(char *);
/* mem_set() of what is one: the former is overwritten. */
void mem_set_wiped(char **slot, const char *text);

#define mem_new_of(type) ((type *)mem_new(sizeof(type)))

#endif
