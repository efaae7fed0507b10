#include "store/book.h"

#include <ctype.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"

#define LAST_DIGITS 7		/* that must agree at least */
#define WORDS 8			/* of a text that is looked for */

struct entry {
	char key[CONTACT_KEY];	/* backwards: last digits first */
	int n;			/* its length */
	int contact;
};

struct book {
	atomic_int uses;
	struct contact *contacts;	/* owned, by name */
	char **folded;			/* owned; what is looked through */
	int n;
	int *by_id;			/* owned; into contacts */
	struct entry *entries;		/* owned, by key */
	int n_entries;
};

/* --- making ---------------------------------------------------------------*/

static int by_name(const void *a, const void *b)
{
	const struct contact *x = a, *y = b;
	int order = strcasecmp(x->name, y->name);

	return order ? order : strcmp(x->id, y->id);
}

static int by_key(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	return order ? order : x->contact - y->contact;
}

static int by_id(const void *a, const void *b, void *arg)
{
	const struct book *book = arg;

	return strcmp(book->contacts[*(const int *)a].id,
		book->contacts[*(const int *)b].id);
}

static int turn_round(const char *to, char back[CONTACT_KEY])
{
	char key[CONTACT_KEY];
	int n;

	contact_key(to, key);
	n = (int)strlen(key);
	for (int i = 0; i < n; i++)
		back[i] = key[n - 1 - i];
	back[n] = '\0';
	return n;
}

static void add_entries(struct book *b, int contact)
{
	const struct contact *c = &b->contacts[contact];

	for (int i = 0; i < c->n; i++) {
		struct entry *e = &b->entries[b->n_entries++];

		e->n = turn_round(c->numbers[i].to, e->key);
		e->contact = contact;
	}
}

static void index_numbers(struct book *b)
{
	size_t numbers = 0;

	for (int i = 0; i < b->n; i++)
		numbers += b->contacts[i].n;
	b->entries = mem_new((numbers + 1) * sizeof *b->entries);
	for (int i = 0; i < b->n; i++)
		add_entries(b, i);
	qsort(b->entries, b->n_entries, sizeof *b->entries, by_key);
}

static char *fold(const struct contact *c)
{
	char *all = mem_format("%s %s %s", c->name, c->organization, c->note);
	char *folded = text_fold(all);

	free(all);
	return folded;
}

struct book *book_new(const struct contact *contacts, int n)
{
	struct book *b = mem_new_of(struct book);

	atomic_init(&b->uses, 1);
	b->n = n;
	b->contacts = mem_new((n + 1) * sizeof *b->contacts);
	b->by_id = mem_new((n + 1) * sizeof *b->by_id);
	for (int i = 0; i < n; i++)
		contact_copy(&b->contacts[i], &contacts[i]);
	qsort(b->contacts, n, sizeof *b->contacts, by_name);
	for (int i = 0; i < n; i++)
		b->by_id[i] = i;
	qsort_r(b->by_id, n, sizeof *b->by_id, by_id, b);
	b->folded = mem_new((n + 1) * sizeof *b->folded);
	for (int i = 0; i < n; i++)
		b->folded[i] = fold(&b->contacts[i]);
	index_numbers(b);
	return b;
}

struct book *book_use(struct book *b)
{
	if (b)
		atomic_fetch_add(&b->uses, 1);
	return b;
}

void book_leave(struct book *b)
{
	if (!b || atomic_fetch_sub(&b->uses, 1) > 1)
		return;
	for (int i = 0; i < b->n; i++) {
		contact_clear(&b->contacts[i]);
		free(b->folded[i]);
	}
	free(b->folded);
	free(b->contacts);
	free(b->by_id);
	free(b->entries);
	free(b);
}

/* --- looking --------------------------------------------------------------*/

int book_count(const struct book *b)
{
	return b ? b->n : 0;
}

const struct contact *book_at(const struct book *b, int i)
{
	return &b->contacts[i];
}

const struct contact *book_find(const struct book *b, const char *id)
{
	int low = 0, high = book_count(b) - 1;

	while (low <= high) {
		int middle = (low + high) / 2;
		const struct contact *c = &b->contacts[b->by_id[middle]];
		int order = strcmp(id, c->id);

		if (!order)
			return c;
		if (order < 0)
			high = middle - 1;
		else
			low = middle + 1;
	}
	return NULL;
}

