/* config_ice.h - the keys ice and ice_* of an account.  Engine thread. */
#ifndef STORE_CONFIG_ICE_H
#define STORE_CONFIG_ICE_H

#include "store/settings.h"

void config_ice_take(struct ice_config *, const struct section *);
void config_ice_clear(struct ice_config *);	/* wipes */
/* What of them goes together, and nat = stun with them. */
void config_ice_check(const struct section *, struct problems *);

#endif
