#include "escape.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define BELL "\007"		/* ends a sequence, in whatever it is wrapped */
#define END "\033\\"

char *escape_title(const char *text)
{
	char *clean = text_clean(text, ESCAPE_TEXT);
	char *escape = mem_format("\033]2;%s" BELL, clean);

	free(clean);
	return escape;
}

/* --- base64 ---------------------------------------------------------------*/

static void three(const unsigned char *from, size_t n, char *out)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"abcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned bits = (unsigned)from[0] << 16;

	if (n > 1)
		bits |= (unsigned)from[1] << 8;
	if (n > 2)
		bits |= from[2];
	for (int i = 0; i < 4; i++)
		out[i] = letters[bits >> (18 - 6 * i) & 63];
	for (size_t i = n + 1; i < 4; i++)
		out[i] = '=';
}

static char *base64(const char *text)
{
	size_t n = strlen(text), at = 0;
	char *out = mem_new((n + 2) / 3 * 4 + 1);

	for (size_t i = 0; i < n; i += 3, at += 4)
		three((const unsigned char *)text + i, n - i < 3 ? n - i : 3,
			out + at);
	out[at] = '\0';
	return out;
}

/* --- notices and copies ---------------------------------------------------*/

static char *osc99(int id, const char *text)
{
	char *coded = base64(text);
	char *escape = mem_format("\033]99;i=offhook-%d:e=1;%s" BELL, id,
		coded);

	free(coded);
	return escape;
}

/* A semicolon would end the field. */
static char *osc777(char *text)
{
	for (char *c = text; *c; c++)
		if (*c == ';')
			*c = ',';
	return mem_format("\033]777;notify;offhook;%s" BELL, text);
}

char *escape_notice(enum escape_notice kind, int id, const char *text)
{
	char *clean = text_clean(text, ESCAPE_TEXT), *escape;

	if (kind == ESCAPE_OSC9)
		escape = mem_format("\033]9;%s" BELL, clean);
	else if (kind == ESCAPE_OSC777)
		escape = osc777(clean);
	else if (kind == ESCAPE_OSC99)
		escape = osc99(id, clean);
	else
		escape = mem_text(BELL);
	free(clean);
	return escape;
}

/* Line by line: a SIP message has many. */
static char *clean_lines(const char *text)
{
	char *out = mem_text(text), *to = out;

	while (*text) {
		size_t n = strcspn(text, "\n");
		char *line = mem_text_n(text, n);

		text_clean_line(line);
		to = stpcpy(to, line);
		free(line);
		text += n;
		if (*text == '\n')
			*to++ = *text++;
	}
	*to = '\0';
	return out;
}

char *escape_copy(const char *text)
{
	char *clean, *coded, *escape;

	if (strlen(text) > ESCAPE_COPY_MAX)
		return NULL;
	clean = clean_lines(text);
	coded = base64(clean);
	escape = mem_format("\033]52;c;%s" BELL, coded);
	free(coded);
	free(clean);
	return escape;
}

/* --- through another program ----------------------------------------------*/

/* Each ESC twice, as tmux wants it. */
static char *doubled(const char *escape)
{
	char *out = mem_new(2 * strlen(escape) + 1), *to = out;

	for (; *escape; escape++) {
		if (*escape == '\033')
			*to++ = '\033';
		*to++ = *escape;
	}
	*to = '\0';
	return out;
}

char *escape_pass(enum escape_through through, char *escape)
{
	char *inner, *outer;

	if (through == ESCAPE_DIRECT || *escape != '\033')
		return escape;
	inner = through == ESCAPE_TMUX ? doubled(escape) : mem_text(escape);
	outer = mem_format(through == ESCAPE_TMUX ? "\033Ptmux;%s" END :
		"\033P%s" END, inner);
	free(inner);
	free(escape);
	return outer;
}
