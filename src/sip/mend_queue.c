/* Sofia-SIP sends one request of a dialog after the other.  When one is over it
 * begins the next of its kind: an INVITE after an INVITE, any other after any
 * other.  But it lets an INVITE wait for all, so a hold that is asked for while
 * a NOTIFY or an INFO is on its way would never be sent.
 *
 * The library calls this function of its own through the dynamic linker, which
 * finds ours first.  To be dropped with the first library that begins whatever
 * waits.
 */
#include <dlfcn.h>
#include <stddef.h>

#include "sip/mend_queue.h"

typedef int next_fn(void *first, int invite);

static next_fn *theirs;

/* No header has it.  What is on its way already it leaves alone. */
next_fn nua_client_next_request;

/* One that is begun may fail at once: it is over then, perhaps freed, and the
 * library has come here again from inside, for the queue as it is now. */
int nua_client_next_request(void *first, int invite)
{
	static unsigned times;
	unsigned now = ++times;
	int result = theirs(first, invite);

	return invite || times != now ? result : theirs(first, 1);
}

void mend_queue(void)
{
	if (!theirs)
		*(void **)&theirs = dlsym(RTLD_NEXT, "nua_client_next_request");
}
