/* party.h - how somebody's address is shown.  Pure. */
#ifndef UI_PARTY_H
#define UI_PARTY_H

#include <stdbool.h>

/* "sip:2014@pbx.example.net;transport=tcp" -> "2014" where home has the same
 * host or the user is a number, else "bob@example.org"; "tel:+44" -> "+44".
 * A host that is nobody's (RFC 2606: services.invalid, anonymous.invalid) is
 * left out.
 * home: our own URI, or NULL.  The caller frees it. */
char *party_address(const char *uri, const char *home);

/* What to dial to reach it again: the URI, the name of a built-in service, ""
 * for somebody anonymous.  The caller frees it. */
char *party_target(const char *uri);

/* A call of this phone to itself: echo, tone, music. */
bool party_is_service(const char *uri);

/* Without scheme, parameters and headers: "2014@pbx.example.net".  The caller
 * frees it. */
char *party_bare(const char *uri);

#endif
