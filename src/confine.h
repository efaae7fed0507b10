/* confine.h - the system calls that this process, and all that it starts, has
 * left (seccomp).  At the start, before any thread.
 *
 * A filter goes on to programs that are started, so that it has to do for
 * shells, password managers and hooks as well: what it takes away are the parts
 * of the kernel that neither they nor we need.  Calls that are not in its list
 * fail with EPERM: a library that tries a new one does without, and no call is
 * lost for it.
 */
#ifndef CONFINE_H
#define CONFINE_H

#include <stdbool.h>
#include <stddef.h>

/* false: error says why it cannot be. */
bool confine_calls(char *error, size_t size);

#endif
