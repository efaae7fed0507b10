#include "store/directory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define DAY_MS INT64_C(86400000)

/* One way to reach somebody. */
struct way {
	char key[CONTACT_KEY];		/* of to */
	char *to, *name, *label, *account;	/* owned; account may be NULL */
	char *folded;			/* owned; name and to, small letters */
	uint64_t letters;		/* that are in it or in the key */
	char *contact;			/* owned, its id; NULL: none */
	bool favourite;
	int calls;
	int64_t last_ms;
};

struct directory {
	struct way *ways;		/* owned; contacts, then the others */
	int n, room;
	int *slots;			/* owned; a hash table of ways by key */
	int n_slots;
	struct book *book;		/* used; NULL: no contacts yet */
};

void directory_match_clear(struct directory_match *m)
{
	free(m->name);
	free(m->to);
	free(m->label);
	free(m->account);
	free(m->contact);
	*m = (struct directory_match){ 0 };
}

/* --- ways by their key ----------------------------------------------------*/

static unsigned hash_of(const char *key)
{
	unsigned hash = 2166136261u;

	for (; *key; key++)
		hash = (hash ^ (unsigned char)*key) * 16777619u;
	return hash;
}

/* The slot of that key, or the free one where it would be. */
static int *slot_of(const struct directory *d, const char *key)
{
	unsigned i = hash_of(key);

	for (;; i++) {
		int *slot = &d->slots[i & (d->n_slots - 1)];

		if (*slot < 0 || !strcmp(d->ways[*slot].key, key))
			return slot;
	}
}

static void make_slots(struct directory *d, int n)
{
	free(d->slots);
	d->n_slots = n;
	d->slots = mem_new(n * sizeof *d->slots);
	for (int i = 0; i < n; i++)
		d->slots[i] = -1;
	for (int i = d->n - 1; i >= 0; i--)	/* the first one counts */
		*slot_of(d, d->ways[i].key) = i;
}

/* A power of two; a half of them stays free, else a search would not end. */
static int slots_for(int ways)
{
	int n = 64;

	while (n < 4 * ways)
		n *= 2;
	return n;
}

struct directory *directory_new(void)
{
	struct directory *d = mem_new_of(struct directory);

	make_slots(d, 64);
	return d;
}

static void clear_way(struct way *w)
{
	free(w->to);
	free(w->name);
	free(w->label);
	free(w->account);
	free(w->folded);
	free(w->contact);
}

void directory_free(struct directory *d)
{
	if (!d)
		return;
	for (int i = 0; i < d->n; i++)
		clear_way(&d->ways[i]);
	free(d->ways);
	free(d->slots);
	book_leave(d->book);
	free(d);
}

static char *fold(const char *name, const char *to)
{
	char *text = mem_format("%s %s", name, to);
	char *folded = text_fold(text);

	free(text);
	return folded;
}

/* A bit for each byte but blanks, some for several: what lacks one of a typed
 * text's cannot match it. */
static uint64_t letters_of(const char *text)
{
	uint64_t letters = 0;

	for (; *text; text++)
		if (*text != ' ')
			letters |= UINT64_C(1) << (*text & 63);
	return letters;
}

static struct way *add(struct directory *d, const char *to, const char *name)
{
	struct way *w;

	if (d->n == d->room) {
		d->room = d->room ? 2 * d->room : 64;
		d->ways = mem_grow(d->ways, d->room * sizeof *d->ways);
	}
	w = &d->ways[d->n++];
	*w = (struct way){ .to = mem_text(to), .name = mem_text(name),
		.label = mem_text(""), .folded = fold(name, to) };
	contact_key(to, w->key);
	w->letters = letters_of(w->folded) | letters_of(w->key);
	return w;
}

static void index_last(struct directory *d)
{
	int *slot;

	if (2 * d->n > d->n_slots) {
		make_slots(d, slots_for(d->n));
		return;
	}
	slot = slot_of(d, d->ways[d->n - 1].key);
	if (*slot < 0)
		*slot = d->n - 1;
}

