/* snapshot.h - all accounts, all calls.  Engine thread. */
#ifndef CONTROL_SNAPSHOT_H
#define CONTROL_SNAPSHOT_H

#include <jansson.h>
#include <stdbool.h>

#include "engine/engine.h"

/* So many calls fit in a line with room to spare. */
#define SNAPSHOT_SESSIONS 500

json_t *snapshot_accounts(struct engine *);

/* For engine.status: those that go on, and those that ended of late; where they
 * are too many, the ended ones are left out first. */
json_t *snapshot_conferences(struct engine *);
json_t *snapshot_sessions(struct engine *);

/* Those that go on with an id beyond after, at most limit; *more: there are
 * others. */
json_t *snapshot_live(struct engine *, int after, int limit, bool *more);

#endif
