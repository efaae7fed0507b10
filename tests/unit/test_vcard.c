/* Cards of all kinds become contacts; what is not ours of them stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/book.h"
#include "store/directory.h"
#include "store/vcard.h"

static struct vcard *parse(const char *text)
{
	const char *why;
	struct vcard *v = vcard_parse(text, strlen(text), &why);

	if (!v)
		fail_msg("%s", why);
	return v;
}

static struct contact read_card(const char *text)
{
	struct vcard *v = parse(text);
	struct contact c;

	vcard_read(v, &c);
	vcard_free(v);
	return c;
}

static void versions_foldings_and_charsets(void **state)
{
	struct contact c;

	(void)state;
	c = read_card("BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:1\r\n"
		"FN:Caf\xc3\xa9 \\, Sam\r\n ple\r\nORG:Sample Ltd;Sales\r\n"
		"item1.TEL;VALUE=uri;TYPE=\"voice,work\":tel:+44-20-7946-0958\r\n"
		"TEL;TYPE=CELL:+44 7700 900123\r\nURL:http://example.net/\r\n"
		"IMPP:sip:carol@example.net\r\nNOTE:a\\nb\r\nEND:VCARD");
	assert_string_equal(c.id, "urn:uuid:1");
	assert_string_equal(c.name, "Caf\xc3\xa9 , Sample");
	assert_string_equal(c.organization, "Sample Ltd");
	assert_string_equal(c.note, "a b");
	assert_int_equal(c.n, 3);
	assert_string_equal(c.numbers[0].to, "+44-20-7946-0958");
	assert_string_equal(c.numbers[0].label, "work");
	assert_string_equal(c.numbers[1].label, "mobile");
	assert_string_equal(c.numbers[2].label, "sip");
	contact_clear(&c);
	c = read_card("begin:vcard\nversion:2.1\n"
		"N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCll=\n"
		"er;J=F6rg\nTEL;CELL;VOICE:0170 1\nTEL;X-WORKSHOP:7\n"
		"end:vcard\n");
	assert_string_equal(c.name, "J\xc3\xb6rg M\xc3\xbcller");
	assert_string_equal(c.numbers[0].label, "mobile");
	assert_string_equal(c.numbers[1].label, "");
	contact_clear(&c);
}

static void a_card_keeps_what_is_not_ours(void **state)
{
	static const char text[] = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u\r\n"
		"PHOTO;ENCODING=b:AAAA\r\n BBBB\r\nFN:Bob\r\nN:Bob;;;;\r\n"
		"item1.TEL;TYPE=work;X-A=\"b:c\":1111\r\nitem1.X-ABLabel:desk\r\n"
		"TEL;TYPE=home:2222\r\nX-OWN:kept\r\nEND:VCARD\r\n";
	struct vcard *v = parse(text);
	struct contact c;
	char *out;

	(void)state;
	vcard_read(v, &c);
	vcard_write(v, &c);
	out = vcard_text(v);
	assert_string_equal(out, text);
	free(out);
	free(c.numbers[1].to);
	c.numbers[1].to = mem_text("3333");
	mem_set(&c.note, "one, two; three");
	vcard_write(v, &c);
	out = vcard_text(v);
	assert_string_equal(out, "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u\r\n"
		"PHOTO;ENCODING=b:AAAA\r\n BBBB\r\nFN:Bob\r\nN:Bob;;;;\r\n"
		"item1.TEL;TYPE=work;X-A=\"b:c\":1111\r\nitem1.X-ABLabel:desk\r\n"
		"X-OWN:kept\r\nNOTE:one\\, two; three\r\n"
		"TEL;TYPE=home:3333\r\nEND:VCARD\r\n");
	free(out);
	contact_clear(&c);
	vcard_free(v);
}

static void rubbish_is_no_card(void **state)
{
	static const char *const texts[] = { "", "BEGIN:VCARD\n",
		"END:VCARD\nBEGIN:VCARD\n", "BEGIN:VCARD\nFN:x\nEND:VCAR\n" };
	const char *why;
	char *large = mem_new(30000);

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_null(vcard_parse(texts[i], strlen(texts[i]), &why));
	for (int i = 0; i < 14999; i++)
		strcpy(large + 2 * i, "x\n");
	assert_null(vcard_parse(large, strlen(large), &why));
	assert_non_null(strstr(why, "1000 lines"));
	free(large);
}

static struct contact person(const char *id, const char *name, const char *to)
{
	struct contact c = { .id = mem_text(id), .name = mem_text(name),
		.organization = mem_text(""), .note = mem_text("") };

	contact_add_number(&c, "", to);
	return c;
}

static struct book *some_book(void)
{
	struct contact all[] = {
		person("a", "Alice Example", "+44 (0)20 7946 0958"),
		person("b", "Bob Sample", "2014"),
		person("c", "Carol Sample", "sip:Carol@SIP.example.org"),
		person("d", "Dave One", "+1 555 0100200"),
		person("e", "Dave Two", "+49 555 0100200"),
	};
	struct book *b = book_new(all, 5);

	for (int i = 0; i < 5; i++)
		contact_clear(&all[i]);
	return b;
}

static const char *whose(const struct book *b, const char *to)
{
	const struct contact *c = book_whose(b, to);

	return c ? c->id : "nobody";
}

static void a_number_is_somebodys(void **state)
{
	struct book *b = some_book();

	(void)state;
	assert_string_equal(whose(b, "+442079460958"), "a");
	assert_string_equal(whose(b, "sip:02079460958@pbx.example.net"), "a");
	assert_string_equal(whose(b, "sip:2014@pbx.example.net"), "b");
	assert_string_equal(whose(b, "sip:carol@sip.example.org;user=x"), "c");
	assert_string_equal(whose(b, "12014"), "nobody");
	assert_string_equal(whose(b, "0100200"), "nobody");	/* two Daves */
	assert_string_equal(whose(b, "+15550100200"), "d");
	assert_string_equal(whose(b, "sip:anonymous@x"), "nobody");
	assert_string_equal(whose(b, ""), "nobody");
	assert_string_equal(whose(NULL, "2014"), "nobody");
	assert_true(book_matches(b, 1, "sam bo"));	/* Bob, by name */
	assert_true(book_matches(b, 0, "7946"));
	assert_false(book_matches(b, 1, "ample"));
	assert_null(book_find(b, "zz"));
	book_leave(b);
}

