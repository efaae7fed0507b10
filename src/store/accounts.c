#include "store/accounts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "protocol/paths.h"
#include "store/config_text.h"
#include "store/store_thread.h"

#define NAME_MAX_LENGTH 32
#define SUFFIX ".conf"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

bool accounts_name_ok(const char *name)
{
	size_t n = strlen(name);

	return n > 0 && n <= NAME_MAX_LENGTH && name[0] != '.' &&
		strspn(name, LETTERS "0123456789._-") == n;
}

static char *folder_of(const char *folder)
{
	return mem_format("%s/accounts", folder);
}

/* --- reading, engine thread ------------------------------------------------*/

static void log_lines(char *lines)
{
	for (char *line = strtok(lines, "\n"); line; line = strtok(NULL, "\n"))
		log_warn("account", "%s", line);
}

static struct account_config *read_text(const struct config_text *text,
	const char *name, const char *file)
{
	char error[CONFIG_ERROR];
	struct account_config *a = config_read_account(name, text->text, file,
		error);

	if (!a)
		log_lines(error);
	if (!a || !text->exposed || (!a->password && !a->ha1))
		return a;
	log_warn("account", "%s holds a password, and others than you may read "
		"or write the file; type: chmod 600 %s", file, file);
	account_config_free(a);
	return NULL;
}

static struct account_config *read_one(const char *file, const char *name)
{
	char error[CONFIG_ERROR];
	struct problems problems;
	struct config_text text;
	struct account_config *a = NULL;

	problems_start(&problems, file, error);
	if (!config_text_read(&text, file, &problems))
		a = read_text(&text, name, file);
	else
		log_lines(error);
	config_text_clear(&text);
	return a;
}

static int is_account(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name), suffix = sizeof SUFFIX - 1;
	char name[NAME_MAX_LENGTH + 1];

	if (n <= suffix || n - suffix > NAME_MAX_LENGTH ||
	    strcmp(entry->d_name + n - suffix, SUFFIX) != 0)
		return 0;
	snprintf(name, sizeof name, "%.*s", (int)(n - suffix), entry->d_name);
	return accounts_name_ok(name);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

void accounts_read(const char *in,
	void (*fn)(void *arg, struct account_config *), void *arg)
{
	char *folder = folder_of(in);
	struct dirent **entries = NULL;
	int n = scandir(folder, &entries, is_account, by_name);

	if (n < 0 && errno != ENOENT)
		log_warn("account", "%s: %s", folder, strerror(errno));
	for (int i = 0; i < n; i++) {
		char *file = mem_format("%s/%s", folder, entries[i]->d_name);
		struct account_config *a;

		entries[i]->d_name[strlen(entries[i]->d_name) -
			(sizeof SUFFIX - 1)] = '\0';
		a = read_one(file, entries[i]->d_name);
		if (a)
			fn(arg, a);
		free(file);
		free(entries[i]);
	}
	free(entries);
	free(folder);
}

/* --- writing, store thread -------------------------------------------------*/

struct account_job {
	struct job job;
	char *folder, *name;		/* owned */
	char *text;			/* owned, wiped; NULL: erase */
	int result;			/* 0 or -errno */
};

static int write_all(int fd, const char *text)
{
	size_t n = strlen(text);

	while (n) {
		ssize_t part = write(fd, text, n);

		if (part < 0 && errno != EINTR)
			return -errno;
		if (part > 0) {
			text += part;
			n -= part;
		}
	}
	return fsync(fd) < 0 ? -errno : 0;
}

static int write_new(int folder, const char *name, const char *text)
{
	int fd, result;

	unlinkat(folder, name, 0);	/* of a run that ended in the middle */
	fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		0600);
	if (fd < 0)
		return -errno;
	result = write_all(fd, text);
	if (close(fd) < 0 && !result)
		result = -errno;
	return result;
}

/* Beside the old one first: whatever happens, one of the two is whole. */
static int replace(int folder, const char *file, const char *text)
{
	char *fresh = mem_format(".%s.new", file);
	int result = write_new(folder, fresh, text);

	if (!result && renameat(folder, fresh, folder, file) < 0)
		result = -errno;
	if (result)
		unlinkat(folder, fresh, 0);
	free(fresh);
	return result;
}

static int change(const struct account_job *a)
{
	char *file = mem_format("%s" SUFFIX, a->name);
	int result = paths_make(a->folder), folder;

	folder = result < 0 ? result : open(a->folder,
		O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (result >= 0 && folder < 0)
		result = -errno;
	if (folder >= 0 && a->text)
		result = replace(folder, file, a->text);
	else if (folder >= 0 && unlinkat(folder, file, 0) < 0 &&
		 errno != ENOENT)
		result = -errno;
	if (folder >= 0 && !result && fsync(folder) < 0)
		result = -errno;
	if (folder >= 0)
		close(folder);
	free(file);
	return result;
}

static void run(void *arg, struct job *job)
{
	struct account_job *a = (struct account_job *)job;
	struct history *h = arg;

	a->result = change(a);
	worker_done(history_worker(h), job);
}

static void done(void *arg, struct job *job)
{
	struct account_job *a = (struct account_job *)job;
	char *text;

	if (a->result) {
		text = mem_format("account %s could not be %s %s: %s", a->name,
			a->text ? "saved in" : "removed from", a->folder,
			strerror(-a->result));
		history_trouble(arg, text);
		free(text);
	}
	free(a->folder);
	free(a->name);
	mem_wipe_text(a->text);
	free(a);
}

static void put(struct history *h, const char *folder, const char *name,
	const char *text)
{
	struct account_job *a = mem_new_of(struct account_job);

	a->job.run = run;
	a->job.done = done;
	a->folder = folder_of(folder);
	a->name = mem_text(name);
	a->text = mem_text(text);
	worker_put(history_worker(h), &a->job);
}

void accounts_write(struct history *h, const char *folder, const char *name,
	const char *text)
{
	put(h, folder, name, text);
}

void accounts_erase(struct history *h, const char *folder, const char *name)
{
	put(h, folder, name, NULL);
}
