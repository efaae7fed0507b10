/* saver.h - a file is written beside the screen, by a process of its own: a disk
 * that hangs holds nobody up.
 *
 *	bytes --> child: open, write, fsync --> its word is readable here
 */
#ifndef UI_SAVER_H
#define UI_SAVER_H

#include <stddef.h>

struct saver;

/* Copies the path, borrows the bytes until it returns.  The file is new: one
 * that is there stays.  NULL: no process could be made; errno says why. */
struct saver *saver_new(const char *path, const void *bytes, size_t n);
/* The same for what work() does, which waits for the disk as long as it takes
 * and returns 0 or errno; arg is borrowed until it returns. */
struct saver *saver_start(const char *path,
	int (*work)(const char *path, const void *arg), const void *arg);
void saver_free(struct saver *);	/* one that still writes goes on */

int saver_fd(const struct saver *);		/* readable: it is over */
const char *saver_path(const struct saver *);

/* Once it is over: 0, or errno of what failed. */
int saver_result(struct saver *);

#endif