/* The first entry whose key does not come before this one. */
static int first_entry(const struct book *b, const char *key, int n)
{
	int low = 0, high = b->n_entries;

	while (low < high) {
		int middle = (low + high) / 2;

		if (strncmp(b->entries[middle].key, key, n) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Without the zeros that it is dialled with. */
static int significant(const char *back, int n)
{
	while (n > 1 && back[n - 1] == '0')
		n--;
	return n;
}

/* One of them ends with the other. */
static bool is_suffix(const struct entry *e, const char *back, int n)
{
	int theirs = significant(e->key, e->n), ours = significant(back, n);
	int least = theirs < ours ? theirs : ours;

	return least >= LAST_DIGITS && !strncmp(e->key, back, least);
}

static bool is_digits(const char *text)
{
	return *text && !text[strspn(text, "0123456789")];
}

static const struct contact *by_last_digits(const struct book *b,
	const char *back, int n)
{
	int found = -1, i = first_entry(b, back, LAST_DIGITS);

	for (; i < b->n_entries && !strncmp(b->entries[i].key, back,
			LAST_DIGITS); i++) {
		if (!is_suffix(&b->entries[i], back, n))
			continue;
		if (found >= 0 && found != b->entries[i].contact)
			return NULL;
		found = b->entries[i].contact;
	}
	return found >= 0 ? &b->contacts[found] : NULL;
}

const struct contact *book_whose(const struct book *b, const char *to)
{
	char back[CONTACT_KEY];
	int n, i;

	if (!b || !to)
		return NULL;
	n = turn_round(to, back);
	i = n ? first_entry(b, back, n + 1) : b->n_entries;
	if (i < b->n_entries && !strcmp(b->entries[i].key, back))
		return &b->contacts[b->entries[i].contact];
	return n >= LAST_DIGITS && is_digits(back) ?
		by_last_digits(b, back, n) : NULL;
}

int book_named(const struct book *b, const char *name,
	const struct contact **found, int room)
{
	int n = 0;

	for (int i = 0; i < book_count(b); i++) {
		if (strcasecmp(b->contacts[i].name, name))
			continue;
		if (n < room)
			found[n] = &b->contacts[i];
		n++;
	}
	return n;
}

void book_compare(const struct book *was, const struct book *now,
	void (*on_changed)(void *arg, const struct contact *),
	void (*on_removed)(void *arg, const char *id), void *arg)
{
	for (int i = 0; i < book_count(now); i++) {
		const struct contact *c = &now->contacts[i];
		const struct contact *old = book_find(was, c->id);

		if (!old || !contact_same(old, c))
			on_changed(arg, c);
	}
	for (int i = 0; i < book_count(was); i++)
		if (!book_find(now, was->contacts[i].id))
			on_removed(arg, was->contacts[i].id);
}

/* --- matching -------------------------------------------------------------*/

static bool is_inside_word(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

static bool begins_word(const char *text, const char *word, size_t n)
{
	for (const char *s = text; *s; s++)
		if ((s == text || !is_inside_word(s[-1])) &&
				!strncmp(s, word, n))
			return true;
	return false;
}

static bool in_number(const struct contact *c, const char *word, size_t n)
{
	char part[CONTACT_KEY], key[CONTACT_KEY], wanted[CONTACT_KEY];

	if (n >= sizeof part)
		return false;
	memcpy(part, word, n);
	part[n] = '\0';
	contact_key(part, wanted);
	for (int i = 0; *wanted && i < c->n; i++) {
		contact_key(c->numbers[i].to, key);
		if (strstr(key, wanted))
			return true;
	}
	return false;
}

bool book_matches(const struct book *b, int i, const char *text)
{
	for (int word = 0; word < WORDS; word++) {
		size_t n;

		text += strspn(text, " ");
		n = strcspn(text, " ");
		if (!n)
			return true;
		if (!begins_word(b->folded[i], text, n) &&
				!in_number(&b->contacts[i], text, n))
			return false;
		text += n;
	}
	return true;
}
