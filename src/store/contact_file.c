#include "store/contact_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

void contact_file_init(struct contact_file *f, const char *path)
{
	char *real = realpath(path, NULL);	/* a link stays one */
	const char *slash = strrchr(path, '/');

	*f = (struct contact_file){ .path = mem_text(real ? real : path),
		.name = mem_text(slash ? slash + 1 : path) };
	free(real);
}

static void clear_card(struct card *c)
{
	vcard_free(c->vcard);
	free(c->junk);
	contact_clear(&c->contact);
}

static void clear_cards(struct contact_file *f)
{
	for (int i = 0; i < f->n; i++)
		clear_card(&f->cards[i]);
	free(f->cards);
	f->cards = NULL;
	f->n = 0;
}

void contact_file_clear(struct contact_file *f)
{
	clear_cards(f);
	free(f->path);
	free(f->name);
}

static void add(struct contact_file *f, struct card card)
{
	f->cards = mem_grow(f->cards, (f->n + 1) * sizeof *f->cards);
	f->cards[f->n++] = card;
}

/* --- into cards -----------------------------------------------------------*/

struct split {
	const char *at, *end, *name;
	int line;
	void (*on_card)(void *arg, struct vcard *);
	void (*on_junk)(void *arg, const char *text, size_t n);	/* or NULL */
	contact_problem_fn *on_problem;
	void *arg;
};

static size_t line_length(const char *s, const char *end)
{
	const char *newline = memchr(s, '\n', end - s);

	return newline ? (size_t)(newline + 1 - s) : (size_t)(end - s);
}

static bool begins(const char *s, size_t n, const char *word)
{
	size_t length = strlen(word);

	return n >= length && !strncasecmp(s, word, length);
}

static void complain(struct split *s, int line, const char *why)
{
	char *text = mem_format("%s:%d: %s; it is left as it is", s->name,
		line, why);

	s->on_problem(s->arg, text);
	free(text);
}

/* Bytes up to the END:VCARD of this BEGIN; a card may hold others (2.1's
 * AGENT).  Without one: up to the next card, or the end. */
static size_t card_length(struct split *s, int *lines)
{
	const char *at = s->at;
	int depth = 0;

	*lines = 0;
	while (at < s->end) {
		size_t n = line_length(at, s->end);

		depth += begins(at, n, "BEGIN:VCARD");
		depth -= begins(at, n, "END:VCARD");
		at += n;
		++*lines;
		if (!depth)
			break;
	}
	return at - s->at;
}

static void take_card(struct split *s)
{
	int lines;
	size_t n = card_length(s, &lines);
	const char *why;
	struct vcard *v = memchr(s->at, '\0', n) ? NULL :
		vcard_parse(s->at, n, &why);

	if (memchr(s->at, '\0', n))
		why = "a card with a zero byte";
	if (v) {
		s->on_card(s->arg, v);
	} else {
		complain(s, s->line, why);
		if (s->on_junk)
			s->on_junk(s->arg, s->at, n);
	}
	s->line += lines;
	s->at += n;
}

static bool is_blank(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strchr(" \t\r\n", s[i]))
			return false;
	return true;
}

static void take_junk(struct split *s)
{
	size_t n = line_length(s->at, s->end);

	if (!is_blank(s->at, n))
		complain(s, s->line, "a line outside of any card");
	if (s->on_junk)
		s->on_junk(s->arg, s->at, n);
	s->line++;
	s->at += n;
}

static void split(struct split *s)
{
	if (begins(s->at, s->end - s->at, "\xef\xbb\xbf"))
		s->at += 3;
	for (s->line = 1; s->at < s->end;)
		if (begins(s->at, line_length(s->at, s->end), "BEGIN:VCARD"))
			take_card(s);
		else
			take_junk(s);
}

void contact_file_split(const char *text, size_t n, const char *name,
	void (*fn)(void *arg, struct vcard *), contact_problem_fn *on_problem,
	void *arg)
{
	struct split s = { .at = text, .end = text + n, .name = name,
		.on_card = fn, .on_problem = on_problem, .arg = arg };

	split(&s);
}

/* --- from the disk --------------------------------------------------------*/

static bool same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

bool contact_file_changed(const struct contact_file *f)
{
	struct stat st;

	if (stat(f->path, &st) < 0)
		return f->there;
	return !f->there || st.st_size != f->size ||
		!same_time(&st.st_mtim, &f->modified);
}

static void note_state(struct contact_file *f, int fd)
{
	struct stat st;

	f->there = fstat(fd, &st) == 0;
	f->modified = st.st_mtim;
	f->size = st.st_size;
}

/* NULL with *n -errno, 0 for a file that is not there. */
static char *read_text(struct contact_file *f, ssize_t *n)
{
	int fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	char *text = NULL;

	*n = fd < 0 && errno != ENOENT ? -errno : 0;
	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		*n = -EINVAL;
	else if (st.st_size > CONTACT_FILE_MAX)
		*n = -EFBIG;
	if (!*n) {
		text = mem_new(st.st_size + 1);
		*n = file_read(fd, text, st.st_size);
		note_state(f, fd);
	}
	close(fd);
	return text;
}