/* --- who there is ---------------------------------------------------------*/

/* What is shown of a URI of the history: a user that is a number, or all. */
static char *shown(const char *uri)
{
	const char *user = strchr(uri, ':');
	size_t n;

	user = user ? user + 1 : uri;
	n = strcspn(user, "@;");
	for (size_t i = 0; i < n; i++)
		if (!strchr("0123456789+*#", user[i]))
			return mem_text(uri);
	return n ? mem_text_n(user, n) : mem_text(uri);
}

/* The way of a contact whose number that is, however it is written; -1. */
static int of_contact(const struct directory *d, const char *to)
{
	const struct contact *c = book_whose(d->book, to);
	char key[CONTACT_KEY], own[CONTACT_KEY];
	int best = -1, most = 0;

	contact_key(to, key);
	for (int i = 0; c && i < c->n; i++) {
		int same = 0, n, m;

		contact_key(c->numbers[i].to, own);
		n = (int)strlen(key);
		m = (int)strlen(own);
		while (same < n && same < m && key[n - 1 - same] ==
				own[m - 1 - same])
			same++;
		if (same > most) {
			most = same;
			best = *slot_of(d, own);
		}
	}
	return best;
}

/* -1: nobody's yet. */
static int way_to(const struct directory *d, const char *to)
{
	char key[CONTACT_KEY];
	int at;

	contact_key(to, key);
	at = *slot_of(d, key);
	return at >= 0 ? at : of_contact(d, to);
}

void directory_called(struct directory *d, const struct directory_party *p)
{
	char key[CONTACT_KEY], *to;
	struct way *w;
	int at;

	contact_key(p->uri, key);
	if (!*key)
		return;
	at = way_to(d, p->uri);
	if (at < 0) {
		to = shown(p->uri);
		add(d, to, p->name && *p->name ? p->name : to);
		free(to);
		index_last(d);
		at = d->n - 1;
	}
	w = &d->ways[at];
	w->calls += p->calls;
	if (p->last_ms < w->last_ms)
		return;
	w->last_ms = p->last_ms;
	if (!w->contact)
		mem_set(&w->account, p->account);
}

/* What is known of the calls goes over to whoever has that number now. */
static void take_calls(struct directory *d, const struct way *old)
{
	int at = way_to(d, old->to);
	struct way *w;

	if (!old->calls)
		return;
	if (at < 0) {
		w = add(d, old->to, old->contact ? old->to : old->name);
		mem_set(&w->account, old->account);
		index_last(d);
	} else {
		w = &d->ways[at];
	}
	w->calls += old->calls;
	if (old->last_ms > w->last_ms)
		w->last_ms = old->last_ms;
}

static void add_contact(struct directory *d, const struct contact *c)
{
	for (int i = 0; i < c->n; i++) {
		struct way *w = add(d, c->numbers[i].to, c->name);

		mem_set(&w->label, c->numbers[i].label);
		w->contact = mem_text(c->id);
		w->favourite = c->favourite;
	}
}

void directory_contacts(struct directory *d, struct book *book)
{
	struct directory old = *d;

	*d = (struct directory){ .book = book_use(book) };
	for (int i = 0; i < book_count(book); i++)
		add_contact(d, book_at(book, i));
	make_slots(d, slots_for(old.n > d->n ? old.n : d->n));
	for (int i = 0; i < old.n; i++) {
		take_calls(d, &old.ways[i]);
		clear_way(&old.ways[i]);
	}
	free(old.ways);
	free(old.slots);
	book_leave(old.book);
}

/* --- what is meant --------------------------------------------------------*/

enum rank { RANK_NONE, RANK_LETTERS, RANK_PART, RANK_WORD, RANK_EXACT };

static bool has_letters_in_order(const char *text, const char *typed)
{
	for (; *text && *typed; text++)
		typed += *text == *typed;
	return !*typed;
}

/* Each word of it: at the start of words, or somewhere. */
static enum rank rank_words(const char *folded, const char *typed)
{
	enum rank rank = RANK_WORD;

