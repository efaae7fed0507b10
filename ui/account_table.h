/* account_table.h - the keys of an account that the editor has, in its order:
 * what offhook.conf(5) calls them, how they are typed, what they are for.
 * Pure.
 *
 *	first those that matter most; then headings, with what is below them
 */
#ifndef UI_ACCOUNT_TABLE_H
#define UI_ACCOUNT_TABLE_H

#include "widgets/form.h"

/* How a value looks in the protocol: "a, b" is a list of texts. */
enum account_value { VALUE_NONE, VALUE_TEXT, VALUE_TEXTS, VALUE_URI, VALUE_URIS,
	VALUE_LIST, VALUE_NUMBER, VALUE_SWITCH, VALUE_SECRET,
	VALUE_KEYRING };

struct account_row {
	enum account_value value;	/* VALUE_NONE: a heading */
	struct field_params field;
};

#define ACCOUNT_TABLE_FIRST 9	/* rows of what an account needs, if anything */

const struct account_row *account_table_at(int i);	/* NULL: no more */
const struct account_row *account_table_find(const char *name);	/* or NULL */

#endif