struct reading {
	struct contact_file *file;
	contact_problem_fn *on_problem;
	void *arg;
};

static void keep_card(void *arg, struct vcard *v)
{
	struct card card = { .vcard = v };

	vcard_read(v, &card.contact);
	add(((struct reading *)arg)->file, card);
}

static void keep_junk(void *arg, const char *text, size_t n)
{
	add(((struct reading *)arg)->file, (struct card){
		.junk = mem_text_n(text, n) });
}

static void pass_problem(void *arg, const char *text)
{
	struct reading *r = arg;

	r->on_problem(r->arg, text);
}

int contact_file_read(struct contact_file *f, contact_problem_fn *on_problem,
	void *arg)
{
	struct reading r = { f, on_problem, arg };
	ssize_t n;
	char *text = read_text(f, &n);
	struct split s = { .at = text, .end = text + n, .name = f->path,
		.on_card = keep_card, .on_junk = keep_junk,
		.on_problem = pass_problem, .arg = &r };

	if (n < 0) {
		free(text);
		return (int)n;
	}
	clear_cards(f);
	if (text)
		split(&s);
	else
		f->there = false;
	free(text);
	return 0;
}

/* --- to the disk ----------------------------------------------------------*/

static int write_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t written = write(fd, bytes, n);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return written < 0 ? -errno : -EIO;
		bytes += written;
		n -= written;
	}
	return 0;
}

/* The folder too, so that the new name is there after a crash. */
static void sync_folder(const char *path)
{
	char *folder = mem_text_n(path, strrchr(path, '/') - path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(folder);
}

static int write_temporary(struct contact_file *f, const char *temporary,
	const char *text)
{
	int fd, error;

	unlink(temporary);		/* of one that was killed meanwhile */
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	error = write_all(fd, text, strlen(text));
	if (!error && fsync(fd) < 0)
		error = -errno;
	if (!error && rename(temporary, f->path) < 0)
		error = -errno;
	if (!error)
		note_state(f, fd);
	close(fd);
	return error;
}

static int write_text(struct contact_file *f, const char *text)
{
	char *temporary = mem_format("%s.new", f->path);
	int error = write_temporary(f, temporary, text);

	if (error)
		unlink(temporary);
	else
		sync_folder(f->path);
	free(temporary);
	return error;
}

static int erase(struct contact_file *f)
{
	if (unlink(f->path) < 0 && errno != ENOENT)
		return -errno;
	f->there = false;
	sync_folder(f->path);
	return 0;
}

struct text {
	char *bytes;			/* owned */
	size_t n, room;
};

static void append(struct text *t, const char *piece)
{
	size_t n = strlen(piece);

	if (t->n + n + 1 > t->room) {
		t->room = 2 * (t->n + n + 1);
		t->bytes = mem_grow(t->bytes, t->room);
	}
	memcpy(t->bytes + t->n, piece, n + 1);
	t->n += n;
}

static void append_card(struct text *t, const struct vcard *v)
{
	char *text = vcard_text(v);

	if (t->n && t->bytes[t->n - 1] != '\n')
		append(t, "\r\n");
	append(t, text);
	free(text);
}

static char *compose(const struct contact_file *f, const struct card_edit *edit,
	int n)
{
	struct text t = { mem_text(""), 0, 1 };
	const struct card_edit *end = edit + n;

	for (int i = 0; i < f->n; i++) {
		const struct card *card = &f->cards[i];
		bool edited = edit < end && edit->at == i;

		if (edited && edit->vcard)
			append_card(&t, edit->vcard);
		else if (!edited && card->vcard)
			append_card(&t, card->vcard);
		else if (!edited)
			append(&t, card->junk);
		edit += edited;
	}
	for (; edit < end; edit++)
		append_card(&t, edit->vcard);
	return t.bytes;
}

static void take(struct contact_file *f, const struct card_edit *edit)
{
	if (edit->at >= f->n)
		add(f, (struct card){ 0 });
	else
		clear_card(&f->cards[edit->at]);
	f->cards[edit->at] = (struct card){ .vcard = edit->vcard };
	if (edit->vcard)
		vcard_read(edit->vcard, &f->cards[edit->at].contact);
}

/* Places without anything are those of cards that were taken out. */
static void close_ranks(struct contact_file *f)
{
	int n = 0;

	for (int i = 0; i < f->n; i++)
		if (f->cards[i].vcard || f->cards[i].junk)
			f->cards[n++] = f->cards[i];
	f->n = n;
}

int contact_file_edit(struct contact_file *f, const struct card_edit *edits,
	int n)
{
	char *text = compose(f, edits, n);
	int error = *text ? write_text(f, text) : erase(f);

	free(text);
	for (int i = 0; i < n && !error; i++)
		take(f, &edits[i]);
	if (!error)
		close_ranks(f);
	return error;
}
