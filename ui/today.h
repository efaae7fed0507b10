/* today.h - the calls of this day, and who called in vain and was not called
 * back.  Pure, but for the time zone.
 */
#ifndef UI_TODAY_H
#define UI_TODAY_H

#include <stdint.h>

#include "record.h"

#define TODAY_OWED 16		/* callers kept, the newest ones */

struct owed_call {
	char *party, *uri;		/* owned */
	int64_t at;			/* wall ms, of the last time */
	int times;
};

struct today {
	int64_t begin, end;		/* wall ms, of the day */
	int in, out, missed;		/* calls; missed ones are none of in */
	int64_t talked_ms;
	bool partial;			/* there were more than are known */
	struct owed_call owed[TODAY_OWED];	/* newest first */
	int n_owed;
};

void today_clear(struct today *);

/* All calls that are known, newest first. */
void today_load(struct today *, struct record *const *, int n, int64_t now);
/* One that has just ended. */
void today_add(struct today *, const struct record *);

#endif
