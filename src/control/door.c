#include "control/door.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/mem.h"
#include "protocol/paths.h"

#define BACKLOG 64

static int spare_descriptor(void)
{
	return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

void door_init(struct door *d, const char *path)
{
	*d = (struct door){ .path = mem_text(path), .fd = -1,
		.spare = spare_descriptor() };
}

static bool address_of(const char *path, struct sockaddr_un *address)
{
	memset(address, 0, sizeof *address);
	address->sun_family = AF_UNIX;
	if (strlen(path) > SOCKET_PATH_MAX)
		return false;
	memcpy(address->sun_path, path, strlen(path) + 1);
	return true;
}

static int socket_new(void)
{
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/* Somebody listens there: one who has no time to accept is alive, too. */
static bool answers(const struct sockaddr_un *address)
{
	int fd = socket_new();
	bool alive = fd >= 0 && (!connect(fd, (const struct sockaddr *)address,
		sizeof *address) || errno == EAGAIN);

	if (fd >= 0)
		close(fd);
	return alive;
}

static bool clear_the_way(const struct sockaddr_un *address, char *error,
	size_t size)
{
	const char *path = address->sun_path;
	struct stat st;

	if (lstat(path, &st) < 0)
		return true;		/* bind says what is wrong, if it is */
	if (!S_ISSOCK(st.st_mode)) {
		snprintf(error, size, "%s is there and is no socket: move it "
			"away, or give another path with -S", path);
		return false;
	}
	if (answers(address)) {
		snprintf(error, size, "another engine listens on %s: stop it, "
			"or give another path with -S", path);
		return false;
	}
	unlink(path);
	return true;
}

/* The mode goes on before the name does, so there is no moment without. */
static bool listen_on(struct door *d, const struct sockaddr_un *address)
{
	struct stat st;

	d->fd = socket_new();
	if (d->fd < 0 || fchmod(d->fd, 0600) < 0 ||
			bind(d->fd, (const struct sockaddr *)address,
				sizeof *address) < 0)
		return false;
	if (chmod(d->path, 0600) < 0 || lstat(d->path, &st) < 0)
		return false;
	d->device = st.st_dev;
	d->inode = st.st_ino;
	return listen(d->fd, BACKLOG) == 0;
}

bool door_open(struct door *d, char *error, size_t size)
{
	struct sockaddr_un address;

	if (!address_of(d->path, &address)) {
		snprintf(error, size, "the path of the socket is longer than %d"
			" bytes: give a shorter one with -S", SOCKET_PATH_MAX);
		return false;
	}
	if (!clear_the_way(&address, error, size))
		return false;
	if (listen_on(d, &address))
		return true;
	snprintf(error, size, "cannot listen on %s: %s", d->path,
		strerror(errno));
	door_close(d);
	return false;
}

bool door_stands(const struct door *d)
{
	struct stat st;

	return d->fd >= 0 && !lstat(d->path, &st) && st.st_dev == d->device &&
		st.st_ino == d->inode;
}

void door_close(struct door *d)
{
	if (door_stands(d))
		unlink(d->path);
	if (d->fd >= 0)
		close(d->fd);
	d->fd = -1;
}

void door_free(struct door *d)
{
	door_close(d);
	if (d->spare >= 0)
		close(d->spare);
	free(d->path);
}

static int accept_one(struct door *d)
{
	return accept4(d->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

/* Whoever cannot be let in must not wait at the door: the listener would be
 * readable for ever, and the loop never sleep. */
static void send_one_away(struct door *d)
{
	int fd;

	close(d->spare);
	fd = accept_one(d);
	if (fd >= 0)
		close(fd);
	d->spare = spare_descriptor();
}

int door_accept(struct door *d)
{
	int fd = accept_one(d);

	if (fd < 0 && (errno == EMFILE || errno == ENFILE) && d->spare >= 0)
		send_one_away(d);
	return fd;
}

bool door_knows(int fd)
{
	struct ucred peer;
	socklen_t size = sizeof peer;

	return !getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) &&
		peer.uid == geteuid();
}
