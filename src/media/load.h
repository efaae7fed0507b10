/* load.h - how busy the ticks are, and what encoders do without therefore.  Media
 * thread.
 *
 *	work of ticks --> thrift 0 ---> 3 ---> 5 ---> 10	no time left: at once
 *	                         <--- <--- <---		time enough: by and by
 *
 * More calls than the processor can encode would all be late, and then be torn.
 * So encoders spend less thought on what they say, until all is in time again.
 */
#ifndef MEDIA_LOAD_H
#define MEDIA_LOAD_H

#include <stdbool.h>
#include <stdint.h>

struct load {
	int64_t work_ns;	/* of the ticks of this window */
	int ticks, calm;	/* so many; windows with time enough, in a row */
	int step;
};

void load_init(struct load *);

/* A tick's work took so long; true: the thrift is another one now. */
bool load_tick(struct load *, int64_t work_ns);
int load_thrift(const struct load *);	/* codec.h */

#endif
