#include "store/contact.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#define DIGITS_LEAST 3		/* of a user that counts as a number */

void contact_clear(struct contact *c)
{
	for (int i = 0; i < c->n; i++) {
		free(c->numbers[i].label);
		free(c->numbers[i].to);
	}
	free(c->id);
	free(c->name);
	free(c->organization);
	free(c->note);
	*c = (struct contact){ 0 };
}

void contact_add_number(struct contact *c, const char *label, const char *to)
{
	if (c->n == CONTACT_NUMBERS || !*to)
		return;
	c->numbers[c->n++] = (struct contact_number){ mem_text(label),
		mem_text(to) };
}

void contact_copy(struct contact *c, const struct contact *from)
{
	*c = (struct contact){ .id = mem_text(from->id),
		.name = mem_text(from->name),
		.organization = mem_text(from->organization),
		.note = mem_text(from->note), .favourite = from->favourite };
	for (int i = 0; i < from->n; i++)
		contact_add_number(c, from->numbers[i].label,
			from->numbers[i].to);
}

bool contact_same(const struct contact *a, const struct contact *b)
{
	bool same = a->n == b->n && a->favourite == b->favourite &&
		!strcmp(a->id, b->id) && !strcmp(a->name, b->name) &&
		!strcmp(a->organization, b->organization) &&
		!strcmp(a->note, b->note);

	for (int i = 0; same && i < a->n; i++)
		same = !strcmp(a->numbers[i].label, b->numbers[i].label) &&
			!strcmp(a->numbers[i].to, b->numbers[i].to);
	return same;
}

/* --- keys -----------------------------------------------------------------*/

static bool is_number(const char *s, size_t n)
{
	size_t digits = 0;

	for (size_t i = 0; i < n; i++) {
		if (isdigit((unsigned char)s[i]))
			digits++;
		else if (!strchr("+-. ()/*#", s[i]))
			return false;
	}
	return digits >= DIGITS_LEAST;
}

/* "+44 (0)20 7946 0958" -> "00442079460958" */
static void digits_of(const char *s, size_t n, char key[CONTACT_KEY])
{
	size_t length = 0;

	for (size_t i = 0; i < n && length < CONTACT_KEY - 3; i++) {
		if (s[i] == '+' && !length) {
			key[length++] = '0';
			key[length++] = '0';
		} else if (length && n - i >= 3 && !strncmp(s + i, "(0)", 3)) {
			i += 2;
		} else if (isdigit((unsigned char)s[i]) || s[i] == '*' ||
				s[i] == '#') {
			key[length++] = s[i];
		}
	}
	key[length] = '\0';
}

static void address_of(const char *s, size_t n, char key[CONTACT_KEY])
{
	size_t i;

	for (i = 0; i < n && i < CONTACT_KEY - 1; i++)
		key[i] = (char)tolower((unsigned char)s[i]);
	key[i] = '\0';
}

/* Behind "sip:", "sips:", "tel:". */
static const char *behind_scheme(const char *to)
{
	static const char *const schemes[] = { "sip:", "sips:", "tel:" };

	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (!strncasecmp(to, schemes[i], strlen(schemes[i])))
			return to + strlen(schemes[i]);
	return to;
}

void contact_key(const char *to, char key[CONTACT_KEY])
{
	const char *s = behind_scheme(to);
	size_t n = strcspn(s, ";?>"), user = strcspn(s, "@");

	if (user > n)
		user = n;
	if (is_number(s, user))
		digits_of(s, user, key);
	else
		address_of(s, n, key);
}
