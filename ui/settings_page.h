/* settings_page.h - what can be set, in tabs: the accounts, the sound, how calls
 * go and how it looks; and what can only be looked at.
 *
 *	  [Accounts] Audio Calls Look Keys Network About	the first field
 *
 *	> Theme .......... dark-256				a tab's own
 */
#ifndef UI_SETTINGS_PAGE_H
#define UI_SETTINGS_PAGE_H

#include "ui.h"
#include "widgets/form.h"

enum settings_tab {
	SETTINGS_ACCOUNTS, SETTINGS_AUDIO, SETTINGS_CALLS, SETTINGS_LOOK,
	SETTINGS_KEYS, SETTINGS_NETWORK, SETTINGS_ABOUT, SETTINGS_TABS
};

struct area;

/* One of them; all may be NULL but name and add. */
struct settings_tab_view {
	const char *name;
	void (*add)(struct ui *, struct form *);
	void (*opened)(struct ui *);		/* its form is open */
	void (*changed)(struct ui *, struct field *);
	void (*press)(struct ui *, const struct field *);
	void (*save)(struct ui *);
	const char *(*check)(struct ui *, const struct field *);
	int (*below)(struct ui *, const struct area *);
};

extern const struct settings_tab_view accounts_settings, audio_settings,
	calls_settings, look_settings, keys_settings, network_settings,
	about_settings;

void settings_page_open(struct ui *, enum settings_tab);
/* Where it was left, with what was typed there. */
void settings_page_return(struct ui *);

/* A row that is only looked at; it can have the focus, so that all can be
 * seen. */
void settings_page_tell(struct form *, const char *label, const char *text,
	const char *note);

#endif
