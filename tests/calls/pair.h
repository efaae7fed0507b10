/* pair.h - two phones on one loop: the caller dials the callee's fixed port. */
#ifndef CALLS_PAIR_H
#define CALLS_PAIR_H

#include "phone.h"

struct pair {
	struct loop *loop;
	struct phone *caller, *callee;
	int port;			/* the callee listens on */
};

/* Sound keeps to real time, so nobody is given up for want of it when the
 * clock jumps (rtp_timeout = 0). */
void pair_up(struct pair *, const char *callee_config);
void pair_up_both(struct pair *, const char *caller_config,
	const char *callee_config);
void pair_down(struct pair *);

struct session *pair_dial(struct pair *);	/* sip:bob@callee */

#endif
