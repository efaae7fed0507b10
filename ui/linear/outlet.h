/* outlet.h - standard output, as far as whoever reads it takes it.  Never waits,
 * but for a disk.
 *
 *	line --> [ lines that wait, 64 KiB ] --> flush
 *
 * Beyond that lines are left out, and how many is said when there is room again.
 * It is opened anew where that can be, because O_NONBLOCK belongs to an open file
 * that others share.
 */
#ifndef UI_LINEAR_OUTLET_H
#define UI_LINEAR_OUTLET_H

#include <stdbool.h>
#include <stddef.h>

#define OUTLET_MAX (64 << 10)		/* bytes that wait */

struct outlet;

struct outlet *outlet_open(int fd);
/* What waits has 200 ms to go. */
void outlet_close(struct outlet *);

/* text: clean, without its newline; as the locale can show it. */
void outlet_line(struct outlet *, const char *text);
/* Bytes of a line that is being typed; false: they are left out. */
bool outlet_put(struct outlet *, const char *bytes, size_t n);

int outlet_fd(const struct outlet *);
bool outlet_waits(const struct outlet *);
bool outlet_flush(struct outlet *);	/* false: nobody reads any more */

#endif
