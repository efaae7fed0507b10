#include "store/instance_id.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/random.h"

#define PREFIX "urn:uuid:"

/* RFC 4122 4.4: random, but for version and variant. */
static void make(char id[INSTANCE_ID_TEXT])
{
	unsigned char r[16];
	int n;

	random_bytes(r, sizeof r);
	r[6] = 0x40 | (r[6] & 0x0f);
	r[8] = 0x80 | (r[8] & 0x3f);
	n = snprintf(id, INSTANCE_ID_TEXT, PREFIX);
	for (int i = 0; i < 16; i++)
		n += snprintf(id + n, INSTANCE_ID_TEXT - n, "%s%02x",
			i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", r[i]);
}

/* Somebody may have written into the file: what goes into a header is a UUID
 * and nothing else. */
static bool is_id(const char *text)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	const char *uuid = text + sizeof PREFIX - 1;

	if (strlen(text) != INSTANCE_ID_TEXT - 1 ||
	    strncmp(text, PREFIX, sizeof PREFIX - 1))
		return false;
	for (size_t i = 0; form[i]; i++)
		if (form[i] == '-' ? uuid[i] != '-' :
		    !strchr("0123456789abcdefABCDEF", uuid[i]))
			return false;
	return true;
}

static bool read_id(const char *file, char id[INSTANCE_ID_TEXT])
{
	char text[INSTANCE_ID_TEXT + 2] = "";
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);

	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return false;
	text[strcspn(text, "\n")] = '\0';
	if (!is_id(text))
		return false;
	memcpy(id, text, INSTANCE_ID_TEXT);
	return true;
}

static bool write_all(int fd, const char *id)
{
	char line[INSTANCE_ID_TEXT + 1];
	int n = snprintf(line, sizeof line, "%s\n", id);

	return write(fd, line, n) == n && fsync(fd) == 0;
}

/* Whole or not at all: half of an id would be thrown away at the next start. */
static bool write_id(const char *file, const char *id)
{
	char *beside = mem_format("%s.new", file);
	int fd, saved;
	bool good;

	fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
		0600);
	good = fd >= 0 && write_all(fd, id);
	saved = errno;
	if (fd >= 0)
		close(fd);
	if (good && rename(beside, file)) {
		saved = errno;
		good = false;
	}
	if (!good && fd >= 0)
		unlink(beside);
	free(beside);
	errno = saved;
	return good;
}

bool instance_id(const char *folder, char id[INSTANCE_ID_TEXT])
{
	char *file = mem_format("%s/instance-id", folder);
	bool kept = read_id(file, id);

	if (!kept) {
		make(id);
		kept = write_id(file, id);
	}
	free(file);
	return kept;
}
