#include "store/vcard.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"
#include "store/recode.h"

#define VALUE_MAX 4096		/* bytes of a value that we look at */
#define FOLD 75			/* bytes of a line that we write */

/* One property: all of its lines in the file. */
struct property {
	char *raw;		/* owned; with its line ends */
	size_t name, name_n;	/* in flat, without a group */
	size_t value;		/* in flat, behind the colon; 0: no property */
	char *flat;		/* owned; unfolded, without its line end */
};

struct vcard {
	struct property *properties;	/* owned */
	int n;
	bool old;			/* 2.1 */
};

/* --- lines ----------------------------------------------------------------*/

static void free_property(struct property *p)
{
	free(p->raw);
	free(p->flat);
}

static bool is_named(const struct property *p, const char *name)
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

static const struct property *find(const struct vcard *v, const char *name)
{
	for (int i = 0; i < v->n; i++)
		if (is_named(&v->properties[i], name))
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
	version = find(v, "VERSION");
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

/* --- values ---------------------------------------------------------------*/

/* The text between name and value. */
static char *parameters_of(const struct property *p)
{
	return mem_text_n(p->flat + p->name + p->name_n,
		p->value - 1 - p->name - p->name_n);
}

static int hex(char c)
{
	return isdigit((unsigned char)c) ? c - '0' :
		isxdigit((unsigned char)c) ? toupper((unsigned char)c) - 'A' +
		10 : -1;
}

static void decode_quoted(char *text)
{
	char *to = text;

	for (; *text; text++) {
		if (*text == '=' && hex(text[1]) >= 0 && hex(text[2]) >= 0) {
			*to++ = (char)(hex(text[1]) << 4 | hex(text[2]));
			text += 2;
		} else {
			*to++ = *text;
		}
	}
	*to = '\0';
}

/* CHARSET=... of 2.1. */
static char *to_utf8(char *text, const char *parameters)
{
	const char *charset = strcasestr(parameters, "CHARSET=");
	char name[32] = "";

	if (charset)
		snprintf(name, sizeof name, "%.*s",
			(int)strcspn(charset + 8, ";:\""), charset + 8);
	return recode_to_utf8(text, name);
}

/* Backslashes; the first of several components, where they are wanted alone. */
static void unescape(char *text, bool first)
{
	char *to = text;

	for (; *text && !(first && *text == ';'); text++) {
		if (*text == '\\' && text[1]) {
			text++;
			*to++ = *text == 'n' || *text == 'N' ? ' ' : *text;
		} else {
			*to++ = *text;
		}
	}
	*to = '\0';
}

static char *trimmed(char *text)
{
	char *clean = text_clean(text + strspn(text, " "), CONTACT_TEXT);
	size_t n = strlen(clean);

	while (n && clean[n - 1] == ' ')
		clean[--n] = '\0';
	free(text);
	return clean;
}

/* The caller frees it. */
static char *value_of(const struct property *p, bool first)
{
	char *parameters = parameters_of(p);
	char *text = mem_text_n(p->flat + p->value, VALUE_MAX);

	if (strcasestr(parameters, "QUOTED-PRINTABLE"))
		decode_quoted(text);
	text = to_utf8(text, parameters);
	free(parameters);
	unescape(text, first);
	return trimmed(text);
}

static char *value_named(const struct vcard *v, const char *name, bool first)
{
	const struct property *p = find(v, name);

	return p ? value_of(p, first) : mem_text("");
}

/* --- numbers --------------------------------------------------------------*/

static const struct {
	const char *word, *label;
} labels[] = {
	{ "cell", "mobile" }, { "mobile", "mobile" }, { "work", "work" },
	{ "home", "home" }, { "fax", "fax" }, { "pager", "pager" },
	{ "main", "main" },
};

static bool has_word(const char *parameters, const char *word)
{
	size_t n = strlen(word);

	for (const char *s = parameters; (s = strcasestr(s, word)); s++)
		if ((s == parameters || !isalnum((unsigned char)s[-1])) &&
				!isalnum((unsigned char)s[n]))
			return true;
	return false;
}

static char *label_of(const struct property *p)
{
	char *parameters = parameters_of(p);
	const char *label = "";

	for (size_t i = 0; !*label && i < sizeof labels / sizeof *labels; i++)
		if (has_word(parameters, labels[i].word))
			label = labels[i].label;
	free(parameters);
	return mem_text(label);
}

static bool is_sip(const char *value)
{
	return !strncasecmp(value, "sip:", 4) || !strncasecmp(value, "sips:", 5);
}

/* What it can be called by; NULL: nothing of that kind. */
static char *to_of(const struct property *p)
{
	bool own = is_named(p, "X-SIP");
	char *value, *uri;

	if (!is_named(p, "TEL") && !is_named(p, "IMPP") &&
			!is_named(p, "URL") && !own)
		return NULL;
	value = value_of(p, false);
	if (own && !is_sip(value)) {
		uri = mem_format("sip:%s", value);
		free(value);
		return uri;
	}
	if (!strncasecmp(value, "tel:", 4))
		memmove(value, value + 4, strcspn(value + 4, ";") + 1),
			value[strcspn(value, ";")] = '\0';
	if (is_named(p, "TEL") || is_sip(value))
		return value;
	free(value);
	return NULL;
}

static void read_numbers(const struct vcard *v, struct contact *c)
{
	for (int i = 0; i < v->n; i++) {
		char *to = to_of(&v->properties[i]), *label;

		if (!to)
			continue;
		label = is_sip(to) && !is_named(&v->properties[i], "TEL") ?
			mem_text("sip") : label_of(&v->properties[i]);
		contact_add_number(c, label, to);
		free(label);
		free(to);
	}
}

/* --- the whole ------------------------------------------------------------*/

/* FNV-1a: the same card is the same contact at the next start. */
static char *made_id(const struct vcard *v)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (int i = 0; i < v->n; i++)
		for (const char *s = v->properties[i].flat; *s; s++)
			hash = (hash ^ (unsigned char)*s) *
				UINT64_C(0x100000001b3);
	return mem_format("card-%016llx", (unsigned long long)hash);
}

