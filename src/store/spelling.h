/* spelling.h - what somebody may have meant.  Pure. */
#ifndef STORE_SPELLING_H
#define STORE_SPELLING_H

/* The name in names (at least one) that is the fewest edits away. */
const char *spelling_nearest(const char *name, const char *const *names, int n);

#endif
