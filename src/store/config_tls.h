/* config_tls.h - the keys tls_* of an account, and those of sip.  Engine
 * thread. */
#ifndef STORE_CONFIG_TLS_H
#define STORE_CONFIG_TLS_H

#include "store/settings.h"

void config_tls_take(struct tls_config *, const struct section *);
void config_tls_clear(struct tls_config *);
bool config_tls_same(const struct tls_config *, const struct tls_config *);

/* What of them goes together; of an account also with its other keys. */
void config_tls_check(const struct section *, struct problems *);
void config_tls_check_account(const struct section *, struct problems *);

/* The key by which an account wants TLS; NULL: it does not. */
const char *config_tls_wanted_by(const struct account_config *);

#endif
