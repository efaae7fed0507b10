/* contact: who can be called */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/mem.h"
#include "oneshot/command.h"

#define PAGE 500
#define PART (256 << 10)		/* bytes of an import at once */
#define FILE_MOST (64 << 20)

/* --- showing --------------------------------------------------------------*/

static void show_line(const json_t *contact)
{
	const json_t *numbers = json_object_get(contact, "numbers"), *one;
	const char *name = json_text(contact, "name");
	size_t i;

	if (!json_array_size(numbers))
		printf("%-24s -\n", name);
	json_array_foreach(numbers, i, one)
		printf("%-24s %-22s %s%s\n", i ? "" : name,
			json_text(one, "to"), json_text(one, "label"),
			json_is_true(json_object_get(contact, "favourite")) ?
			"  favourite" : "");
}

static void show_whole(const json_t *contact)
{
	static const char *const members[] = { "name", "organization", "note",
		"id" };
	const json_t *one;
	size_t i;

	for (i = 0; i < sizeof members / sizeof *members; i++) {
		const char *text = json_text(contact, members[i]);

		if (text && *text)
			printf("%-13s %s\n", members[i], text);
	}
	if (json_is_true(json_object_get(contact, "favourite")))
		puts("favourite     yes");
	json_array_foreach(json_object_get(contact, "numbers"), i, one) {
		const char *label = json_text(one, "label");

		printf("%-13s %s\n", label && *label ? label : "number",
			json_text(one, "to"));
	}
}

/* The caller's; NULL: refused. */
static json_t *page(struct context *c, const char *text, int offset)
{
	json_t *params = json_pack("{s:i, s:i}", "limit", PAGE,
		"offset", offset);

	if (text)
		json_object_set_new(params, "text", json_string(text));
	return wire_ask(c->wire, "contact.list", params);
}

/* All that match, the caller's; NULL: refused. */
static json_t *all(struct context *c, const char *text)
{
	json_t *list = json_array(), *result;
	long long total = 1;

	while ((long long)json_array_size(list) < total) {
		result = page(c, text, (int)json_array_size(list));
		if (!result) {
			json_decref(list);
			return NULL;
		}
		total = json_number(result, "total", 0);
		json_array_extend(list, json_object_get(result, "contacts"));
		json_decref(result);
	}
	return list;
}

static int list(struct context *c)
{
	json_t *contacts = all(c, c->args.n_words > 1 ? c->args.words[1] :
		NULL), *one;
	size_t i;

	if (!contacts)
		return command_refused(c);
	if (c->json)
		return command_json(contacts);
	json_array_foreach(contacts, i, one)
		show_line(one);
	json_decref(contacts);
	return EXIT_DONE;
}

static int search(struct context *c)
{
	json_t *matches, *one;
	size_t i;

	if (c->args.n_words < 2)
		return command_usage(c, "search: for what?");
	matches = command_get(c, "contact.search", json_pack("{s:s, s:i}",
		"text", c->args.words[1], "limit", 50), "matches");
	if (!matches)
		return command_refused(c);
	if (c->json)
		return command_json(matches);
	json_array_foreach(matches, i, one)
		printf("%-24s %-22s %s\n", json_text(one, "name"),
			json_text(one, "to"), json_text(one, "source"));
	json_decref(matches);
	return EXIT_DONE;
}

/* --- one ------------------------------------------------------------------*/

static bool is_called(const json_t *contact, const char *word)
{
	return !strcasecmp(json_text(contact, "name"), word) ||
		!strcmp(json_text(contact, "id"), word);
}

/* By its name or id, the caller's; NULL: said, and *status. */
static json_t *pick(struct context *c, int *status)
{
	const char *word = c->args.n_words > 1 ? c->args.words[1] : NULL;
	json_t *contacts, *one, *found = NULL;
	size_t i, n = 0;

	*status = EXIT_REFUSED;
	if (!word) {
		*status = command_usage(c, "%s: whom?", c->args.words[0]);
		return NULL;
	}
	contacts = all(c, NULL);
	if (!contacts) {
		*status = command_refused(c);
		return NULL;
	}
	json_array_foreach(contacts, i, one)
		if (is_called(one, word) && !n++)
			found = json_incref(one);
	json_decref(contacts);
	if (n == 1)
		return found;
	json_decref(found);
	*status = n ? command_failed(c, "%zu contacts are called \"%s\": give "
		"the id that `offhook contact list --json` tells", n, word) :
		command_failed(c, "there is no contact \"%s\"", word);
	return NULL;
}

