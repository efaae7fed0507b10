#include "store/problems.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define MORE "... and more\n"

void problems_start(struct problems *p, const char *file, char *text)
{
	*p = (struct problems){ .file = file, .text = text };
	text[0] = '\0';
}

static void add(struct problems *p, const char *line)
{
	size_t held = strlen(p->text), n = strlen(line);

	p->n++;
	if (p->full)
		return;
	p->full = held + n + sizeof MORE + 1 > CONFIG_ERROR;
	snprintf(p->text + held, CONFIG_ERROR - held, "%s%s",
		p->full ? MORE : line, p->full ? "" : "\n");
}

void problem(struct problems *p, int line, const char *format, ...)
{
	char place[16] = "", *what, *whole;
	va_list args;

	va_start(args, format);
	if (vasprintf(&what, format, args) < 0)
		abort();
	va_end(args);
	if (line)
		snprintf(place, sizeof place, ":%d", line);
	whole = mem_format("%s%s: %s", p->file, place, what);
	text_clean_line(whole);
	add(p, whole);
	free(what);
	free(whole);
}
