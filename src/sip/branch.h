/* branch.h - the early dialogs of an INVITE of ours, one for each To tag that
 * answered it (RFC 3261 13.2.2.4).  A proxy may have forked it to many.
 *
 *	INVITE --> 180 tag=a ---> branch 1 \
 *	       `-> 183 tag=b ---> branch 2  >  one of them answers: the dialog
 *	       `-> 199 tag=a      over     /
 *
 * What is sent in one of them (PRACK, the answer to an UPDATE) goes to the
 * Contact and by the Record-Route of that one.  The stack knows only the one
 * that wins: see mend_branch.c.
 */
#ifndef SIP_BRANCH_H
#define SIP_BRANCH_H

#include "sip/stack.h"

struct dialog;

#define BRANCHES_MAX 16		/* of one INVITE; more of them are not heard */

struct branch {
	struct list link;		/* in the dialog's branches */
	int id;				/* 1, 2 ...: never given twice */
	su_home_t *home;		/* owned; of the three below */
	sip_to_t *to;			/* as it came, with its tag */
	sip_contact_t *contact;		/* NULL none */
	sip_route_t *route;		/* NULL none */
	uint32_t rseq;			/* of the last reliable one; 0 none */
	bool agreed;			/* an offer was answered in it */
	bool over;			/* 199: it has failed */
};

/* The branch that a response to our INVITE came from; a new one, with what the
 * response tells of it, if need be.  NULL: they are too many. */
struct branch *branch_of(struct dialog *, const sip_t *);
/* The one that a request with this From tag is from; NULL none. */
struct branch *branch_tagged(struct dialog *, const char *tag);
/* Their Contact from now on (NULL: as it was). */
void branch_moved(struct branch *, const sip_contact_t *);
void branches_forget(struct dialog *);

/* The INVITE is ours, and nobody has answered it yet. */
bool branches_are_open(const struct dialog *);

#endif
