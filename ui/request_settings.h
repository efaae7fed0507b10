/* request_settings.h - what the pages of settings ask of the engine: accounts,
 * devices. */
#ifndef UI_REQUEST_SETTINGS_H
#define UI_REQUEST_SETTINGS_H

#include <jansson.h>

#include "link.h"

void request_account_get(struct link *, int account,
	const struct link_reply *);
/* Takes params, in which there may be a password. */
void request_account_add(struct link *, json_t *params,
	const struct link_reply *);
void request_account_update(struct link *, int account, json_t *params,
	const struct link_reply *);
void request_account_remove(struct link *, int account,
	const struct link_reply *);
void request_reload(struct link *, const struct link_reply *);

void request_devices(struct link *, const struct link_reply *);
/* end: "capture", "playback", "ring"; name "": as offhook.conf says.  It stays
 * so when the engine starts again. */
void request_select(struct link *, const char *end, const char *name,
	const struct link_reply *);
void request_sound_test(struct link *, int seconds, const struct link_reply *);
/* what: "echo_cancel", "noise_suppression", "gain_control"; how: "auto", "on",
 * "off". */
void request_processing(struct link *, const char *what, const char *how,
	const struct link_reply *);

#endif
