/* backoff.h - how long to wait after a failure, for each target of its own
 * (RFC 5626 4.5).  Engine thread.
 *
 *	failures in a row	wait, of base 30 s and longest 1800 s
 *	1			 30 ..   60 s
 *	2			 60 ..  120 s
 *	...
 *	6 and more		900 .. 1800 s
 *
 * What is drawn lies between half and the whole, so that a thousand phones do
 * not come back to a restarted registrar as one.
 */
#ifndef SIP_BACKOFF_H
#define SIP_BACKOFF_H

#include <stdint.h>

struct backoff;

struct backoff *backoff_new(int base_s, int longest_s);	/* 1 <= base <= longest */
void backoff_free(struct backoff *);			/* NULL may be given */

/* It failed once more: ms to wait, base to longest.  target: any text. */
int64_t backoff_failed(struct backoff *, const char *target);
void backoff_succeeded(struct backoff *, const char *target);
int backoff_failures(const struct backoff *, const char *target);  /* in a row */
void backoff_forget(struct backoff *);		/* all targets are as new */

#endif
