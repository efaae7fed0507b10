/* desk.h - all that a tick does, without the thread that ticks.  Media thread
 * (a test may be one).
 *
 *	commands --> [ room | conference | streams at a service ] --> reports
 *	                 ticks of 10 ms, by the time it is told
 */
#ifndef MEDIA_DESK_H
#define MEDIA_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "media/command.h"

/* Ticks missed by at most so many are made up for, one after the other, so that
 * no sound is lost; more are skipped, so that no burst of packets follows. */
#define DESK_CATCH_UP 10

struct desk;
struct handshake;

struct desk_params {
	/* false: no room now, it is offered again later. */
	bool (*on_report)(void *arg, const struct report *);
	/* Likewise, and it is lost; NULL: nobody asks. */
	bool (*on_handshake)(void *arg, const struct handshake *);
	void *arg;
};

/* The last allocation.  now_ns: a tick's time; the others are multiples of
 * 10 ms from it. */
struct desk *desk_new(const struct desk_params *, int64_t now_ns);
/* Nothing is attached any more: the devices lent go into the reports. */
void desk_clear(struct desk *);
void desk_free(struct desk *);		/* cleared, and all reports taken */

void desk_command(struct desk *, const struct command *);

/* Does the ticks that are due by now. */
void desk_run(struct desk *, int64_t now_ns);

/* When the packets that wait are to leave (post.h); 0: none waits. */
int64_t desk_departure_ns(const struct desk *);
void desk_depart(struct desk *);

/* Offers the reports that wait; whether any was taken.  What a stream has to tell
 * is collected with its chores. */
bool desk_report(struct desk *);

/* No stream, no device, no tone, no report: nothing to tick for. */
bool desk_is_idle(const struct desk *);

#endif
