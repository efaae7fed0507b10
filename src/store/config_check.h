/* config_check.h - the values of one section against their keys.  Pure. */
#ifndef STORE_CONFIG_CHECK_H
#define STORE_CONFIG_CHECK_H

#include "store/settings.h"

/* Adds a problem for every wrong value. */
void config_check(const struct section *, struct problems *);

/* What is set and not built: a line for each in warnings; and in *reason
 * (owned by the caller, untouched when there is none) the first that protects.
 */
void config_check_built(const struct section *, const char *file,
	struct texts *warnings, char **reason);

/* "max_calls", or "account "work": expires": how a problem names a key. */
void config_check_wrong(const struct section *, struct problems *, int line,
	const char *key, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

#endif
