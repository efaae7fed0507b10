/* certificate.h - whether a certificate is that of whom was asked for (RFC
 * 5922, RFC 5280), and in words why not.  Pure but for OpenSSL's objects; any
 * thread.
 *
 *	chain --signed, in time?--> trust store
 *	leaf  --for this name?----> sip: URI, else DNS name, address; CN without
 *				    any of them
 *	leaf  --this key?---------> pin
 */
#ifndef SIP_CERTIFICATE_H
#define SIP_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/x509.h>

#include "sip/tls_policy.h"

#define CERTIFICATE_WHY 400

struct certificate_wish {
	enum tls_verify verify;
	const uint8_t *pin;		/* of PIN_BYTES; NULL: none */
	const char *name;		/* host that was asked for, or
					 * address */
	const char *other;		/* may be shown in place of an address;
					 * NULL: none */
	bool wildcards;			/* they count */
	int64_t now_s;			/* since 1970 */
};

/* What a handshake hands over: leaf, chain and trust store.  false: `why` is a
 * clean sentence without its full stop, and the error is set for the alert. */
bool certificate_judge(X509_STORE_CTX *, const struct certificate_wish *,
	char why[CERTIFICATE_WHY]);

/* `host` as a URI has it, IPv6 without brackets.  By RFC 5922: names as a
 * whole, no wildcards, DNS names where no sip: URI is. */
bool certificate_is_for(const X509 *, const char *host);
/* The same, but a '*' counts where it is all of the leftmost label of a DNS
 * name, with two labels behind it at least. */
bool certificate_covers(const X509 *, const char *host);
/* One of them, for the name or for the other, as is wished. */
bool certificate_serves(const X509 *, const struct certificate_wish *);

/* "pbx.example.net, *.example.org", clean; "" where it has none. */
void certificate_names(const X509 *, char *text, size_t size);

/* Whose it is, or whose the issuer: the common name, else all of it; clean. */
void certificate_subject(const X509 *, char *text, size_t size);

bool certificate_pin(const X509 *, uint8_t pin[PIN_BYTES]);

int64_t certificate_expires_s(const X509 *);	/* since 1970; 0: not said */

#endif
