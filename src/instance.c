#include "instance.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "protocol/paths.h"

#define WAIT_STEP_MS 20
#define WAIT_STEPS 250		/* 5 s: longer than an engine takes to stop */
#define SIGN_STEPS 5		/* by then the holder has signed */

static int lock_fd = -1;	/* held until the process ends */

static bool answers(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	bool alive = false;
	int fd;

	if (strlen(path) > SOCKET_PATH_MAX)
		return false;
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0) {
		alive = !connect(fd, (struct sockaddr *)&address,
			sizeof address);
		close(fd);
	}
	return alive;
}

static void pause_a_step(void)
{
	struct timespec step = { 0, WAIT_STEP_MS * 1000000 };

	nanosleep(&step, NULL);
}

/* The holder has signed, and listens somewhere else. */
static bool listens_elsewhere(const char *socket)
{
	char text[SOCKET_PATH_MAX + 64];
	ssize_t n = pread(lock_fd, text, sizeof text - 1, 0);
	char *path;

	text[n > 0 ? n : 0] = '\0';
	path = strchr(text, '\n');
	if (!path)
		return false;
	path++;
	path[strcspn(path, "\n")] = '\0';
	return *path && strcmp(path, socket);
}

static enum instance wait_for(const char *file, const char *socket,
	char *error, size_t size)
{
	for (int i = 0; i < WAIT_STEPS; i++) {
		if (!flock(lock_fd, LOCK_EX | LOCK_NB))
			return INSTANCE_OURS;
		if (answers(socket))
			return INSTANCE_RUNS;
		if (i >= SIGN_STEPS && listens_elsewhere(socket))
			break;
		pause_a_step();
	}
	snprintf(error, size, "another engine holds %s but does not answer at "
		"%s: if it was started with another -S, use that; else end it",
		file, socket);
	return INSTANCE_FAILED;
}

/* Who may write there could give us accounts, and the history to read. */
static bool is_ours(const char *folder, char *error, size_t size)
{
	struct stat st;

	if (stat(folder, &st) < 0) {
		snprintf(error, size, "%s: %s", folder, strerror(errno));
		return false;
	}
	if (st.st_uid != geteuid()) {
		snprintf(error, size, "%s, the folder of this phone "
			"(instance_dir), belongs to another user: give it to "
			"yours by chown, or name another one", folder);
		return false;
	}
	if (st.st_mode & 022) {
		snprintf(error, size, "others may write to %s, the folder of "
			"this phone (instance_dir); type: chmod 700 %s", folder,
			folder);
		return false;
	}
	if (st.st_mode & 055)
		log_warn("main", "others may see which files are in %s; type: "
			"chmod 700 %s", folder, folder);
	return true;
}

enum instance instance_lock(const char *folder, const char *name,
	const char *socket, char *error, size_t size)
{
	char *file = mem_format("%s/%s.lock", folder, name);
	enum instance result = INSTANCE_FAILED;
	int made = paths_make(folder);

	if (made >= 0 && !is_ours(folder, error, size)) {
		free(file);
		return INSTANCE_FAILED;
	}
	if (made >= 0)
		lock_fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (lock_fd >= 0)
		result = wait_for(file, socket, error, size);
	else
		snprintf(error, size, "cannot make %s: %s", file,
			strerror(made < 0 ? -made : errno));
	free(file);
	return result;
}

void instance_sign(const char *socket)
{
	if (!ftruncate(lock_fd, 0))
		dprintf(lock_fd, "%d\n%s\n", (int)getpid(), socket);
}

/* Others may not rename what is in it. */
static bool is_safe(const char *folder, char *error, size_t size)
{
	struct stat st;

	if (stat(folder, &st) < 0) {
		snprintf(error, size, "%s: %s", folder, strerror(errno));
		return false;
	}
	if ((st.st_uid == geteuid() || !st.st_uid) &&
			(!(st.st_mode & 022) || st.st_mode & S_ISVTX))
		return true;
	snprintf(error, size, "%s is no place for the socket: others could "
		"replace it there", folder);
	return false;
}

static bool make_usual(const char *folder, char *error, size_t size)
{
	int result = paths_make_private(folder);

	if (!result)
		return true;
	if (result == -EPERM)
		snprintf(error, size, "%s must be yours and closed to others: "
			"chmod 700 it, or remove it", folder);
	else
		snprintf(error, size, "cannot make %s: %s", folder,
			strerror(-result));
	return false;
}

bool instance_folder(const char *socket, bool usual, char *error, size_t size)
{
	char *folder = mem_text(socket);
	char *slash = strrchr(folder, '/');
	bool good;

	slash[slash == folder] = '\0';
	if (usual)
		good = make_usual(folder, error, size);
	else
		good = paths_make(folder) >= 0 && is_safe(folder, error, size);
	free(folder);
	return good;
}
