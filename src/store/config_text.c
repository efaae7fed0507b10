#include "store/config_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

static bool check_bytes(const char *text, ssize_t n, struct problems *p)
{
	int line = 1;

	if (n > CONFIG_TEXT_MAX) {
		problem(p, 0, "larger than %d bytes: this is no configuration",
			CONFIG_TEXT_MAX);
		return false;
	}
	for (ssize_t i = 0, length; i < n; i += length) {
		int bytes, c = text_next(text + i, text + n, &bytes);

		if (c <= 0) {
			problem(p, line, c ? "not UTF-8 text" :
				"a zero byte: this is no text file");
			return false;
		}
		length = bytes;
		line += c == '\n';
	}
	return true;
}

/* Who writes the file has commands run as us. */
static bool check_owner(const struct stat *st, struct problems *p)
{
	if (st->st_uid != geteuid() && st->st_uid != 0) {
		problem(p, 0, "belongs to another user, who could have commands "
			"run as you; make a copy of your own");
		return false;
	}
	if (!(st->st_mode & 022))
		return true;
	problem(p, 0, "others than its owner may write to it, and so have "
		"commands run as you; type: chmod go-w %s", p->file);
	return false;
}

static int read_open(struct config_text *t, int fd, struct problems *p)
{
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) < 0 ||
	    (!S_ISREG(st.st_mode) && !S_ISCHR(st.st_mode))) {
		problem(p, 0, "not a file that can be read");
		return -EINVAL;
	}
	if (S_ISREG(st.st_mode) && !check_owner(&st, p))
		return -EINVAL;
	t->exposed = S_ISREG(st.st_mode) && st.st_mode & 066;
	t->text = mem_new(CONFIG_TEXT_MAX + 2);
	n = file_read(fd, t->text, CONFIG_TEXT_MAX + 1);
	if (n < 0)
		problem(p, 0, "cannot be read: %s", strerror(-n));
	return n >= 0 && check_bytes(t->text, n, p) ? 0 : -EINVAL;
}

int config_text_read(struct config_text *t, const char *file,
	struct problems *p)
{
	int fd, result;

	*t = (struct config_text){ 0 };
	fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return -ENOENT;
	if (fd < 0) {
		problem(p, 0, "cannot be opened: %s", strerror(errno));
		return -EINVAL;
	}
	result = read_open(t, fd, p);
	close(fd);
	return result;
}

void config_text_clear(struct config_text *t)
{
	if (t->text)
		explicit_bzero(t->text, strlen(t->text));
	free(t->text);
	free(t->accounts);
	*t = (struct config_text){ 0 };
}

/* --- one walk over the text ------------------------------------------------
 *
 *	account "work" {	tokens: account, "work", {
 *	^before ^last  ^here
 */
#define DEPTH_MAX 8		/* of braces; the language needs 2 */

struct walk {
	struct config_text *to;
	struct problems *problems;
	char *at;
	int line;
	char *before, *last;		/* the last two words, NULL none */
	int before_line, last_line;
	int depth, open_lines[DEPTH_MAX];
	bool failed;
};

static void fail(struct walk *w, int line, const char *what)
{
	problem(w->problems, line, "%s", what);
	w->failed = true;
}

static void step(struct walk *w)
{
	w->line += *w->at == '\n';
	w->at++;
}

static void blank(struct walk *w)
{
	if (*w->at != '\n')
		*w->at = ' ';
	step(w);
}

static void blank_line(struct walk *w)
{
	while (*w->at && *w->at != '\n')
		blank(w);
}

static void blank_block(struct walk *w)
{
	int line = w->line;

	blank(w);
	blank(w);
	while (*w->at && strncmp(w->at, "*/", 2))
		blank(w);
	if (!*w->at) {
		fail(w, line, "this /* comment is never closed by */");
		return;
	}
	blank(w);
	blank(w);
}

static void remember(struct walk *w)
{
	w->before = w->last;
	w->before_line = w->last_line;
	w->last = w->at;
	w->last_line = w->line;
}

static void pass_quoted(struct walk *w)
{
	char quote = *w->at;
	int line = w->line;

	remember(w);
	step(w);
	while (*w->at && *w->at != quote) {
		if (*w->at == '\\' && w->at[1])
			step(w);
		step(w);
	}
	if (!*w->at)
		fail(w, line, quote == '"' ? "this \" is never closed" :
			"this ' is never closed");
	else
		step(w);
}

static void pass_word(struct walk *w)
{
	remember(w);
	while (*w->at && !strchr(" \t\r\n\"'#={}()+,*", *w->at))
		step(w);
}

static void add_account(struct walk *w)
{
	struct config_text *t = w->to;

	t->accounts = mem_grow(t->accounts,
		(t->n_accounts + 1) * sizeof *t->accounts);
	t->accounts[t->n_accounts++] = w->before_line;
}

static bool is_account(const char *word)
{
	static const char name[] = "account";

	if (word && (*word == '"' || *word == '\''))
		word++;
	return word && !strncmp(word, name, sizeof name - 1) &&
		strchr(" \t\r\n\"'{", word[sizeof name - 1]);
}

static void open_brace(struct walk *w)
{
	if (w->depth == DEPTH_MAX) {
		fail(w, w->line, "braces within braces: sections hold only "
			"keys and lists");
		return;
	}
	if (!w->depth && is_account(w->before))
		add_account(w);
	w->open_lines[w->depth++] = w->line;
	step(w);
}

static void close_brace(struct walk *w)
{
	if (!w->depth) {
		fail(w, w->line, "this } closes nothing");
		return;
	}
	w->depth--;
	w->before = w->last = NULL;
	step(w);
}

static void walk_once(struct walk *w)
{
	if (*w->at == '#' || !strncmp(w->at, "//", 2))
		blank_line(w);
	else if (!strncmp(w->at, "/*", 2))
		blank_block(w);
	else if (*w->at == '"' || *w->at == '\'')
		pass_quoted(w);
	else if (*w->at == '{')
		open_brace(w);
	else if (*w->at == '}')
		close_brace(w);
	else if (strchr(" \t\r\n=()+,*", *w->at))
		step(w);
	else
		pass_word(w);
}

bool config_text_prepare(struct config_text *t, struct problems *p)
{
	struct walk w = { .to = t, .problems = p, .at = t->text, .line = 1 };

	while (*w.at && !w.failed)
		walk_once(&w);
	if (!w.failed && w.depth)
		fail(&w, w.open_lines[w.depth - 1], "this { is never closed");
	return !w.failed;
}
