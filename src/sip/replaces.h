/* replaces.h - a new dialog that takes the place of another one (RFC 3891).
 * Engine thread.
 *
 *	us ---- 1 ---- peer		Refer-To of dialog 2 in a REFER on 1
 *	us ---- 2 ---- target		makes the peer call the target with
 *	peer -- new -- target		Replaces, and the target ends 2
 *
 * A dialog is named by a text, "call-id;to-tag=THEIRS;from-tag=OURS": what the
 * peer of that dialog finds in Replaces, and what we compare.
 */
#ifndef SIP_REPLACES_H
#define SIP_REPLACES_H

#include <stdbool.h>

#include "sip/dialog.h"

struct sip_s;			/* Sofia-SIP's parsed message */
struct sip_event;

/* The name of a dialog as its peer is told it, for the caller to free; NULL:
 * its peer has not said its tag yet. */
char *dialog_name(const struct dialog *);
/* Names it, from here. */
bool dialog_is(const struct dialog *, const char *name);

/* The URI of the peer's last Contact; NULL: none yet. */
const char *dialog_remote_target(const struct dialog *);
/* "sip:them@at?Replaces=...&Require=replaces", for the caller to free; NULL:
 * not confirmed, or at is. */
char *dialog_refer_target(const struct dialog *, const char *at);

/* Notes tags and remote target of what a dialog's peer said. */
void dialog_note_peer(struct dialog *, const struct sip_event *);

/* What an INVITE is to replace: 0, and *name as dialog_name() here has it, the
 * caller's, NULL: nothing; or 400. */
int replaces_read(const struct sip_s *, char **name, bool *early_only);

/* A text as the value of a header inside a URI (RFC 3261 19.1.1); the
 * caller's. */
char *replaces_escaped(const char *text);

#endif
