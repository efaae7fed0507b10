/* database.h - the calls in one SQLite file; the only file that knows SQLite.
 * Store thread.
 *
 * Every call answers 0 or a negative error; then database_words() says what
 * happened.  -EUCLEAN: the file is damaged.
 */
#ifndef STORE_DATABASE_H
#define STORE_DATABASE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/history.h"

struct database;

/* Makes the file (0600) and its folders where they are missing.  *db is to be
 * closed in any case. */
int database_open(struct database **db, const char *file);
void database_close(struct database *);		/* NULL may be given */

/* Its file has been deleted or replaced: what is written will be found by
 * nobody. */
bool database_has_gone(struct database *);

int database_begin(struct database *);
int database_commit(struct database *);	/* on the disk when it returns 0 */
void database_rollback(struct database *);

int database_add(struct database *, struct history_call *);	/* sets id */

int database_list(struct database *, const struct history_query *,
	struct history_page *);

/* fn for each party, as history_parties() says (store_thread.h). */
int database_parties(struct database *, void (*fn)(void *arg, const char *uri,
	const char *name, const char *account, int calls, int64_t last_ms),
	void *arg);

/* Of the last error: "the disk is full". */
const char *database_words(const struct database *);

/* Closes, and moves the file aside to "FILE.damaged-TIME", whose name is then
 * in *aside (the caller frees it).  0 or -errno. */
int database_set_aside(struct database *, const char *file, char **aside);

#endif