/* "Sample;Carol;;;" */
static char *name_of_parts(const struct vcard *v)
{
	const struct property *p = find(v, "N");
	char *all, *given, *name;

	if (!p)
		return mem_text("");
	all = value_of(p, false);
	given = strchr(all, ';');
	if (given)
		*given++ = '\0';
	name = given ? mem_format("%.*s %s", (int)strcspn(given, ";"), given,
		all) : mem_text(all);
	free(all);
	return trimmed(name);
}

static void otherwise(char **text, char *instead)
{
	if (**text) {
		free(instead);
		return;
	}
	free(*text);
	*text = instead;
}

void vcard_read(const struct vcard *v, struct contact *c)
{
	char *favourite = value_named(v, "X-OFFHOOK-FAVOURITE", false);

	*c = (struct contact){ .id = value_named(v, "UID", false),
		.name = value_named(v, "FN", false),
		.organization = value_named(v, "ORG", true),
		.note = value_named(v, "NOTE", false),
		.favourite = !strcmp(favourite, "1") };
	free(favourite);
	read_numbers(v, c);
	otherwise(&c->id, made_id(v));
	otherwise(&c->name, name_of_parts(v));
	otherwise(&c->name, mem_text(c->organization));
	otherwise(&c->name, mem_text(c->n ? c->numbers[0].to : "(no name)"));
}

/* --- writing --------------------------------------------------------------*/

static char *escaped(const char *text, bool component)
{
	char *out = mem_new(2 * strlen(text) + 1), *to = out;

	for (; *text; text++) {
		if (*text == '\\' || *text == ',' || (component && *text == ';'))
			*to++ = '\\';
		*to++ = *text;
	}
	return out;
}

/* RFC 6350 3.2: not inside a character. */
static char *folded(const char *line)
{
	size_t n = strlen(line);
	char *out = mem_new(n + n / 30 * 3 + 8), *to = out;
	size_t column = 0;

	for (size_t i = 0; i < n; i++) {
		if (column >= FOLD - 4 && ((unsigned char)line[i] & 0xc0) != 0x80) {
			to = stpcpy(to, "\r\n ");
			column = 1;
		}
		*to++ = line[i];
		column++;
	}
	strcpy(to, "\r\n");
	return out;
}

