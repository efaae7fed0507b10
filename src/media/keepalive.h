/* keepalive.h - when a silent stream says a word, so that the NATs on the way
 * keep letting the other side in (RFC 6263).  Media thread.
 *
 *	sound sound | hold ... 15 s | word ... 15 s | word | sound
 */
#ifndef MEDIA_KEEPALIVE_H
#define MEDIA_KEEPALIVE_H

#include <stdbool.h>
#include <stdint.h>

#define KEEPALIVE_MS 15000	/* RFC 6263 6: Tr, at least that */

struct keepalive {
	int64_t sent_ns;	/* anything by that port; 0: nothing yet */
};

/* It begins, or something was sent. */
void keepalive_sent(struct keepalive *, int64_t now_ns);
/* Whether a word is due; then it counts as sent. */
bool keepalive_due(struct keepalive *, int64_t now_ns);

#endif
