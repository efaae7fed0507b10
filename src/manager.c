#include "manager.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define VARIABLE "NOTIFY_SOCKET"

static struct sockaddr_un address;
static socklen_t size;		/* 0: nobody waits */

void manager_find(bool foreground)
{
	const char *path = getenv(VARIABLE);
	size_t n = path ? strlen(path) : 0;

	if (foreground && n > 1 && n < sizeof address.sun_path) {
		address.sun_family = AF_UNIX;
		memcpy(address.sun_path, path, n);
		if (*path == '@')	/* abstract: no file */
			address.sun_path[0] = '\0';
		size = offsetof(struct sockaddr_un, sun_path) + n;
	}
	unsetenv(VARIABLE);
}

void manager_ready(void)
{
	static const char word[] = "READY=1";
	int fd = size ? socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;

	if (fd < 0)
		return;
	/* Lost: then it says itself that it has waited in vain. */
	sendto(fd, word, sizeof word - 1, MSG_NOSIGNAL | MSG_DONTWAIT,
		(struct sockaddr *)&address, size);
	close(fd);
}
