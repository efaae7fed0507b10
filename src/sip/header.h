/* header.h - texts on their way into headers and out of them.  Pure.
 *
 * Whatever goes into a message passes here: a line break in it would begin a
 * header of somebody else's choice.
 */
/* Sofia-SIP has a SIP_HEADER_H of its own. */
#ifndef OFFHOOK_SIP_HEADER_H
#define OFFHOOK_SIP_HEADER_H

#include <stdbool.h>

bool header_is_token(const char *text);		/* RFC 3261 25.1 */

/* Copies for the caller to free; NULL gives NULL.  Control characters become
 * blanks. */
char *header_text(const char *text);
/* "Alice" and sip:alice@h -> "\"Alice\" <sip:alice@h>"; display NULL: none. */
char *header_name_address(const char *display, const char *uri);
/* "sip:a;lr", "sip:b;lr" -> "<sip:a;lr>,<sip:b;lr>"; n 0: NULL. */
char *header_routes(const char *const *routes, int n);
/* "\"quoted \\\" text\"" -> quoted " text; what is not quoted stays. */
char *header_unquoted(const char *text);
/* Reason (RFC 3326): 17, "gone" -> "Q.850;cause=17;text=\"gone\""; cause 0: 16,
 * the normal end of a call; with no text either: NULL. */
char *header_reason(int q850, const char *text);
/* Warning (RFC 3261 20.43): "no codec" -> "399 offhook \"no codec\"". */
char *header_warning(const char *text);

#endif
