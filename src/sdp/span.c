#include "sdp/span.h"

#include <string.h>
#include <strings.h>

struct span span_until(struct span *line, char c)
{
	const char *at = line->s < line->end ?
		memchr(line->s, c, span_length(*line)) : NULL;
	struct span front = { line->s, at ? at : line->end };

	line->s = at ? at + 1 : line->end;
	return front;
}

struct span span_line(struct span *text)
{
	struct span line = span_until(text, '\n');

	if (line.end > line.s && line.end[-1] == '\r')
		line.end--;
	return line;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct span span_word(struct span *line)
{
	struct span word;

	while (line->s < line->end && is_blank(*line->s))
		line->s++;
	word.s = line->s;
	while (line->s < line->end && !is_blank(*line->s))
		line->s++;
	word.end = line->s;
	while (line->s < line->end && is_blank(*line->s))
		line->s++;
	return word;
}

bool span_is(struct span span, const char *word)
{
	size_t n = strlen(word);

	return span_length(span) == n && !strncasecmp(span.s, word, n);
}

bool span_number(struct span span, int max, int *value)
{
	long long number = 0;

	if (span.s == span.end)
		return false;
	for (const char *s = span.s; s < span.end; s++) {
		if (*s < '0' || *s > '9')
			return false;
		number = number * 10 + (*s - '0');
		if (number > max)
			return false;
	}
	*value = (int)number;
	return true;
}

bool span_copy(struct span span, char *copy, size_t size)
{
	size_t n = span_length(span);

	copy[0] = '\0';
	if (n >= size)
		return false;
	for (size_t i = 0; i < n; i++)
		if (span.s[i] < 0x20 || span.s[i] > 0x7e)
			return false;
	memcpy(copy, span.s, n);
	copy[n] = '\0';
	return true;
}
