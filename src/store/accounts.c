#include "store/accounts.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "store/config_text.h"
#include "store/small_file.h"

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

/* --- writing ---------------------------------------------------------------*/

static void put(struct history *h, const char *folder, const char *name,
	const char *text)
{
	char *in = folder_of(folder), *file = mem_format("%s" SUFFIX, name);
	char *what = mem_format("account %s", name);
	struct small_file f = { in, file, text, what };

	small_file_write(h, &f);
	free(in);
	free(file);
	free(what);
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
