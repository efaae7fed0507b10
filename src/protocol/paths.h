/* paths.h - where the engine and its front ends meet.  Any thread.
 *
 *	$XDG_RUNTIME_DIR/offhook/NAME.sock	or /tmp/offhook-UID/NAME.sock
 */
#ifndef PROTOCOL_PATHS_H
#define PROTOCOL_PATHS_H

#include <stdbool.h>
#include <stddef.h>

#define SOCKET_PATH_MAX 107		/* of sun_path, without its '\0' */

/* An instance name is [A-Za-z0-9_-]{1,32}. */
bool paths_name_ok(const char *name);

/* The socket of an instance; the caller frees it. */
char *paths_socket(const char *name);

/* $XDG_CONFIG_HOME/offhook/FILE or ~/.config/offhook/FILE; the caller frees. */
char *paths_config(const char *file);

/* The folder that this program is in; the caller frees it.  NULL: not known. */
char *paths_of_program(void);

/* A program of ours that is no command: beside this one, else in that folder;
 * the caller frees. */
char *paths_helper(const char *name, const char *folder);

/* "~/x" with the home in place of "~"; the caller frees it. */
char *paths_expand(const char *path);

/* Makes the folder and its missing parents, 0700.  0 or -errno; -EPERM when the
 * last one exists and is another user's or open to others (then it is not to be
 * trusted with a socket). */
int paths_make_private(const char *folder);

/* Makes a folder and its parents, 0700, without looking at owners. */
int paths_make(const char *folder);

/* Those of a file. */
int paths_make_parent(const char *file);

#endif
