/* file.h - reading a file that is small enough to be held.  Any thread but the
 * media thread: it waits for the disk.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stddef.h>
#include <sys/types.h>

/* Reads until the end or until `room` bytes are there: their number, or
 * -errno.  No '\0' is added. */
ssize_t file_read(int fd, char *to, size_t room);

#endif
