/* identity.h - who a message says it is from, beyond its From header.  Pure.
 *
 *	P-Asserted-Identity, else Remote-Party-ID	asserted (RFC 3325)
 *	Diversion					RFC 5806
 *	History-Info					RFC 7044
 *	User-to-User					RFC 7433
 *	Privacy						RFC 3323, 3325
 *
 * In a response it is who answers, and From is left out: that is ourselves.
 * Anybody can write these: whether to believe them is the owner's decision.
 */
#ifndef SIP_IDENTITY_H
#define SIP_IDENTITY_H

#include <stdbool.h>

#define IDENTITY_ENTRIES 10		/* of a list; the rest is not read */
#define IDENTITY_TEXT 1024		/* characters of User-to-User */

struct identity_entry {			/* texts owned, clean */
	char *uri;			/* of record: no parameters; never NULL
					 * in a list */
	char *display_name;		/* NULL none */
	char *reason;			/* "user-busy", "302 Moved Temporarily";
					 * NULL none */
};

struct identity {
	struct identity_entry asserted;	/* uri NULL: none */
	struct identity_entry diversion[IDENTITY_ENTRIES];
	struct identity_entry history[IDENTITY_ENTRIES];
	int n_diversion, n_history;	/* newest diversion first, oldest
					 * history first, as they are sent */
	char *user_to_user;		/* owned, clean; NULL none */
	bool withheld;			/* asserted is not to be shown */
	bool anonymous;			/* neither is From */
};

void identity_free(struct identity *);	/* NULL may be given */

#endif
