/* lines.h - bytes in, whole lines out, of bounded length.
 *
 *	"{\"id\":1}\n{\"i" --> one line now, the rest when it comes
 *
 * A line over the limit is reported once and skipped to its newline.
 */
#ifndef BASE_LINES_H
#define BASE_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct lines;

struct lines_handlers {
	/* n bytes without the newline, followed by a '\0'; may hold others. */
	void (*on_line)(void *arg, char *line, size_t n);
	void (*on_too_long)(void *arg);
	void *arg;
};

struct lines *lines_new(size_t max, const struct lines_handlers *);
void lines_free(struct lines *);

/* Calls the handlers from inside; lines_stop() in one drops what follows, and
 * is how a handler says that lines_free() comes next. */
void lines_put(struct lines *, const char *bytes, size_t n);
void lines_stop(struct lines *);

/* Bytes of an unfinished line that wait for their end. */
size_t lines_waiting(const struct lines *);

#endif
