/* mend_resolver.h - name servers that cannot be reached.  Engine thread. */
#ifndef SIP_MEND_RESOLVER_H
#define SIP_MEND_RESOLVER_H

#include <stdbool.h>

/* Whether there are descriptors enough to ask for a name. */
bool resolver_has_room(void);

#endif
