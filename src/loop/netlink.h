/* netlink.h - what the kernel says of addresses, routes and links, and a sleep
 * of the machine.  Engine thread.
 */
#ifndef LOOP_NETLINK_H
#define LOOP_NETLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loop/loop.h"

struct netlink;

/* Calls fn from the loop when something has changed; often several times for
 * one change.  NULL: the kernel does not tell us (errno). */
struct netlink *netlink_watch(struct loop *, loop_fn *, void *arg);
void netlink_free(struct netlink *);		/* NULL may be given */

/* Whether these bytes from the kernel tell of a change.  Pure. */
bool netlink_tells(const void *bytes, size_t n);

/* Calls fn, from the loop, after the machine has slept.  NULL: not to be had. */
struct resume;
struct resume *resume_watch(struct loop *, loop_fn *, void *arg);
void resume_free(struct resume *);		/* NULL may be given */

/* Whether between two readings of CLOCK_BOOTTIME - CLOCK_MONOTONIC (ns) it
 * slept, and was not only read a little later.  Pure. */
bool resume_slept(int64_t before_ns, int64_t now_ns);

#endif
