/* account_fields.h - an account as a form: the answer of account.get in, the
 * params of account.add and account.update out.  Pure.
 *
 *	{"uri": "sip:ann@b", "expires": 600}  ->  SIP address .... ann@b
 *						  Register every . 600
 *
 * What offhook.conf(5) calls a key is a field of that name.
 */
#ifndef UI_ACCOUNT_FIELDS_H
#define UI_ACCOUNT_FIELDS_H

#include <jansson.h>

#include "widgets/form.h"

/* Adds buttons to a form, which stand behind the fields that matter most. */
typedef void account_buttons(struct form *, const json_t *got, bool fixed);

/* Adds them all.  got: what account.get said; NULL: a new account.  fixed: only
 * to be looked at.  buttons may be NULL. */
void account_fields_add(struct form *, const json_t *got, bool fixed,
	account_buttons *buttons);

/* The first start's three: "transport", which few need, "uri" with the focus,
 * "password". */
void account_fields_add_few(struct form *);

/* What was changed, without "account"; of a new one with its name, which is made
 * of the address where none was typed.  Owned by the caller; there may be a
 * secret in it. */
json_t *account_fields_params(const struct form *);

/* A name for the account of that address, "pbx" of "ann@pbx.example.net", with a
 * number where taken says that there is one. */
void account_fields_name(const char *uri, char name[33],
	bool (*taken)(const void *arg, const char *name), const void *arg);

/* NULL, or what was expected. */
const char *account_fields_address(const char *value);

#endif
