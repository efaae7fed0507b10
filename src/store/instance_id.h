/* instance_id.h - the name of this phone for registrars (RFC 5626 4.1): the
 * same over all starts, so that a new binding takes the old one's place.
 *
 * Written once to INSTANCE_DIR/instance-id, before the loop runs: this is the
 * one that waits for the disk.  Engine thread.
 */
#ifndef STORE_INSTANCE_ID_H
#define STORE_INSTANCE_ID_H

#include <stdbool.h>

#define INSTANCE_ID_TEXT 46		/* "urn:uuid:" and a UUID */

/* false: it could not be kept (errno says why); the id holds for this run. */
bool instance_id(const char *folder, char id[INSTANCE_ID_TEXT]);

#endif
