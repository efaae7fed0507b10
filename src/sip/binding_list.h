/* binding_list.h - from a message to struct bindings.  Engine thread. */
#ifndef SIP_BINDING_LIST_H
#define SIP_BINDING_LIST_H

#include "sip/binding.h"
#include "sip/stack.h"

/* The caller frees it with bindings_free. */
struct bindings *bindings_of(const sip_t *, const struct binding_mark *);
void bindings_free(struct bindings *);		/* NULL may be given */

/* The one that we registered; NULL: the registrar left it out. */
const struct binding *bindings_current(const struct bindings *);

#endif
