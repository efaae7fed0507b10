#include "store/vcard_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define FOLD 75			/* bytes of a line that we write */

static char *escaped(const char *text, bool component)
{
	char *out = mem_new(2 * strlen(text) + 1), *to = out;

	for (; *text; text++) {
		if (*text == '\\' || *text == ',' ||
				(component && *text == ';'))
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
		if (column >= FOLD - 4 && (line[i] & 0xc0) != 0x80) {
			to = stpcpy(to, "\r\n ");
			column = 1;
		}
		*to++ = line[i];
		column++;
	}
	strcpy(to, "\r\n");
	return out;
}

static void put_line(struct vcard *v, int at, const char *line)
{
	char *raw = folded(line);

	vcard_insert(v, at, raw);
	free(raw);
}

/* In the place of the first of that name, else before the end; "": none. */
static void set(struct vcard *v, const char *name, const char *value)
{
	int at = v->n - 1;
	char *line;

	for (int i = v->n - 1; i >= 0; i--)
		if (property_is(&v->properties[i], name)) {
			vcard_drop(v, i);
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

	if (vcard_is_sip(n->to))
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
		char *to = property_to(&v->properties[i]);
		bool stays = !to;

		for (int k = 0; to && k < was->n; k++)
			stays |= !strcmp(was->numbers[k].to, to) &&
				has_number(c, to, was->numbers[k].label);
		if (!stays)
			vcard_drop(v, i);
		free(to);
	}
	for (int i = 0; i < c->n; i++)
		if (!has_number(was, c->numbers[i].to, c->numbers[i].label))
			add_number(v, &c->numbers[i]);
}

/* Also where there is an empty one. */
static void set_id(struct vcard *v, const char *id)
{
	char *was = vcard_value(v, "UID", false);

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
	else if (!v->old && !vcard_find(v, "FN"))
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
