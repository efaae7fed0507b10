/* thrift.c - memory goes back to the system when a busy time is over.  Engine
 * thread.
 *
 *	calls ... the last one --10 s--> the stack has forgotten it --> trim
 *
 * Hundreds of calls at once leave a heap of holes, which malloc keeps for the
 * next time.  To give them back takes milliseconds, when nobody waits.
 */
#include <malloc.h>

#include "engine/private.h"

#define QUIET_MS 10000			/* transactions live for 5 s or so */

static void trim(void *arg)
{
	(void)arg;
	malloc_trim(0);
}

struct loop_timer *thrift_timer(struct engine *e)
{
	return loop_timer_new(e->loop, trim, e, "thrift");
}

void thrift_wait(struct engine *e)
{
	loop_timer_set(e->thrift, QUIET_MS);
}