static int show(struct context *c)
{
	int status;
	json_t *contact = pick(c, &status);

	if (!contact)
		return status;
	if (c->json)
		return command_json(contact);
	show_whole(contact);
	json_decref(contact);
	return EXIT_DONE;
}

/* "work=2014" or "2014". */
static json_t *number_of(const char *word)
{
	const char *equals = strchr(word, '=');
	size_t n = equals ? (size_t)(equals - word) : 0;

	if (n && strspn(word, "abcdefghijklmnopqrstuvwxyz-") == n)
		return json_pack("{s:s%, s:s}", "label", word, n, "to",
			equals + 1);
	return json_pack("{s:s, s:s}", "label", "", "to", word);
}

static json_t *numbers_of(const struct context *c, int from)
{
	json_t *numbers = json_array();

	for (int i = from; i < c->args.n_words; i++)
		json_array_append_new(numbers, number_of(c->args.words[i]));
	return numbers;
}

static void take_options(const struct context *c, json_t *params)
{
	static const char *const texts[] = { "name", "organization", "note" };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (args_value(&c->args, texts[i]))
			json_object_set_new(params, texts[i],
				json_string(args_value(&c->args, texts[i])));
	if (args_has(&c->args, "favourite") ||
			args_has(&c->args, "no-favourite"))
		json_object_set_new(params, "favourite", json_boolean(
			args_has(&c->args, "favourite")));
}

static int tell(struct context *c, json_t *contact)
{
	if (!contact)
		return command_refused(c);
	if (c->json)
		return command_json(contact);
	show_whole(contact);
	json_decref(contact);
	return EXIT_DONE;
}

static int add(struct context *c)
{
	json_t *params;

	if (c->args.n_words < 2)
		return command_usage(c, "add: whom?");
	params = json_pack("{s:s, s:o}", "name", c->args.words[1],
		"numbers", numbers_of(c, 2));
	take_options(c, params);
	return tell(c, command_get(c, "contact.add", params, "contact"));
}

static int edit(struct context *c)
{
	int status;
	json_t *contact = pick(c, &status), *params;

	if (!contact)
		return status;
	params = json_pack("{s:s}", "contact", json_text(contact, "id"));
	json_decref(contact);
	if (c->args.n_words > 2)
		json_object_set_new(params, "numbers", numbers_of(c, 2));
	take_options(c, params);
	return tell(c, command_get(c, "contact.update", params, "contact"));
}

static int remove_one(struct context *c)
{
	int status;
	json_t *contact = pick(c, &status), *result;

	if (!contact)
		return status;
	result = wire_ask(c->wire, "contact.remove", json_pack("{s:s}",
		"contact", json_text(contact, "id")));
	json_decref(contact);
	if (!result)
		return command_refused(c);
	json_decref(result);
	return EXIT_DONE;
}

/* --- files ----------------------------------------------------------------*/

/* The caller's; NULL: errno. */
static char *read_file(const char *name)
{
	FILE *f = strcmp(name, "-") ? fopen(name, "r") : stdin;
	char *text;
	size_t n;

	if (!f)
		return NULL;
	text = mem_new(FILE_MOST + 1);
	n = fread(text, 1, FILE_MOST, f);
	if (ferror(f)) {
		free(text);
		text = NULL;
	} else if (strlen(text) != n) {
		free(text);
		text = NULL;
		errno = EINVAL;
	}
	if (f != stdin)
		fclose(f);
	return text;
}

/* Bytes of whole cards, or of whole rows: quotes hold line ends. */
static size_t part_of(const char *text, bool table)
{
	size_t n = 0, whole = 0;
	bool quoted = false;

	while (text[n] && (n < PART || !whole)) {
		const char *line = text + n;

		for (; text[n] && text[n] != '\n'; n++)
			quoted ^= table && text[n] == '"';
		n += text[n] == '\n';
		if (table ? !quoted : !strncasecmp(line, "END:VCARD", 9))
			whole = n;
	}
	return text[n] && whole ? whole : n;
}

struct imported {
	long long added, updated, skipped;
	json_t *problems;		/* owned */
};

