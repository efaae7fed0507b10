#include "store/vcard_private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

static void free_property(struct property *p)
{
	free(p->raw);
	free(p->flat);
}

bool property_is(const struct property *p, const char *name)
{
	return p->value && p->name_n == strlen(name) &&
		!strncasecmp(p->flat + p->name, name, p->name_n);
}

/* The colon that ends the parameters; one in quotes does not. */
static const char *colon_of(const char *line)
{
	bool quoted = false;

	for (; *line; line++) {
		if (*line == '"')
			quoted = !quoted;
		else if (*line == ':' && !quoted)
			return line;
	}
	return NULL;
}

/* "item1.TEL;TYPE=work:+44" */
static void understand(struct property *p)
{
	const char *colon = colon_of(p->flat), *name = p->flat, *dot;
	size_t n;

	if (!colon)
		return;
	n = strcspn(p->flat, ";:");
	dot = memchr(p->flat, '.', n);
	if (dot)
		name = dot + 1;
	p->name = name - p->flat;
	p->name_n = n - p->name;
	p->value = colon + 1 - p->flat;
}

static bool is_quoted_printable(const char *line, size_t n)
{
	char *text = mem_text_n(line, n);
	char *colon = strchr(text, ':');
	bool found;

	if (colon)
		*colon = '\0';
	found = strcasestr(text, "QUOTED-PRINTABLE") != NULL;
	free(text);
	return found;
}

/* Bytes of the physical line at s with its end. */
static size_t line_at(const char *s, const char *end)
{
	const char *newline = memchr(s, '\n', end - s);

	return newline ? (size_t)(newline + 1 - s) : (size_t)(end - s);
}

static bool ends_softly(const char *s, size_t n)
{
	while (n && (s[n - 1] == '\n' || s[n - 1] == '\r'))
		n--;
	return n && s[n - 1] == '=';
}

/* With what it goes on in: blanks at the front, or a soft break before. */
static size_t logical_line(const char *s, const char *end)
{
	size_t n = line_at(s, end);
	bool soft = is_quoted_printable(s, n);

	while (s + n < end) {
		size_t last = line_at(s + n, end);

		if (soft && ends_softly(s, n))
			n += last;
		else if (s[n] == ' ' || s[n] == '\t')
			n += last;
		else
			break;
	}
	return n;
}

/* Without line ends and what stands at the front of the next ones. */
static char *unfold(const char *raw, size_t n)
{
	char *flat = mem_new(n + 1), *to = flat;
	bool soft = is_quoted_printable(raw, n);

	for (size_t i = 0; i < n; i++) {
		if (raw[i] != '\n' && raw[i] != '\r')
			*to++ = raw[i];
		if (raw[i] != '\n')
			continue;
		if (soft && to > flat && to[-1] == '=')
			to--;
		else if (i + 1 < n)
			i++;		/* the blank */
	}
	return flat;
}

static void append(struct vcard *v, struct property p, int at)
{
	v->properties = mem_grow(v->properties,
		(v->n + 1) * sizeof *v->properties);
	memmove(v->properties + at + 1, v->properties + at,
		(v->n - at) * sizeof p);
	v->properties[at] = p;
	v->n++;
}

static struct property make(const char *raw, size_t n)
{
	struct property p = { .raw = mem_text_n(raw, n),
		.flat = unfold(raw, n) };

	understand(&p);
	return p;
}

void vcard_insert(struct vcard *v, int at, const char *raw)
{
	append(v, make(raw, strlen(raw)), at);
}

void vcard_drop(struct vcard *v, int i)
{
	free_property(&v->properties[i]);
	memmove(v->properties + i, v->properties + i + 1,
		(v->n - i - 1) * sizeof *v->properties);
	v->n--;
}

const struct property *vcard_find(const struct vcard *v, const char *name)
{
	for (int i = 0; i < v->n; i++)
		if (property_is(&v->properties[i], name))
			return &v->properties[i];
	return NULL;
}

static bool is_line(const struct vcard *v, int i, const char *text)
{
	return i >= 0 && i < v->n && !strcasecmp(v->properties[i].flat, text);
}

struct vcard *vcard_parse(const char *text, size_t n, const char **why)
{
	struct vcard *v = mem_new_of(struct vcard);
	const char *end = text + n;
	const struct property *version;

	while (text < end && v->n < VCARD_LINES) {
		size_t length = logical_line(text, end);

		append(v, make(text, length), v->n);
		text += length;
	}
	*why = text < end ? "a card of more than 1000 lines" :
		!is_line(v, 0, "BEGIN:VCARD") ||
		!is_line(v, v->n - 1, "END:VCARD") ?
		"a card without BEGIN:VCARD or END:VCARD" : NULL;
	if (*why) {
		vcard_free(v);
		return NULL;
	}
	version = vcard_find(v, "VERSION");
	v->old = version && !strcmp(version->flat + version->value, "2.1");
	return v;
}

struct vcard *vcard_new(void)
{
	static const char text[] =
		"BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n";
	const char *why;

	return vcard_parse(text, strlen(text), &why);
}

void vcard_free(struct vcard *v)
{
	if (!v)
		return;
	for (int i = 0; i < v->n; i++)
		free_property(&v->properties[i]);
	free(v->properties);
	free(v);
}

char *vcard_text(const struct vcard *v)
{
	size_t n = 0;
	char *text, *to;

	for (int i = 0; i < v->n; i++)
		n += strlen(v->properties[i].raw);
	text = to = mem_new(n + 1);
	for (int i = 0; i < v->n; i++)
		to = stpcpy(to, v->properties[i].raw);
	return text;
}
