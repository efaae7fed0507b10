/* digest_lent.h - the sums of a password on their way through the stack, which
 * copies what it is given and forgets to wipe it: it gets a token instead.
 * Engine thread.
 *
 *	auth: lent_put -> token -> nua_authenticate ... digest_client: lent_get
 *	dispatch: the stack is done with it -> lent_forget_used
 */
#ifndef SIP_DIGEST_LENT_H
#define SIP_DIGEST_LENT_H

#include "sip/digest.h"

#define LENT_TOKEN 33			/* with its '\0' */

/* Copies.  servers: where they may go within a dialog, hosts, "a,b"; "":
 * any. */
void lent_put(const char *sums, const char *servers, char token[LENT_TOKEN]);
/* NULL: not known any more.  Valid until any other call. */
const char *lent_get(const char *token);
const char *lent_servers(const char *token);	/* likewise */
/* What was got is where it was to go; what was never got goes when there is no
 * more room. */
void lent_forget_used(void);

#endif