	while (*typed) {
		size_t n = strcspn(typed, " ");
		bool there = false, at_start = false;

		for (const char *s = folded; n && (s = memmem(s, strlen(s),
				typed, n)) && !at_start; s++) {
			there = true;
			at_start = s == folded ||
				!isalnum((unsigned char)s[-1]);
		}
		if (n && !there)
			return RANK_NONE;
		if (n && !at_start)
			rank = RANK_PART;
		typed += n + strspn(typed + n, " ");
	}
	return rank;
}

/* What is looked for. */
struct typed {
	char *text;			/* owned; folded */
	uint64_t letters;
	char key[CONTACT_KEY];
	const char *digits;		/* in key, from the first that counts;
					 * NULL: it is no number */
	uint64_t digits_letters;
};

static bool lacks(const struct way *w, uint64_t letters)
{
	return (w->letters & letters) != letters;
}

static enum rank rank_of(const struct way *w, const struct typed *t)
{
	enum rank rank;

	if (t->digits && !lacks(w, t->digits_letters)) {
		if (!strcmp(w->key, t->key))
			return RANK_EXACT;
		if (strstr(w->key, t->digits))
			return strncmp(w->key, t->key, strlen(t->key)) ?
				RANK_PART : RANK_WORD;
	}
	if (lacks(w, t->letters))
		return RANK_NONE;
	if (*t->key && !strcmp(w->key, t->key))
		return RANK_EXACT;
	rank = rank_words(w->folded, t->text);
	if (!rank && has_letters_in_order(w->folded, t->text))
		rank = RANK_LETTERS;
	return rank;
}

/* Within a rank: favourites, then who is called often and was lately. */
static double score_of(const struct way *w, enum rank rank, int64_t now)
{
	double days = w->last_ms ? (double)(now - w->last_ms) / DAY_MS : 1e6;
	double warm = w->calls / (1 + (days < 0 ? 0 : days) / 14);

	return 1000.0 * rank + (rank > RANK_LETTERS && w->favourite ? 500 : 0) +
		(warm > 400 ? 400 : warm) + (w->contact != NULL) * 0.5;
}

struct best {
	int way;
	double score;
};

/* Sorted; the worst one falls out. */
static int put(struct best *best, int n, int room, struct best one)
{
	int at = n;

	if (n == room && one.score <= best[n - 1].score)
		return n;
	if (n == room)
		at--;
	for (; at > 0 && best[at - 1].score < one.score; at--)
		best[at] = best[at - 1];
	best[at] = one;
	return n < room ? n + 1 : n;
}

static void give(const struct way *w, struct directory_match *m)
{
	*m = (struct directory_match){ .name = mem_text(w->name),
		.to = mem_text(w->to), .label = mem_text(w->label),
		.account = mem_text(w->account),
		.contact = mem_text(w->contact), .favourite = w->favourite,
		.calls = w->calls, .last_ms = w->last_ms };
}

static void understand(struct typed *t, const char *typed)
{
	*t = (struct typed){ .text = text_fold(typed) };
	t->letters = letters_of(t->text);
	contact_key(t->text, t->key);
	if (!*t->key || t->key[strspn(t->key, "0123456789*#")])
		return;
	t->digits = t->key + strspn(t->key, "0");
	t->digits_letters = letters_of(t->digits);
}

int directory_search(struct directory *d, const char *typed, int64_t now,
	struct directory_match *found, int room, int *total)
{
	struct best *best = mem_new((room + 1) * sizeof *best);
	struct typed t;
	int n = 0;

	understand(&t, typed);
	*total = 0;
	for (int i = 0; i < d->n; i++) {
		enum rank rank = rank_of(&d->ways[i], &t);

		*total += rank != RANK_NONE;
		if (rank)
			n = put(best, n, room, (struct best){ i,
				score_of(&d->ways[i], rank, now) });
	}
	for (int i = 0; i < n; i++)
		give(&d->ways[best[i].way], &found[i]);
	free(best);
	free(t.text);
	return n;
}
