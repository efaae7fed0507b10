/* shield.h - keeps other programs of the same user out of our memory, which
 * holds passwords and keys.  At the start, before any is read.
 *
 * No core, whatever the limits and core_pattern say; no debugger, no
 * /proc/PID/mem, but for one with CAP_SYS_PTRACE, as root has.  Programs that
 * we start are as dumpable as ever: execve() takes it back.
 */
#ifndef BASE_SHIELD_H
#define BASE_SHIELD_H

#include <stdbool.h>

void shield_memory(void);
bool shield_is_up(void);	/* false: we can be looked into */
bool shield_is_filtered(void);	/* our system calls are, by whomever
				 * (seccomp) */

#endif
