/* ssh.h - one ssh that runs a command on another machine: its standard input
 * and output are a socket of ours, what it says on standard error is kept.
 */
#ifndef UI_SSH_H
#define UI_SSH_H

#include <stdbool.h>

struct ssh;

/* OFFHOOK_SSH, else the ssh of PATH.  ask: it may ask for passwords and host
 * keys on the terminal; else it never does, and has none.  *fd: our end, a
 * blocking stream socket, the caller's.  NULL: errno says why. */
struct ssh *ssh_new(const char *host, const char *command, bool ask, int *fd);
void ssh_free(struct ssh *);		/* ends it; NULL may be given */

/* The last line it said, cleaned, until ssh_forget; NULL: none.  Never waits;
 * echo: each goes to our standard error as well. */
const char *ssh_said(struct ssh *, bool echo);
void ssh_forget(struct ssh *);
int ssh_fd(const struct ssh *);		/* for poll(): it says something */

#endif