static void drop(struct vcard *v, int i)
{
	free_property(&v->properties[i]);
	memmove(v->properties + i, v->properties + i + 1,
		(v->n - i - 1) * sizeof *v->properties);
	v->n--;
}

static void put_line(struct vcard *v, int at, const char *line)
{
	char *raw = folded(line);

	append(v, make(raw, strlen(raw)), at);
	free(raw);
}

/* In the place of the first of that name, else before the end; "": none. */
static void set(struct vcard *v, const char *name, const char *value)
{
	int at = v->n - 1;
	char *line;

	for (int i = v->n - 1; i >= 0; i--)
		if (is_named(&v->properties[i], name)) {
			drop(v, i);
			at = i;
		}
	if (!*value)
		return;
	line = mem_format("%s%s:%s", name, v->old ? ";CHARSET=UTF-8" : "",
		value);
	put_line(v, at, line);
	free(line);
}

static void set_text(struct vcard *v, const char *name, const char *value,
	bool component)
{
	char *text = escaped(value, component);

	set(v, name, text);
	free(text);
}

/* The last word is the family's: what nobody can know better. */
static void set_name(struct vcard *v, const char *name)
{
	const char *blank = strrchr(name, ' ');
	char *family = escaped(blank ? blank + 1 : name, true);
	char *given = mem_text_n(name, blank ? (size_t)(blank - name) : 0);
	char *clean = escaped(given, true), *parts;

	parts = mem_format("%s;%s;;;", family, clean);
	set_text(v, "FN", name, false);
	set(v, "N", parts);
	free(family);
	free(given);
	free(clean);
	free(parts);
}

static bool has_number(const struct contact *c, const char *to,
	const char *label)
{
	for (int i = 0; i < c->n; i++)
		if (!strcmp(c->numbers[i].to, to) &&
				!strcmp(c->numbers[i].label, label))
			return true;
	return false;
}

static const char *type_of(const char *label)
{
	return !strcmp(label, "mobile") ? "cell" : label;
}

static void add_number(struct vcard *v, const struct contact_number *n)
{
	char *line;

	if (is_sip(n->to))
		line = mem_format(v->old ? "X-SIP:%s" : "IMPP:%s", n->to);
	else if (*n->label)
		line = mem_format(v->old ? "TEL;%s:%s" : "TEL;TYPE=%s:%s",
			type_of(n->label), n->to);
	else
		line = mem_format("TEL:%s", n->to);
	put_line(v, v->n - 1, line);
	free(line);
}

/* Those that stay keep their lines, with all that is said of them there. */
static void write_numbers(struct vcard *v, const struct contact *was,
	const struct contact *c)
{
	for (int i = v->n - 1; i >= 0; i--) {
		char *to = to_of(&v->properties[i]);
		bool stays = !to;

		for (int k = 0; to && k < was->n; k++)
			stays |= !strcmp(was->numbers[k].to, to) &&
				has_number(c, to, was->numbers[k].label);
		if (!stays)
			drop(v, i);
		free(to);
	}
	for (int i = 0; i < c->n; i++)
		if (!has_number(was, c->numbers[i].to, c->numbers[i].label))
			add_number(v, &c->numbers[i]);
}

/* Also where there is an empty one. */
static void set_id(struct vcard *v, const char *id)
{
	char *was = value_named(v, "UID", false);

	if (strcmp(was, id))
		set_text(v, "UID", id, false);
	free(was);
}

void vcard_write(struct vcard *v, const struct contact *c)
{
	struct contact was;

	vcard_read(v, &was);
	set_id(v, c->id);
	if (strcmp(was.name, c->name))
		set_name(v, c->name);
	else if (!v->old && !find(v, "FN"))
		set_text(v, "FN", c->name, false);
	if (strcmp(was.organization, c->organization))
		set_text(v, "ORG", c->organization, true);
	if (strcmp(was.note, c->note))
		set_text(v, "NOTE", c->note, false);
	if (was.favourite != c->favourite)
		set(v, "X-OFFHOOK-FAVOURITE", c->favourite ? "1" : "");
	write_numbers(v, &was, c);
	contact_clear(&was);
}
