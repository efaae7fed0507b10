/* account_editor.h - one account as a page of fields: made, changed, tried out,
 * removed.  Those of offhook.conf are shown and said where they stand.
 *
 *	account.get --> form --> account.add or .update --> account.register
 */
#ifndef UI_ACCOUNT_EDITOR_H
#define UI_ACCOUNT_EDITOR_H

#include "ui.h"

/* account: its id; 0: a new one.  One that is open with changes comes back. */
void account_editor_open(struct ui *, int account);

#endif
