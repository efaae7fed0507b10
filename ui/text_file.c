#include "text_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

/* -1: it is no file, or cannot be read. */
static ssize_t fill(int fd, char *text)
{
	struct stat st;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return -1;
	return read(fd, text, TEXT_FILE_MAX + 1);
}

char *text_file_read(const char *path, const char **why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char *text;
	ssize_t n;

	*why = NULL;
	if (fd < 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			*why = strerror(errno);
		return NULL;
	}
	text = mem_new(TEXT_FILE_MAX + 2);
	n = fill(fd, text);
	close(fd);
	if (n >= 0 && n <= TEXT_FILE_MAX && !memchr(text, '\0', n))
		return text;
	*why = n < 0 ? "not a file that can be read" : "this is no text";
	free(text);
	return NULL;
}
