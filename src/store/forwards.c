#include "store/forwards.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "store/small_file.h"

#define FILE_NAME "forwards"
#define LINE_LENGTH 1024
#define LINES_MAX 1000

typedef void forward_fn(void *, const char *, const char *, const char *);

static bool read_line(char *line, forward_fn *fn, void *arg)
{
	char *rest = line, *rule, *account;

	line[strcspn(line, "\n")] = '\0';
	rule = strsep(&rest, "\t");
	account = strsep(&rest, "\t");
	if (!rest || strchr(rest, '\t'))
		return false;
	fn(arg, rule, account, rest);
	return true;
}

void forwards_read(const char *folder, forward_fn *fn, void *arg)
{
	char *file = mem_format("%s/" FILE_NAME, folder), line[LINE_LENGTH];
	FILE *f = fopen(file, "re");

	if (!f && errno != ENOENT)
		log_warn("account", "%s: %s", file, strerror(errno));
	for (int n = 1; f && n <= LINES_MAX && fgets(line, sizeof line, f); n++)
		if (!read_line(line, fn, arg))
			log_warn("account", "%s:%d: expected RULE, ACCOUNT and "
				"TARGET with tabs between", file, n);
	if (f)
		fclose(f);
	free(file);
}

void forwards_write(struct history *h, const char *folder, const char *lines)
{
	struct small_file f = { folder, FILE_NAME, *lines ? lines : NULL,
		"the forwarding of calls" };

	small_file_write(h, &f);
}
