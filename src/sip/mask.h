/* mask.h - a SIP message without what nobody may read.  Pure. */
#ifndef SIP_MASK_H
#define SIP_MASK_H

#include <stddef.h>

/* A copy, ended by a '\0' that *n does not count, in which the values of
 * Authorization, Proxy-Authorization (folds too) and the lines of SDP with keys
 * (a=crypto, a=key-mgmt, a=ice-pwd, k=) are replaced by "(left out)"; so is
 * what stands behind "inline:", "ice-pwd:" and "authorization=" anywhere.
 * Owned by the caller. */
char *mask_message(const char *text, size_t *n);

#endif
