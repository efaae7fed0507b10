/* accounts.h - accounts added while the engine runs: one 0600 file each under
 * FOLDER/accounts/NAME.conf, the body of an account section.  Engine thread;
 * writing is left to the store thread.
 */
#ifndef STORE_ACCOUNTS_H
#define STORE_ACCOUNTS_H

#include <stdbool.h>

#include "store/config.h"
#include "store/history.h"

/* [A-Za-z0-9._-]{1,32}, no dot first */
bool accounts_name_ok(const char *name);

/* At the start: each readable file, in the order of their names; what is wrong
 * with one is logged.  The config becomes fn's. */
void accounts_read(const char *folder,
	void (*fn)(void *arg, struct account_config *), void *arg);

void accounts_write(struct history *, const char *folder, const char *name,
	const char *text);
void accounts_erase(struct history *, const char *folder, const char *name);

#endif
