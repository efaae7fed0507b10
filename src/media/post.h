/* post.h - packets that are ready and wait until they are due.  Media thread,
 * but for post_new and post_free.
 *
 *	tick |-- receive, mix, encode --|........|
 *	     0                       done     departure: all of them leave
 *
 * What a tick's work takes depends on what is said in all calls.  Where it is
 * always about the same, packets leave at once.  Where it is not, an encoder that
 * has more to do would move the packets of all after it; so they wait for a
 * departure that most ticks are ready for, always the same time after the tick.
 */
#ifndef MEDIA_POST_H
#define MEDIA_POST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

struct post;
struct transport;

struct post *post_new(void);		/* the last allocation */
void post_free(struct post *);

/* The work of a tick that is of this time begins now, and is done. */
void post_begin(struct post *, int64_t tick_ns, int64_t now_ns);
void post_done(struct post *, int64_t now_ns);

/* Copied, or sent already; false: it could not be sent. */
bool post_send(struct post *, struct transport *,
	const struct sockaddr_storage *to, const uint8_t *bytes, size_t n);

/* When those that wait are to leave; 0: none waits. */
int64_t post_departure_ns(const struct post *);
void post_depart(struct post *);	/* they do, now */

#endif
