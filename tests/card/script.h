/* script.h - what happens to the card, and when.
 *
 *	xrun@2,stall@3:150,suspend@4,unplug@5,replug@8
 *
 * Seconds since the epoch of all cards (fractions allowed); a stall has its
 * length in ms and is time lost: the card stands still and goes on from there.
 * Suspended, as by a machine that slept, it waits to be resumed or prepared.
 */
#ifndef CARD_SCRIPT_H
#define CARD_SCRIPT_H

#include <stdbool.h>
#include <stdint.h>

struct script;

struct script *script_new(const char *text);	/* NULL: not understood */
void script_free(struct script *);

/* All times in ns since the epoch. */
bool script_unplugged(const struct script *, int64_t at);
bool script_xrun(const struct script *, int64_t after, int64_t until);
bool script_suspends(const struct script *, int64_t after, int64_t until);
void script_stall(struct script *, int64_t at, int64_t length);
int64_t script_stalled(const struct script *, int64_t from, int64_t until);

#endif
