/* account_merge.h - an account section's body with some of its keys changed.
 * Pure.
 *
 *	uri = 'sip:a@b'   +   expires = 90	->	uri = 'sip:a@b'
 *	expires = 60					expires = 90
 */
#ifndef STORE_ACCOUNT_MERGE_H
#define STORE_ACCOUNT_MERGE_H

/* Keys of changes replace those of text; comments are lost.  Both must be what
 * config_read_account takes.  The caller wipes it: it may hold secrets. */
char *account_merge(const char *text, const char *changes);

#endif
