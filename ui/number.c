#include "number.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"

/* Digits of other scripts, dashes and blanks of typography. */
static char plain(int32_t c)
{
	static const int32_t zeros[] = { 0x660, 0x6f0, 0x966, 0xff10 };

	for (int i = 0; i < 4; i++)
		if (c >= zeros[i] && c < zeros[i] + 10)
			return '0' + (c - zeros[i]);
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
		return '-';
	if (c == 0xff0b)
		return '+';
	if (c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f)
		return ' ';
	return c > 0 && c < 0x80 ? (char)c : 0;
}

/* The number in text, or NULL where a character is part of none. */
static char *digits(const char *text)
{
	char *out = mem_new(strlen(text) + 1);
	const char *end = text + strlen(text);
	size_t length = 0;
	int n;

	for (; text < end; text += n) {
		char c = plain(text_next(text, end, &n));

		if (length && out[0] == '+' && !strncmp(text, "(0)", 3)) {
			n = 3;		/* not dialled behind a country code */
			continue;
		}
		if (c && (isdigit((unsigned char)c) || strchr("*#", c) ||
				(c == '+' && !length)))
			out[length++] = c;
		else if (!c || !strchr(" -./()\t", c)) {
			free(out);
			return NULL;
		}
	}
	return out;
}

char *number_clean(const char *pasted)
{
	char *line = text_clean(pasted, TEXT_CHARACTERS);
	char *start = line + strspn(line, " ");
	char *number;
	size_t n = strlen(start);

	while (n && start[n - 1] == ' ')
		start[--n] = '\0';
	number = digits(strncasecmp(start, "tel:", 4) ? start : start + 4);
	if (!number || !*number) {
		free(number);
		number = mem_text(start);
	}
	free(line);
	return number;
}

bool number_is_typed(const char *text)
{
	return isdigit((unsigned char)text[0]) || strpbrk(text, "@:") ||
		(text[0] && strchr("+*#", text[0]));
}

char *number_tones(const char *pasted)
{
	char *out = mem_new(strlen(pasted) + 1);
	size_t n = 0;

	for (; *pasted; pasted++)
		if (strchr("0123456789*#ABCD,", *pasted))
			out[n++] = *pasted;
	return out;
}
