#include "base/text.h"

#include <locale.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "base/mem.h"

/* Bytes of the sequence that starts with c; 0 where none may. */
static int sequence_length(unsigned char c)
{
	return c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 :
		c < 0xf5 ? 4 : 0;
}

int32_t text_next(const char *s, const char *end, int *n)
{
	static const int32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	int length = sequence_length((unsigned char)*s);
	int32_t c;

	*n = 1;
	if (length <= 1)
		return length ? *s : -1;
	if (end - s < length)
		return -1;
	c = (unsigned char)*s & (0x7f >> length);
	for (int i = 1; i < length; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return -1;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < smallest[length] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return -1;
	*n = length;
	return c;
}

bool text_same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

bool text_is_utf8(const char *s, size_t n)
{
	const char *end = s + n;
	int length;

	for (; s < end; s += length)
		if (text_next(s, end, &length) < 0)
			return false;
	return true;
}

/* Variation selectors and colours of skin too: terminals differ in how wide
 * they leave a picture, and what stands behind would move. */
static bool is_removed(int32_t c)
{
	return (c >= 0 && c < 0x20) || (c >= 0x7f && c < 0xa0) || c == 0xad ||
		(c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
		(c >= 0x2060 && c <= 0x206f) || c == 0xfeff || c == 0x61c ||
		(c >= 0x180b && c <= 0x180f) || (c >= 0xfe00 && c < 0xfe10) ||
		(c >= 0xfff0 && c <= 0xfffb) ||
		(c >= 0x1f3fb && c <= 0x1f3ff) || (c >= 0xe0000 && c < 0xe1000);
}

static locale_t utf8;			/* 0: the system has none */
static pthread_once_t utf8_once = PTHREAD_ONCE_INIT;

static void find_utf8(void)
{
	utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
}

/* What the C library knows, whatever the locale of the process is. */
static bool is_mark(int32_t c)
{
	locale_t before;
	int width;

	if (c < 0x300)
		return false;
	pthread_once(&utf8_once, find_utf8);
	if (!utf8)
		return c < 0x370;
	before = uselocale(utf8);
	width = wcwidth(c);
	uselocale(before);
	return width == 0;
}

static char *put_utf8(char *to, int32_t c)
{
	if (c < 0x80) {
		*to++ = (char)c;
	} else if (c < 0x800) {
		*to++ = (char)(0xc0 | c >> 6);
		*to++ = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		*to++ = (char)(0xe0 | c >> 12);
		*to++ = (char)(0x80 | (c >> 6 & 0x3f));
		*to++ = (char)(0x80 | (c & 0x3f));
	} else {
		*to++ = (char)(0xf0 | c >> 18);
		*to++ = (char)(0x80 | (c >> 12 & 0x3f));
		*to++ = (char)(0x80 | (c >> 6 & 0x3f));
		*to++ = (char)(0x80 | (c & 0x3f));
	}
	return to;
}

/* What of a small Latin letter is left without its accent: the last one of each
 * row, and the letter. */
static const struct {
	short last;
	char plain;
} accents[] = {
	{ 0xde, 0 }, { 0xdf, 's' }, { 0xe6, 'a' }, { 0xe7, 'c' },
	{ 0xeb, 'e' }, { 0xef, 'i' }, { 0xf0, 'd' }, { 0xf1, 'n' },
	{ 0xf6, 'o' }, { 0xf7, 0 }, { 0xf8, 'o' }, { 0xfc, 'u' },
	{ 0xfd, 'y' }, { 0xfe, 't' }, { 0xff, 'y' }, { 0x105, 'a' },
	{ 0x10d, 'c' }, { 0x111, 'd' }, { 0x11b, 'e' }, { 0x123, 'g' },
	{ 0x127, 'h' }, { 0x133, 'i' }, { 0x135, 'j' }, { 0x138, 'k' },
	{ 0x142, 'l' }, { 0x14b, 'n' }, { 0x153, 'o' }, { 0x159, 'r' },
	{ 0x161, 's' }, { 0x167, 't' }, { 0x173, 'u' }, { 0x175, 'w' },
	{ 0x178, 'y' }, { 0x17e, 'z' }, { 0x17f, 's' },
};

static int32_t without_accent(int32_t c)
{
	if (c < 0xdf || c > 0x17f)
		return c;
	for (size_t i = 0; i < sizeof accents / sizeof *accents; i++)
		if (c <= accents[i].last)
			return accents[i].plain ? accents[i].plain : c;
	return c;
}

static int32_t small(int32_t c)
{
	if (c < 0)
		return '?';
	if (!utf8)
		return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
	return without_accent((int32_t)towlower_l((wint_t)c, utf8));
}

char *text_fold(const char *text)
{
	const char *end = text + strlen(text);
	char *folded = mem_new(2 * (end - text) + 1), *to = folded;
	int n;

	pthread_once(&utf8_once, find_utf8);
	for (; text < end; text += n) {
		int32_t c = text_next(text, end, &n);

		if (c < 0x300 || c > 0x36f)	/* an accent by itself */
			to = put_utf8(to, small(c));
	}
	return folded;
}

/* Writes at most max clean characters of [s, end) to out, which may be s. */
static void clean(char *out, const char *s, const char *end, size_t max)
{
	size_t count = 0;
	int n, marks = 0;

	for (; s < end; s += n) {
		int32_t c = text_next(s, end, &n);

		if (count == max && !is_mark(c))
			break;
		if (c == '\n' || c == '\t') {
			*out++ = ' ';
		} else if (c < 0) {
			*out++ = '?';
		} else if (is_removed(c) || (is_mark(c) && marks >= TEXT_MARKS)) {
			continue;
		} else {
			memmove(out, s, n);
			out += n;
		}
		marks = is_mark(c) ? marks + 1 : 0;
		count += !is_mark(c);
	}
	*out = '\0';
}

void text_clean_line(char *text)
{
	clean(text, text, text + strlen(text), (size_t)-1);
}

char *text_clean(const char *text, size_t max_characters)
{
	char *copy;

	if (!text)
		return NULL;
	copy = mem_new(strlen(text) + 1);
	clean(copy, text, text + strlen(text), max_characters);
	return copy;
}

size_t text_fit(const char *text, size_t n)
{
	const char *end = text + strlen(text), *at = text, *fit = text;
	int length;

	while (at < end) {
		int32_t c = text_next(at, end, &length);

		if (!is_mark(c))
			fit = at;
		if ((size_t)(at - text) + length > n)
			return fit - text;
		at += length;
	}
	return at - text;
}

void text_format(char *out, size_t size, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_format_list(out, size, format, args);
	va_end(args);
}

void text_format_list(char *out, size_t size, const char *format, va_list args)
{
	va_list again;
	char *whole;
	int n;

	va_copy(again, args);
	n = vsnprintf(out, size, format, args);
	if (n >= 0 && (size_t)n >= size) {
		whole = mem_new((size_t)n + 1);
		vsnprintf(whole, (size_t)n + 1, format, again);
		out[text_fit(whole, size - 1)] = '\0';
		free(whole);
	}
	va_end(again);
}
