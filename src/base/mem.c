#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *or_abort(void *p)
{
	if (!p) {
		fputs("offhook: out of memory\n", stderr);
		abort();
	}
	return p;
}

void *mem_new(size_t size)
{
	return or_abort(calloc(1, size ? size : 1));
}

void *mem_grow(void *p, size_t size)
{
	return or_abort(realloc(p, size ? size : 1));
}

void *mem_grow_wiped(void *p, size_t used, size_t size)
{
	void *moved = or_abort(malloc(size ? size : 1));

	if (p) {
		memcpy(moved, p, used);
		explicit_bzero(p, used);
	}
	free(p);
	return moved;
}

char *mem_text(const char *text)
{
	return text ? or_abort(strdup(text)) : NULL;
}

char *mem_text_n(const char *text, size_t n)
{
	return text ? or_abort(strndup(text, n)) : NULL;
}

char *mem_format(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = or_abort(NULL);
	va_end(args);
	return text;
}

void mem_set(char **slot, const char *text)
{
	char *copy = mem_text(text);

	free(*slot);
	*slot = copy;
}

void mem_wipe_text(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	free(text);
}

void mem_set_wiped(char **slot, const char *text)
{
	char *copy = mem_text(text);

	mem_wipe_text(*slot);
	*slot = copy;
}
