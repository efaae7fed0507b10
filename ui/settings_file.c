#include "settings_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "settings_line.h"
#include "text_file.h"

/* --- merging --------------------------------------------------------------*/

setting_set settings_file_bit(const struct setting *s)
{
	for (int i = 0; settings_at(i); i++)
		if (settings_at(i) == s)
			return 1ull << i;
	return 0;
}

struct merged {
	char *text;			/* owned */
	size_t n, room;
};

static void add(struct merged *m, const char *bytes, size_t n)
{
	if (m->n + n + 1 > m->room) {
		m->room = 2 * (m->n + n + 1);
		m->text = mem_grow(m->text, m->room);
	}
	memcpy(m->text + m->n, bytes, n);
	m->n += n;
	m->text[m->n] = '\0';
}

static bool is_plain(const char *value)
{
	return *value && strspn(value, "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/~") ==
		strlen(value);
}

/* In single quotes nothing is expanded. */
static void add_value(struct merged *m, const char *value)
{
	if (is_plain(value)) {
		add(m, value, strlen(value));
		return;
	}
	add(m, "'", 1);
	for (; *value; value++) {
		if (*value == '\'' || *value == '\\')
			add(m, "\\", 1);
		add(m, value, 1);
	}
	add(m, "'", 1);
}

static void add_setting(struct merged *m, const struct settings *all,
	const struct setting *s)
{
	char value[SETTING_TEXT_MAX];

	settings_text(all, s, value);
	add(m, s->name, strlen(s->name));
	add(m, " = ", 3);
	add_value(m, value);
}

/* Where the comment of a line starts, with the blanks before it. */
static const char *comment_of(const char *line)
{
	const char *p = line;
	char quote = '\0';

	for (; *p; p++) {
		if (quote && *p == '\\' && p[1])
			p++;
		else if (quote && *p == quote)
			quote = '\0';
		else if (!quote && (*p == '"' || *p == '\''))
			quote = *p;
		else if (!quote && *p == '#')
			break;
	}
	while (*p && p > line && (p[-1] == ' ' || p[-1] == '\t'))
		p--;
	return *p ? p : "";
}

/* The setting of set that the line gives a value, or NULL. */
static const struct setting *set_by(const char *line, setting_set set)
{
	struct settings_line l;
	const struct setting *s;
	char why[SETTING_WHY];
	size_t n = strspn(line, " \t");
	char name[SETTING_NAME_MAX];

	if (!settings_line_read(&l, line, why)) {
		/* a mistake in the value; the name alone counts here */
		snprintf(name, sizeof name, "%.*s",
			(int)strcspn(line + n, " \t="), line + n);
		s = settings_find(name);
	} else {
		s = *l.name ? settings_find(l.name) : NULL;
	}
	return s && (settings_file_bit(s) & set) ? s : NULL;
}

static void merge_line(struct merged *m, const char *line,
	const struct settings *all, setting_set set, setting_set *written)
{
	const struct setting *s = set_by(line, set);
	const char *comment = comment_of(line);

	if (!s) {
		add(m, line, strlen(line));
		return;
	}
	add_setting(m, all, s);
	add(m, comment, strlen(comment));
	*written |= settings_file_bit(s);
}

char *settings_file_merge(const char *text, const struct settings *all,
	setting_set set)
{
	struct merged m = { 0 };
	setting_set written = 0;

	add(&m, "", 0);
	while (*text) {
		size_t n = strcspn(text, "\n");
		char *line = mem_text_n(text, n);

		merge_line(&m, line, all, set, &written);
		add(&m, "\n", 1);
		free(line);
		text += n + (text[n] == '\n');
	}
	for (int i = 0; settings_at(i); i++)
		if (set & ~written & 1ull << i) {
			add_setting(&m, all, settings_at(i));
			add(&m, "\n", 1);
		}
	return m.text;
}

/* --- the file -------------------------------------------------------------*/

/* All folders on the way; what fails is told when the file is made. */
static void make_folders(const char *path)
{
	char *folder = mem_text(path);

	for (char *p = folder + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		mkdir(folder, 0700);
		*p = '/';
	}
	free(folder);
}

static int write_new(const char *path, const char *text, mode_t mode)
{
	size_t n = strlen(text);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC |
		O_NOFOLLOW, 0600), error = 0;

	if (fd < 0)
		return errno;
	if (write(fd, text, n) != (ssize_t)n || fchmod(fd, mode) < 0 ||
			fsync(fd) < 0)
		error = errno ? errno : EIO;
	if (close(fd) < 0 && !error)
		error = errno;
	return error;
}

static int replace(const char *path, const char *text)
{
	char *beside = mem_format("%s.%d", path, (int)getpid());
	struct stat st;
	mode_t mode = stat(path, &st) == 0 ? st.st_mode & 0777 : 0600;
	int error = write_new(beside, text, mode);

	if (!error && rename(beside, path) < 0)
		error = errno;
	if (error)
		unlink(beside);
	free(beside);
	return error;
}

int settings_file_write(const char *path, const struct settings *all,
	setting_set set)
{
	char *real = realpath(path, NULL);
	const char *why;
	char *text, *merged;
	int error;

	if (!real) {
		make_folders(path);
		real = mem_text(path);
	}
	text = text_file_read(real, &why);
	if (!text && why) {
		free(real);
		return EINVAL;
	}
	merged = settings_file_merge(text ? text : "", all, set);
	error = replace(real, merged);
	free(merged);
	free(text);
	free(real);
	return error;
}