static bool send_part(struct context *c, struct imported *sum, const char *head,
	size_t n_head, const char *text, size_t n, bool table)
{
	char *part = mem_format("%.*s%.*s", (int)n_head, head, (int)n, text);
	json_t *result = NULL, *words = json_string(part);

	free(part);
	if (words)
		result = wire_ask(c->wire, "contact.import",
			json_pack("{s:o, s:s}", "text", words,
			"format", table ? "csv" : "vcard"));
	if (!result)
		return false;
	sum->added += json_number(result, "added", 0);
	sum->updated += json_number(result, "updated", 0);
	sum->skipped += json_number(result, "skipped", 0);
	json_array_extend(sum->problems, json_object_get(result, "problems"));
	json_decref(result);
	return true;
}

/* Text that is no UTF-8 becomes it by Latin-1, which loses nothing: a card's
 * own charset is quoted-printable anyway. */
static char *as_utf8(char *text)
{
	json_t *test = json_string(text);
	char *out, *to;

	if (test) {
		json_decref(test);
		return text;
	}
	out = to = mem_new(2 * strlen(text) + 1);
	for (const unsigned char *s = (unsigned char *)text; *s; s++) {
		if (*s < 0x80) {
			*to++ = (char)*s;
		} else {
			*to++ = (char)(0xc0 | *s >> 6);
			*to++ = (char)(0x80 | (*s & 0x3f));
		}
	}
	free(text);
	return out;
}

static bool import_file(struct context *c, struct imported *sum,
	const char *name)
{
	char *text = read_file(name), *at;
	size_t length = strlen(name), head = 0;
	bool table = length > 4 && !strcasecmp(name + length - 4, ".csv");
	bool fine = true;

	if (!text) {
		command_failed(c, "%s: %s", name, strerror(errno));
		return false;
	}
	at = text = as_utf8(text);
	if (table)
		head = strcspn(text, "\n") + (strchr(text, '\n') != NULL);
	for (at += head; fine && *at;) {
		size_t n = part_of(at, table);

		fine = send_part(c, sum, text, head, at, n, table);
		at += n;
	}
	free(text);
	return fine || !command_refused(c);
}

static int tell_imported(struct context *c, struct imported *sum)
{
	const json_t *one;
	size_t i;

	if (c->json)
		return command_json(json_pack("{s:I, s:I, s:I, s:o}",
			"added", (json_int_t)sum->added,
			"updated", (json_int_t)sum->updated,
			"skipped", (json_int_t)sum->skipped,
			"problems", sum->problems));
	json_array_foreach(sum->problems, i, one)
		fprintf(stderr, "offhook: %s\n", json_string_value(one));
	printf("%lld added, %lld changed, %lld known already\n", sum->added,
		sum->updated, sum->skipped);
	json_decref(sum->problems);
	return EXIT_DONE;
}

static int import(struct context *c)
{
	struct imported sum = { .problems = json_array() };

	if (c->args.n_words < 2)
		return command_usage(c, "import: which files?");
	for (int i = 1; i < c->args.n_words; i++)
		if (!import_file(c, &sum, c->args.words[i])) {
			json_decref(sum.problems);
			return EXIT_REFUSED;
		}
	return tell_imported(c, &sum);
}

static int export(struct context *c)
{
	long long next = 0;

	while (next >= 0) {
		json_t *result = wire_ask(c->wire, "contact.export",
			json_pack("{s:I}", "offset", (json_int_t)next));

		if (!result)
			return command_refused(c);
		fputs(json_text(result, "text"), stdout);
		next = json_number(result, "next", -1);
		json_decref(result);
	}
	return EXIT_DONE;
}

/* ---------------------------------------------------------------------------*/

static const struct {
	const char *word;
	int (*run)(struct context *);
} verbs[] = {
	{ "list", list }, { "show", show }, { "search", search },
	{ "add", add }, { "edit", edit }, { "remove", remove_one },
	{ "import", import }, { "export", export },
};

static int contact(struct context *c)
{
	const char *word = c->args.n_words ? c->args.words[0] : "list";

	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (!strcmp(word, verbs[i].word))
			return verbs[i].run(c);
	return command_usage(c, "\"%s\" is none of list, show, search, add, "
		"edit, remove, import and export", word);
}

const struct command contact_commands[] = {
	{ .name = "contact", .max_words = ARGS_MAX, .run = contact,
	  .usage = "[list [TEXT]] | show NAME | search TEXT | "
	  "add NAME [NUMBER...] | edit NAME [NUMBER...] | remove NAME | "
	  "import FILE... | export [--name TEXT] [--organization TEXT] "
	  "[--note TEXT] [--favourite] [--no-favourite]",
	  .options = "name= organization= note= favourite no-favourite",
	  .help = "who can be called, as vCards; a number may be work=2014" },
	{ 0 }
};
