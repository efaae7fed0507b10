/* keyring.h - offhook-keyring, which keeps passwords where the desktop does. */
#ifndef ONESHOT_KEYRING_H
#define ONESHOT_KEYRING_H

/* "set" with both, or "clear" with the URI alone; waits for a keyring that is
 * to be unlocked.  Its exit status (protocol/keyring.h), -1: it could not be
 * run. */
int keyring_run(const char *word, const char *uri, const char *password);

#endif
