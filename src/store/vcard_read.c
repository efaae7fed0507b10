#include "store/vcard_private.h"

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
char *property_value(const struct property *p, bool first)
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

char *vcard_value(const struct vcard *v, const char *name, bool first)
{
	const struct property *p = vcard_find(v, name);

	return p ? property_value(p, first) : mem_text("");
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

bool vcard_is_sip(const char *value)
{
	return !strncasecmp(value, "sip:", 4) ||
		!strncasecmp(value, "sips:", 5);
}

/* What it can be called by; NULL: nothing of that kind. */
char *property_to(const struct property *p)
{
	bool own = property_is(p, "X-SIP");
	char *value, *uri;

	if (!property_is(p, "TEL") && !property_is(p, "IMPP") &&
			!property_is(p, "URL") && !own)
		return NULL;
	value = property_value(p, false);
	if (own && !vcard_is_sip(value)) {
		uri = mem_format("sip:%s", value);
		free(value);
		return uri;
	}
	if (!strncasecmp(value, "tel:", 4))
		memmove(value, value + 4, strcspn(value + 4, ";") + 1),
			value[strcspn(value, ";")] = '\0';
	if (property_is(p, "TEL") || vcard_is_sip(value))
		return value;
	free(value);
	return NULL;
}

static void read_number(const struct property *p, struct contact *c)
{
	char *to = property_to(p), *label;

	if (!to)
		return;
	label = vcard_is_sip(to) && !property_is(p, "TEL") ?
		mem_text("sip") : label_of(p);
	contact_add_number(c, label, to);
	free(label);
	free(to);
}

static void read_numbers(const struct vcard *v, struct contact *c)
{
	for (int i = 0; i < v->n; i++)
		read_number(&v->properties[i], c);
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
	const struct property *p = vcard_find(v, "N");
	char *all, *given, *name;

	if (!p)
		return mem_text("");
	all = property_value(p, false);
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
	char *favourite = vcard_value(v, "X-OFFHOOK-FAVOURITE", false);

	*c = (struct contact){ .id = vcard_value(v, "UID", false),
		.name = vcard_value(v, "FN", false),
		.organization = vcard_value(v, "ORG", true),
		.note = vcard_value(v, "NOTE", false),
		.favourite = !strcmp(favourite, "1") };
	free(favourite);
	read_numbers(v, c);
	otherwise(&c->id, made_id(v));
	otherwise(&c->name, name_of_parts(v));
	otherwise(&c->name, mem_text(c->organization));
	otherwise(&c->name, mem_text(c->n ? c->numbers[0].to : "(no name)"));
}
