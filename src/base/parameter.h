/* parameter.h - lists like "annexb=no; mode=20": what a=fmtp and others hold.
 * Pure.  Names are compared without their case; blanks do not matter.
 */
#ifndef BASE_PARAMETER_H
#define BASE_PARAMETER_H

#include <stdbool.h>
#include <stddef.h>

/* The value of the first of that name, "" where it has none or one that does
 * not fit.  false: there is no such name. */
bool parameter_get(const char *list, const char *name, char *value,
	size_t size);

/* Its value is digits alone and at most max; else *value stays as it is. */
bool parameter_number(const char *list, const char *name, int max, int *value);

/* Its value is "1". */
bool parameter_on(const char *list, const char *name);

/* Puts one at the end; what does not fit is left out. */
void parameter_add(char *list, size_t size, const char *name,
	const char *value);
void parameter_add_number(char *list, size_t size, const char *name,
	int value);

#endif
