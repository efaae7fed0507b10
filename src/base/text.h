/* text.h - text that came from outside, made harmless.  Any thread.
 *
 * Kept: valid UTF-8 that is printable, at most TEXT_MARKS combining marks a
 * base.  Gone: C0, DEL, C1, bidi controls, zero-width characters, what changes
 * how wide a picture is.  A bad byte becomes '?', a line break a space.  The
 * result is never longer.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_MARKS 4
#define TEXT_CHARACTERS 256	/* of a one-line field on screen */

/* Cleans in place. */
void text_clean_line(char *text);

/* A clean copy of at most max characters (not bytes); the caller frees it.
 * NULL gives NULL. */
char *text_clean(const char *text, size_t max_characters);

/* How many bytes of text, at most n, end between two letters: no character is
 * cut, and none parted from its marks. */
size_t text_fit(const char *text, size_t n);

/* As snprintf(), but cut like that. */
void text_format(char *out, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void text_format_list(char *out, size_t size, const char *format, va_list)
	__attribute__((format(printf, 3, 0)));

/* The next code point of [s, end), its length in *n.  -1 and *n = 1 where the
 * bytes are not UTF-8 (overlong forms and surrogates are not). */
int32_t text_next(const char *s, const char *end, int *n);

/* In small letters, without accents, to look for a text; the caller frees it. */
char *text_fold(const char *);

/* The same bytes, or neither is there (NULL). */
bool text_same(const char *, const char *);

bool text_is_utf8(const char *s, size_t n);

#endif
