/* config_key.h - every key of offhook.conf: its kind, range and usual value.
 * Pure.  offhook.conf(5) says the same in words; a test compares the two.
 */
#ifndef STORE_CONFIG_KEY_H
#define STORE_CONFIG_KEY_H

#include <stdbool.h>
#include <stddef.h>

enum key_kind {
	KEY_NUMBER,		/* min to max, in unit */
	KEY_WORD,		/* one of words */
	KEY_SWITCH,		/* yes or no */
	KEY_TEXT,		/* what check allows */
	KEY_LIST,		/* texts, each what check allows */
};

enum key_standing {
	KEY_BUILT,		/* works */
	KEY_LATER,		/* read, checked, and warned of */
	KEY_PROTECTS,		/* built without its library, and to go on so
				 * would be less safe than asked for */
};

/* NULL, or what was expected instead: "expected ..." */
typedef const char *key_check(const char *value);

struct config_key {
	const char *name;
	enum key_kind kind;
	enum key_standing standing;
	const char *usual;	/* the default; of a list, items between '|' */
	int min, max;
	const char *unit;	/* "s", "ms", "" */
	const char *words;	/* "auto|udp|tcp|tls" */
	key_check *check;
	bool secret;		/* never shown */
	const char *library;	/* of KEY_PROTECTS */
};

struct config_section {
	const char *name;	/* "account"; "": the top level */
	const struct config_key *keys;
	int n;
};

/* The sections, the top level first; NULL after the last. */
const struct config_section *config_section_at(int i);
const struct config_section *config_section_find(const char *name);
const struct config_key *config_key_find(const struct config_section *,
	const char *name);

/* Does what is built now do what this (checked) value asks for? */
bool config_key_works(const struct config_key *, const char *value);

/* Which word of "a|b|c" it is, counted from 0; -1: none. */
int config_word_index(const char *words, const char *word);

#endif
