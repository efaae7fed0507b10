/* config_account.h - one account section -> struct account_config.  Engine
 * thread. */
#ifndef STORE_CONFIG_ACCOUNT_H
#define STORE_CONFIG_ACCOUNT_H

#include "store/settings.h"

struct account_scope {
	const char *file;		/* as people know it */
	const struct section *top;	/* whose accept_from counts for accounts
					 * that do not say; NULL none */
	struct texts *warnings;
};

/* Checks values and what goes together; NULL: problems were added. */
struct account_config *config_account_take(const struct section *,
	const struct account_scope *, struct problems *);

/* Where a secret stands (password, ha1); 0: there is none. */
int config_account_secret_line(const struct section *);

#endif
