#include "protocol/paths.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#define NAME_CHARACTERS \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
#define NAME_MAX_LENGTH 32

bool paths_name_ok(const char *name)
{
	size_t n = strlen(name);

	return n > 0 && n <= NAME_MAX_LENGTH &&
		strspn(name, NAME_CHARACTERS) == n;
}

static const char *home(void)
{
	const char *folder = getenv("HOME");
	struct passwd *user;

	if (folder && *folder == '/')
		return folder;
	user = getpwuid(getuid());
	return user ? user->pw_dir : "/";
}

/* XDG: relative paths in these variables are to be ignored. */
static const char *xdg(const char *variable)
{
	const char *folder = getenv(variable);

	return folder && *folder == '/' ? folder : NULL;
}

char *paths_socket(const char *name)
{
	const char *runtime = xdg("XDG_RUNTIME_DIR");

	if (runtime)
		return mem_format("%s/offhook/%s.sock", runtime, name);
	return mem_format("/tmp/offhook-%u/%s.sock", (unsigned)getuid(), name);
}

char *paths_config(const char *file)
{
	const char *folder = xdg("XDG_CONFIG_HOME");

	if (folder)
		return mem_format("%s/offhook/%s", folder, file);
	return mem_format("%s/.config/offhook/%s", home(), file);
}

char *paths_of_program(void)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	char *slash;

	self[n > 0 ? n : 0] = '\0';
	slash = strrchr(self, '/');
	return slash ? mem_text_n(self, slash - self) : NULL;
}

char *paths_helper(const char *name, const char *folder)
{
	char *ours = paths_of_program();
	char *beside = mem_format("%s/%s", ours ? ours : "", name);

	free(ours);
	if (access(beside, X_OK) == 0)
		return beside;
	free(beside);
	return mem_format("%s/%s", folder, name);
}

char *paths_expand(const char *path)
{
	if (path[0] == '~' && (path[1] == '/' || !path[1]))
		return mem_format("%s%s", home(), path + 1);
	return mem_text(path);
}

int paths_make(const char *folder)
{
	char *path = mem_text(folder);
	int result = 0;

	for (char *p = path + 1; !result; p++) {
		if (*p != '/' && *p)
			continue;
		char end = *p;

		*p = '\0';
		if (mkdir(path, 0700) < 0 && errno != EEXIST)
			result = -errno;
		*p = end;
		if (!end)
			break;
	}
	free(path);
	return result;
}

int paths_make_private(const char *folder)
{
	struct stat st;
	int result = paths_make(folder);

	if (result < 0)
		return result;
	if (lstat(folder, &st) < 0)
		return -errno;
	if (!S_ISDIR(st.st_mode))
		return -ENOTDIR;
	return st.st_uid == getuid() && !(st.st_mode & 077) ? 0 : -EPERM;
}

int paths_make_parent(const char *file)
{
	const char *slash = strrchr(file, '/');
	char *folder = mem_text_n(file, slash ? (size_t)(slash - file) : 0);
	int result = *folder ? paths_make(folder) : 0;

	free(folder);
	return result;
}
