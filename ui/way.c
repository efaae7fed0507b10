#include "way.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "protocol/paths.h"

#define GREETING_MS 2000

int way_connect(const char *path, int flags)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd, cause;

	if (strlen(path) > SOCKET_PATH_MAX)
		return -ENAMETOOLONG;
	strcpy(address.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	cause = errno;
	close(fd);
	return -cause;
}

static int open_local(void *arg)
{
	return way_connect(arg, SOCK_NONBLOCK);
}

struct way way_local(const char *path)
{
	return (struct way){ .open = open_local, .where = path,
		.greeting_ms = GREETING_MS,
		.arg = (void *)path };
}
