/* Sofia-SIP tells everybody who sends a REFER outside of a dialog "100 Trying",
 * by a NOTIFY of its own, before anybody has looked at it.  Whoever asks is
 * told by us, and a stranger nothing.
 *
 * The library calls this function of its own through the dynamic linker, which
 * finds ours first; its other calls ask for something else.  To be dropped with
 * the first library that leaves the NOTIFY to us.
 */
#include <dlfcn.h>
#include <stdarg.h>

#include <sofia-sip/su_tag.h>

#include "sip/mend_notify.h"
#include "sip/stack.h"

typedef void post_fn(nua_handle_t *, nua_event_t, tag_type_t, tag_value_t, ...);

static post_fn *theirs;

post_fn nua_stack_post_signal;		/* no header has it */

void nua_stack_post_signal(nua_handle_t *handle, nua_event_t event,
	tag_type_t tag, tag_value_t value, ...)
{
	tagi_t *tags;
	va_list all;

	if (event == nua_r_notify)
		return;
	va_start(all, value);
	tags = tl_vlist2(tag, value, all);
	va_end(all);
	theirs(handle, event, TAG_NEXT(tags));
	tl_vfree(tags);
}

void mend_notify(void)
{
	if (!theirs)
		*(void **)&theirs = dlsym(RTLD_NEXT, "nua_stack_post_signal");
}
