/* fuzz_vcard.c - any bytes as a file of vCards: what is read is harmless, what
 * is not changed stays byte by byte, and what is changed is read again. */
#include "fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "store/contact_file.h"

const char *const fuzz_seeds[] = {
	"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u1\r\nFN:Carol Sample\r\n"
	"N:Sample;Carol;;;\r\nORG:Sample Ltd;Sales\r\nitem1.TEL;TYPE=work;"
	"X-A=\"b:c\":+44 20 7946 0958\r\nitem1.X-ABLabel:desk\r\n"
	"PHOTO;ENCODING=b:AAAA\r\n BBBB\r\n CCCC\r\nX-OFFHOOK-FAVOURITE:1\r\n"
	"NOTE:one\\, two\\n three\r\nEND:VCARD\r\n",
	"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:J\xc3\xb6rg\r\nTEL;VALUE=uri;"
	"TYPE=\"voice,cell\":tel:+44-7700-900123;ext=1\r\n"
	"IMPP:sip:carol@example.net\r\nEND:VCARD\r\n",
	"begin:vcard\nversion:2.1\nN;CHARSET=ISO-8859-1;ENCODING="
	"QUOTED-PRINTABLE:M=FCll=\ner;J=F6rg\nTEL;CELL;VOICE:0170 1\n"
	"AGENT:\nBEGIN:VCARD\nFN:x\nEND:VCARD\nend:vcard\n",
	"\xef\xbb\xbf""BEGIN:VCARD\nFN:M\xfcller\nEND:VCARD\n\nrubbish\n"
	"BEGIN:VCARD\nFN:half",
	NULL
};

const char *const fuzz_words[] = {
	"BEGIN:VCARD\r\n", "END:VCARD\r\n", "VERSION:2.1\n", "VERSION:4.0\n",
	"UID:", "FN:", "N:", "ORG:", "NOTE:", "TEL", ";TYPE=work", ";CELL",
	"IMPP:sip:", "X-SIP:", "URL:sip:", "item1.", ".", ":", ";", ",", "\"",
	"\\", "\\n", "\\;", "=", "=\r\n", "=00", "=3B", "=1B", "\r\n ", "\n\t",
	"\r", "\n", "\xff", "\x1b[2J", "\xe2\x80\xae",
	";ENCODING=QUOTED-PRINTABLE", ";CHARSET=UTF-16", ";CHARSET=UTF-7",
	";CHARSET=ISO-2022-JP", ";CHARSET=", "tel:", "X-OFFHOOK-FAVOURITE:1",
	NULL
};

static void is_harmless(const char *text)
{
	size_t n = strlen(text);
	char *clean = text_clean(text, CONTACT_TEXT);

	FUZZ_HOLDS(text_is_utf8(text, n));
	FUZZ_HOLDS(!strcmp(text, clean));
	free(clean);
}

static void check_contact(const struct contact *c)
{
	FUZZ_HOLDS(c->id && *c->id && c->name && *c->name);
	FUZZ_HOLDS(c->n >= 0 && c->n <= CONTACT_NUMBERS);
	is_harmless(c->id);
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

static struct vcard *again(const struct vcard *v)
{
	const char *why;
	char *text = vcard_text(v);
	struct vcard *copy = vcard_parse(text, strlen(text), &why);

	FUZZ_HOLDS(copy);
	free(text);
	return copy;
}

static void same_text(const struct vcard *a, const struct vcard *b)
{
	char *x = vcard_text(a), *y = vcard_text(b);

	FUZZ_HOLDS(!strcmp(x, y));
	free(x);
	free(y);
}

static void set(char **text, const char *to)
{
	free(*text);
	*text = strdup(to);
}

/* Changed, written, read: the change is there, and nothing of a second one. */
static void edit(const struct card *card)
{
	struct vcard *v = again(card->vcard), *reread;
	struct contact c, seen;

	same_text(v, card->vcard);
	contact_copy(&c, &card->contact);
	set(&c.name, "Dave, \\ Two; Three");
	set(&c.note, "a;b,c\\");
	c.favourite = !c.favourite;
	contact_add_number(&c, "mobile", "+1 555 0100");
	vcard_write(v, &c);
	reread = again(v);
	vcard_read(reread, &seen);
	check_contact(&seen);
	FUZZ_HOLDS(!strcmp(seen.name, c.name) && !strcmp(seen.note, c.note));
	FUZZ_HOLDS(seen.favourite == c.favourite);
	FUZZ_HOLDS(!strcmp(seen.id, c.id));
	vcard_write(reread, &seen);
	same_text(reread, v);
	contact_clear(&seen);
	contact_clear(&c);
	vcard_free(reread);
	vcard_free(v);
}

/* All that was in the file, in its order. */
static void nothing_is_lost(const struct contact_file *f, const uint8_t *data,
	size_t n)
{
	size_t at = n >= 3 && !memcmp(data, "\xef\xbb\xbf", 3) ? 3 : 0;

	for (int i = 0; i < f->n; i++) {
		const struct card *c = &f->cards[i];
		char *text = c->vcard ? vcard_text(c->vcard) : strdup(c->junk);
		size_t length = strlen(text);

		FUZZ_HOLDS(at + length <= n &&
			!memcmp(text, data + at, length));
		at += length;
		free(text);
	}
	FUZZ_HOLDS(at == n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	int fd = memfd_create("contacts.vcf", MFD_CLOEXEC);
	char path[64];
	struct contact_file f;

	FUZZ_HOLDS(fd >= 0 && write(fd, data, n) == (ssize_t)n);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	contact_file_init(&f, path);
	free(f.path);			/* which was made a real one */
	f.path = strdup(path);
	FUZZ_HOLDS(!contact_file_read(&f, on_problem, NULL));
	if (!memchr(data, '\0', n))
		nothing_is_lost(&f, data, n);
	for (int i = 0; i < f.n; i++)
		if (f.cards[i].vcard) {
			check_contact(&f.cards[i].contact);
			edit(&f.cards[i]);
		}
	contact_file_clear(&f);
	close(fd);
	return 0;
}
