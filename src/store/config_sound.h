/* config_sound.h - the sections media and audio.  Engine thread. */
#ifndef STORE_CONFIG_SOUND_H
#define STORE_CONFIG_SOUND_H

#include "store/settings.h"

/* Checks both, adds problems and warnings, and takes what is fine. */
void config_sound_take(struct config *, const struct settings *,
	struct problems *);

/* When the rest is known: rtp_ports must hold max_calls pairs. */
void config_sound_check_ports(const struct config *, const struct settings *,
	struct problems *);

#endif
