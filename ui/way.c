#include "way.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "protocol/paths.h"

#define GREETING_MS 2000

/* Who listens, as he was then. */
static bool is_ours(int fd)
{
	struct ucred peer;
	socklen_t size = sizeof peer;

	return !getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) &&
		peer.uid == geteuid();
}

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
	cause = connect(fd, (struct sockaddr *)&address, sizeof address) ?
		errno : is_ours(fd) ? 0 : EPERM;
	if (!cause)
		return fd;
	close(fd);
	return -cause;
}

bool way_is_closed(int error)
{
	return error == EPERM || error == EACCES;
}

const char *way_words(int error)
{
	switch (error) {
	case ENOENT:
	case ECONNREFUSED:
		return "no engine is running";
	case EAGAIN:
		return "the engine does not accept front ends";
	case EPERM:
	case EACCES:
		return "the engine there serves its own user alone: "
			"sudo -u USER offhook ...";
	default:
		return strerror(error);
	}
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
