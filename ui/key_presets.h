/* key_presets.h - keys for those who come from elsewhere, as lines of the keys
 * file. */
#ifndef UI_KEY_PRESETS_H
#define UI_KEY_PRESETS_H

struct key_preset {
	const char *name;		/* NULL ends the list */
	const char *about;		/* one sentence */
	const char *lines;
};

extern const struct key_preset key_presets[];

#endif
