/* board.h - the latest value: one thread writes it, any reads, nobody waits.
 *
 *	write -> [ old | new ] -> read		the newer half is read; it is
 *						written again only a write later
 */
#ifndef MEDIA_BOARD_H
#define MEDIA_BOARD_H

#include <stddef.h>

struct board;

struct board *board_new(size_t size);	/* of the value; zeros at first */
void board_free(struct board *);
void board_write(struct board *, const void *value);
void board_read(const struct board *, void *value);

#endif
