/* fuzz_csv.c - any bytes as a table of contacts: what is read is harmless. */
#include "fuzz.h"

#include <string.h>

#include "base/text.h"
#include "store/contact_csv.h"

const char *const fuzz_seeds[] = {
	"First Name,Last Name,Company,Business Phone,Mobile Phone,Notes\n"
	"Carol,Sample,Sample Ltd,+44 20 7946 0958,,\"a, \"\"b\"\"\nc\"\n"
	"Dave,,,2014,2015,\n,,,3,,\n",
	"\xef\xbb\xbf""Name;Organization;Phone;SIP;E-mail\r\n"
	"J\xf6rg M\xfcller;Sample;0170 1;sip:j@example.net;j@example.net\r\n",
	"name\tphone\nErin\t2019\n", "name\n", "Phone\n12\n",
	NULL
};

const char *const fuzz_words[] = {
	"name", "Name", "First Name", "Nachname", "phone", "Phone 1 - Value",
	"SIP", "company", "notes", ",", ";", "\t", "\"", "\"\"", "\n", "\r\n",
	"\r", "\xff", "\x1b[2J", "\xe2\x80\xae", "\xef\xbb\xbf", "sip:a@b",
	"+44", "0", " ", NULL
};

static void is_harmless(const char *text)
{
	char *clean = text_clean(text, CONTACT_TEXT);

	FUZZ_HOLDS(text_is_utf8(text, strlen(text)));
	FUZZ_HOLDS(!strcmp(text, clean));
	free(clean);
}

static void on_contact(void *arg, const struct contact *c)
{
	(void)arg;
	FUZZ_HOLDS(c->name && *c->name && c->organization && c->note);
	FUZZ_HOLDS(c->n >= 0 && c->n <= CONTACT_NUMBERS);
	is_harmless(c->name);
	is_harmless(c->organization);
	is_harmless(c->note);
	for (int i = 0; i < c->n; i++) {
		FUZZ_HOLDS(*c->numbers[i].to);
		is_harmless(c->numbers[i].to);
		is_harmless(c->numbers[i].label);
	}
}

/* One line, so that a log or a screen may have it. */
static void on_problem(void *arg, const char *text)
{
	(void)arg;
	FUZZ_HOLDS(*text);
	for (; *text; text++)
		FUZZ_HOLDS((unsigned char)*text >= ' ' && *text != 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = strndup((const char *)data, n);

	contact_csv_read(text, strlen(text), on_contact, on_problem, NULL);
	free(text);
	return 0;
}
