/* terminal.h - the terminal as a device: modes, bytes in, bytes out.  There is
 * one in a process.
 *
 *	put --> [ bytes that wait ] --> flush, as far as the terminal takes them
 *
 * It is opened anew, because O_NONBLOCK belongs to an open file that the shell
 * shares.  Nothing here ever waits, but terminal_drain().
 */
#ifndef UI_TERMINAL_H
#define UI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct terminal;

/* The terminal of standard input.  0 or -errno. */
int terminal_open(struct terminal **);
void terminal_close(struct terminal *);	/* drains, gives the modes back */

int terminal_fd(const struct terminal *);

/* 80x24, or LINES and COLUMNS, where the terminal does not know. */
void terminal_size(const struct terminal *, int *rows, int *columns);

/* Keys one by one, as they are; and as it was before. */
void terminal_raw(struct terminal *);
void terminal_cooked(struct terminal *);

/* What a crash writes before it gives the modes back; of terminal_raw() on. */
void terminal_set_farewell(struct terminal *, const char *bytes, size_t n);

/* Bytes read, 0 where none wait, -1: the terminal is gone. */
ssize_t terminal_read(struct terminal *, char *bytes, size_t n);

/* Throws away what comes until nothing has for a moment; limit_ms at most. */
void terminal_discard(struct terminal *, int limit_ms);

void terminal_put(struct terminal *, const char *bytes, size_t n);
bool terminal_waits(const struct terminal *);	/* to be rid of some */
bool terminal_flush(struct terminal *);		/* false: it is gone */
void terminal_drain(struct terminal *, int limit_ms);

#endif
