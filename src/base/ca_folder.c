#include "base/ca_folder.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#define MOST 1000		/* files that are read of a folder */

static bool is_certificate_file(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && name[0] != '.' && (!strcasecmp(dot, ".pem") ||
		!strcasecmp(dot, ".crt") || !strcasecmp(dot, ".cer"));
}

/* "5ed36f99.0" */
static bool is_hash(const char *name)
{
	return strspn(name, "0123456789abcdef") == 8 && name[8] == '.' &&
		isdigit((unsigned char)name[9]);
}

static bool is_hashed(DIR *folder)
{
	struct dirent *entry;

	while ((entry = readdir(folder)))
		if (is_hash(entry->d_name))
			return true;
	rewinddir(folder);
	return false;
}

static void read_each(DIR *folder, const char *path,
	void (*fn)(void *arg, const char *file), void *arg)
{
	struct dirent *entry;
	char *file;

	for (int n = 0; n < MOST && (entry = readdir(folder)); ) {
		if (!is_certificate_file(entry->d_name))
			continue;
		file = mem_format("%s/%s", path, entry->d_name);
		fn(arg, file);
		free(file);
		n++;
	}
}

int ca_folder_read(const char *path, bool *hashed,
	void (*fn)(void *arg, const char *file), void *arg)
{
	DIR *folder = opendir(path);

	if (!folder)
		return -errno;
	*hashed = is_hashed(folder);
	if (!*hashed)
		read_each(folder, path, fn, arg);
	closedir(folder);
	return 0;
}