static void expect(struct directory *d, const char *typed, const char *first)
{
	struct directory_match found[3];
	int total, n = directory_search(d, typed, 1000, found, 3, &total);

	if (!n)
		assert_string_equal(first, "");
	else
		assert_string_equal(found[0].to, first);
	assert_true(total >= n);
	for (int i = 0; i < n; i++)
		directory_match_clear(&found[i]);
}

static void the_best_match_is_first(void **state)
{
	struct directory *d = directory_new();
	struct book *b = some_book();

	(void)state;
	directory_called(d, &(struct directory_party){ "sip:2014@a", "Robert",
		"work", 3, 900 });
	directory_called(d, &(struct directory_party){ "sip:8001@a",
		"Bobbin", "work", 50, 999 });
	directory_contacts(d, b);
	expect(d, "2014", "2014");
	expect(d, "bob", "8001");		/* called more often */
	expect(d, "bob sam", "2014");
	expect(d, "079460958", "+44 (0)20 7946 0958");
	expect(d, "crl", "sip:Carol@SIP.example.org");
	expect(d, "sam", "2014");		/* called, Carol was not */
	expect(d, "qqq", "");
	expect(d, "", "8001");
	book_leave(b);
	directory_free(d);
}

#define MANY 500

static void many_are_found_as_few_are(void **state)
{
	struct directory *d = directory_new();
	struct contact *all = mem_new(MANY * sizeof *all);
	struct book *b;
	char name[32], to[32];

	(void)state;
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof name, "Person %d", 1000 + i);
		snprintf(to, sizeof to, "%d", 7000 + i);
		all[i] = person(name, name, to);
	}
	b = book_new(all, MANY);
	for (int i = 0; i < MANY; i++)
		contact_clear(&all[i]);
	for (int i = 0; i < MANY; i++) {
		snprintf(to, sizeof to, "sip:%d@a", 8000 + i);
		directory_called(d, &(struct directory_party){ to, NULL, NULL,
			1, i });
	}
	directory_contacts(d, b);
	expect(d, "7499", "7499");
	expect(d, "person 1007", "7007");
	expect(d, "8123", "8123");
	directory_contacts(d, NULL);
	expect(d, "7499", "");
	expect(d, "8123", "8123");
	free(all);
	book_leave(b);
	directory_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions_foldings_and_charsets),
		cmocka_unit_test(a_card_keeps_what_is_not_ours),
		cmocka_unit_test(rubbish_is_no_card),
		cmocka_unit_test(a_number_is_somebodys),
		cmocka_unit_test(the_best_match_is_first),
		cmocka_unit_test(many_are_found_as_few_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
