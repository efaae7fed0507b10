#include "base/file.h"

#include <errno.h>
#include <unistd.h>

ssize_t file_read(int fd, char *to, size_t room)
{
	size_t held = 0;

	while (held < room) {
		ssize_t n = read(fd, to + held, room - held);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			break;
		held += n;
	}
	return held;
}
