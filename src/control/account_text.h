/* account_text.h - params of account.add as the body of an account section of
 * offhook.conf(5).  Pure.
 *
 *	{"password":"a'b${c}","expires":60}  ->	password = 'a\'b${c}'
 *						expires = 60
 *
 * Every text is in single quotes, in which nothing is expanded.
 */
#ifndef CONTROL_ACCOUNT_TEXT_H
#define CONTROL_ACCOUNT_TEXT_H

#include <jansson.h>

#include "control/param.h"

/* What account.add takes beside "name": the keys of an account section. */
extern const struct param account_add_params[], account_update_params[];

/* params are checked; "name" and "account" are left out.  Owned by the caller,
 * who wipes it: there may be secrets in it. */
char *account_text(json_t *params);

#endif
