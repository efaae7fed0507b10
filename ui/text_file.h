/* text_file.h - a small file of the person, read whole. */
#ifndef UI_TEXT_FILE_H
#define UI_TEXT_FILE_H

#define TEXT_FILE_MAX (64 << 10)	/* bytes */

/* Owned by the caller.  NULL: *why says so in a few words, or is NULL where
 * there is no such file.  Reads the disk: before the first frame. */
char *text_file_read(const char *path, const char **why);

#endif
