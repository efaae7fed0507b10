/* settings.h - the values of a configuration text, by section and key, each
 * with its line.  The only file that knows libconfuse.  Engine thread.
 */
#ifndef STORE_SETTINGS_H
#define STORE_SETTINGS_H

#include <stdbool.h>

#include "store/config_key.h"
#include "store/config_text.h"
#include "store/problems.h"

struct settings;

/* One section of the file; never without keys, but perhaps with none set. */
struct section {
	const struct config_section *kind;
	struct cfg_t *cfg;		/* of the settings */
	const char *title;		/* of an account; NULL */
	int line;			/* of an account, else 0 */
};

struct setting {
	int line;
	const void *option;		/* libconfuse's, while it parses */
	bool again;			/* the key had one before */
	char text[];
};

/* NULL: a problem is added, of the first syntax error or unknown key.  The text
 * must be prepared. account_body: the inside of an account section only. */
struct settings *settings_parse(const struct config_text *, bool account_body,
	struct problems *);
void settings_free(struct settings *);		/* wipes; NULL may be given */

int settings_accounts(const struct settings *);
void settings_account(const struct settings *, int i, struct section *);
/* "sip", "media" ..., "" the top level (or the account's body). */
void settings_section(const struct settings *, const char *name,
	struct section *);

/* The i-th value of a key; NULL: there is none. */
const struct setting *section_setting(const struct section *, const char *key,
	int i);
bool section_has(const struct section *, const char *key);
/* And to more than "". */
bool section_says(const struct section *, const char *key);
/* The line that a key is on, else of the section; 0: nowhere. */
int section_line(const struct section *, const char *key);

/* Checked values; the usual one where none is set, or one that is not built. */
int section_number(const struct section *, const char *key);
bool section_switch(const struct section *, const char *key);
int section_word(const struct section *, const char *key);	/* its index */
const char *section_text(const struct section *, const char *key);
/* The caller frees it; NULL: "". */
char *section_copy(const struct section *, const char *key);
/* The same, with the home in place of "~". */
char *section_path(const struct section *, const char *key);
void section_list(const struct section *, const char *key, struct texts *);

#endif
