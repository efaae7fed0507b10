/* When a connection ends by which an account is registered Sofia-SIP sends its
 * REGISTER again within a second, by itself: to a server that ends each one
 * that is made, once a second for ever, and past whoever was to be asked before
 * it (register_guard).  When it is done again is for the account to say, which
 * hears of the end as well: see engine/transport.c.
 *
 * Only there the library plans a refresh for now, and it does so by a function
 * of its own that it calls through the dynamic linker, which finds ours first.
 * To be dropped with a library that leaves it to us.
 */
#include "sip/mend_closed.h"

#include <dlfcn.h>

struct nua_dialog_usage;

/* No header has it. */
void nua_dialog_usage_set_refresh_range(struct nua_dialog_usage *,
	unsigned min_s, unsigned max_s);

void mend_closed(void)
{
}

void nua_dialog_usage_set_refresh_range(struct nua_dialog_usage *usage,
	unsigned min_s, unsigned max_s)
{
	static __typeof__(nua_dialog_usage_set_refresh_range) *theirs;

	if (!theirs)
		*(void **)&theirs = dlsym(RTLD_NEXT, __func__);
	if (max_s)
		theirs(usage, min_s, max_s);
}
