#include "sip/certificate.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <openssl/x509v3.h>

#include "base/mem.h"
#include "base/text.h"
#include "sip/uri.h"

#define NAME_TEXT 256		/* a DNS name has 253 characters at most */
#define DEPTH_MAX 8		/* certificates between leaf and root */

/* --- names -----------------------------------------------------------------*/

/* false: too long, or a '\0' inside: what C would read of it is not all. */
static bool take_text(const ASN1_STRING *from, char text[NAME_TEXT])
{
	int n = ASN1_STRING_length(from);

	if (n <= 0 || n >= NAME_TEXT)
		return false;
	memcpy(text, ASN1_STRING_get0_data(from), n);
	text[n] = '\0';
	return strlen(text) == (size_t)n;
}

static int address_bytes(const char *host, uint8_t bytes[16])
{
	return inet_pton(AF_INET, host, bytes) == 1 ? 4 :
		inet_pton(AF_INET6, host, bytes) == 1 ? 16 : 0;
}

static bool is_address(const char *host)
{
	uint8_t bytes[16];

	return address_bytes(host, bytes) != 0;
}

/* The dot that ends an absolute name is none of it. */
static size_t name_length(const char *name)
{
	size_t n = strlen(name);

	return n && name[n - 1] == '.' ? n - 1 : n;
}

static bool is_same_name(const char *a, const char *b)
{
	size_t n = name_length(a);

	return n && n == name_length(b) && !strncasecmp(a, b, n);
}

/* RFC 6125 6.4.3: all of the leftmost label, with two labels behind it. */
static bool star_covers(const char *pattern, const char *host)
{
	const char *rest = strchr(host, '.');

	return !strncmp(pattern, "*.", 2) && strchr(pattern + 2, '.') &&
		!strchr(pattern + 1, '*') && rest && rest != host &&
		is_same_name(pattern + 2, rest + 1);
}

static bool covers(const char *pattern, const char *host, bool stars)
{
	if (is_same_name(pattern, host))
		return !strchr(pattern, '*');
	return stars && star_covers(pattern, host);
}

/* RFC 5922 7.1: one with a user is a person's, not a domain's. */
static bool is_domain_uri(const GENERAL_NAME *name, struct uri_parts *uri)
{
	char text[NAME_TEXT];

	return name->type == GEN_URI &&
		take_text(name->d.uniformResourceIdentifier, text) &&
		uri_parse(text, uri) && !uri->user[0] && !strchr(text, '@') &&
		!strncmp(uri->scheme, "sip", 3);
}

/* Where there is one, DNS names are those of other services (7.1). */
static bool have_domain_uri(const GENERAL_NAMES *all)
{
	struct uri_parts uri;

	for (int i = 0; i < sk_GENERAL_NAME_num(all); i++)
		if (is_domain_uri(sk_GENERAL_NAME_value(all, i), &uri))
			return true;
	return false;
}

static bool is_address_of(const ASN1_STRING *bytes, const char *host)
{
	uint8_t wanted[16];
	int n = address_bytes(host, wanted);

	return n && ASN1_STRING_length(bytes) == n &&
		!memcmp(ASN1_STRING_get0_data(bytes), wanted, n);
}

struct wanted {
	const char *host;
	bool dns, stars;		/* these count */
};

static bool alternative_is(const GENERAL_NAME *name, const struct wanted *w)
{
	struct uri_parts uri;
	char text[NAME_TEXT];

	switch (name->type) {
	case GEN_DNS:
		return w->dns && !is_address(w->host) &&
			take_text(name->d.dNSName, text) &&
			covers(text, w->host, w->stars);
	case GEN_URI:
		return is_domain_uri(name, &uri) &&
			is_same_name(uri.host, w->host);
	case GEN_IPADD:
		return is_address_of(name->d.iPAddress, w->host);
	default:
		return false;
	}
}

static bool common_name(X509_NAME *name, char text[NAME_TEXT])
{
	int at = name ? X509_NAME_get_index_by_NID(name, NID_commonName, -1) :
		-1;

	return at >= 0 && take_text(X509_NAME_ENTRY_get_data(
		X509_NAME_get_entry(name, at)), text);
}

static GENERAL_NAMES *alternatives(const X509 *x)
{
	return X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
}

/* The common name counts where nothing else is there at all, and for a name
 * only: constraints of an issuer say nothing of an address that stands
 * there. */
static bool common_name_is(const X509 *x, const char *host, bool stars)
{
	char text[NAME_TEXT];

	return X509_get_ext_by_NID(x, NID_subject_alt_name, -1) < 0 &&
		common_name(X509_get_subject_name(x), text) &&
		!is_address(host) && covers(text, host, stars);
}

static bool is_for(const X509 *x, const char *host, bool stars)
{
	GENERAL_NAMES *all = alternatives(x);
	struct wanted w = { host, !have_domain_uri(all), stars };
	bool found = false;

	for (int i = 0; i < sk_GENERAL_NAME_num(all) && !found; i++)
		found = alternative_is(sk_GENERAL_NAME_value(all, i), &w);
	GENERAL_NAMES_free(all);
	return found || common_name_is(x, host, stars);
}

bool certificate_is_for(const X509 *x, const char *host)
{
	return is_for(x, host, false);
}

bool certificate_covers(const X509 *x, const char *host)
{
	return is_for(x, host, true);
}

bool certificate_serves(const X509 *x, const struct certificate_wish *w)
{
	bool (*fits)(const X509 *, const char *) = w->wildcards ?
		certificate_covers : certificate_is_for;

	return fits(x, w->name) ||
		(is_address(w->name) && w->other && fits(x, w->other));
}

/* --- in words --------------------------------------------------------------*/

static void put(char *to, size_t size, const char *text)
{
	char *clean = text_clean(text, NAME_TEXT);

	text_format(to, size, "%s", clean);
	free(clean);
}

static void add(char *to, size_t size, const char *text)
{
	char *clean = text_clean(text, NAME_TEXT);
	size_t n = strlen(to);

	text_format(to + n, size - n, "%s%s", n ? ", " : "", clean);
	free(clean);
}

static void address_text(const ASN1_STRING *bytes, char text[NAME_TEXT])
{
	int n = ASN1_STRING_length(bytes);

	text[0] = '\0';
	if (n == 4 || n == 16)
		inet_ntop(n == 4 ? AF_INET : AF_INET6,
			ASN1_STRING_get0_data(bytes), text, NAME_TEXT);
}

static bool alternative_text(const GENERAL_NAME *name, char text[NAME_TEXT])
{
	switch (name->type) {
	case GEN_DNS:
		return take_text(name->d.dNSName, text);
	case GEN_URI:
		return take_text(name->d.uniformResourceIdentifier, text);
	case GEN_IPADD:
		address_text(name->d.iPAddress, text);
		return text[0];
	default:
		return false;
	}
}

void certificate_names(const X509 *x, char *text, size_t size)
{
	GENERAL_NAMES *all = alternatives(x);
	char one[NAME_TEXT];

	text[0] = '\0';
	for (int i = 0; i < sk_GENERAL_NAME_num(all); i++)
		if (alternative_text(sk_GENERAL_NAME_value(all, i), one))
			add(text, size, one);
	GENERAL_NAMES_free(all);
	if (!text[0] && common_name(X509_get_subject_name(x), one))
		add(text, size, one);
}

static void name_text(X509_NAME *name, char *text, size_t size)
{
	char one[NAME_TEXT];

	if (!common_name(name, one) &&
	    !X509_NAME_oneline(name, one, sizeof one))
		one[0] = '\0';
	put(text, size, one[0] ? one : "nobody");
}

void certificate_subject(const X509 *x, char *text, size_t size)
{
	name_text(X509_get_subject_name(x), text, size);
}

static void issuer_text(const X509 *x, char *text, size_t size)
{
	name_text(X509_get_issuer_name(x), text, size);
}

static int64_t seconds(const ASN1_TIME *t)
{
	struct tm tm;

	return ASN1_TIME_to_tm(t, &tm) ? (int64_t)timegm(&tm) : 0;
}

int64_t certificate_expires_s(const X509 *x)
{
	return seconds(X509_get0_notAfter(x));
}

static void time_text(const ASN1_TIME *t, char text[32])
{
	struct tm tm;

	snprintf(text, 32, "an unknown time");
	if (ASN1_TIME_to_tm(t, &tm))
		strftime(text, 32, "%Y-%m-%d %H:%M UTC", &tm);
}

bool certificate_pin(const X509 *x, uint8_t pin[PIN_BYTES])
{
	unsigned char *key = NULL;
	int n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &key);
	unsigned got = 0;
	bool ok = n > 0 && EVP_Digest(key, n, pin, &got, EVP_sha256(), NULL) &&
		got == PIN_BYTES;

	OPENSSL_free(key);
	return ok;
}

/* --- judging ---------------------------------------------------------------*/

/* "the certificate", or whose, where it is one further up the chain. */
static void which_text(X509_STORE_CTX *ctx, char *text, size_t size)
{
	const X509 *x = X509_STORE_CTX_get_current_cert(ctx);
	char whose[NAME_TEXT];

	if (!x || X509_STORE_CTX_get_error_depth(ctx) == 0) {
		snprintf(text, size, "the certificate");
		return;
	}
	certificate_subject(x, whose, sizeof whose);
	text_format(text, size, "the certificate of its issuer %s", whose);
}

/* false: the error is another one. */
static bool time_words(const X509 *x, int error, const char *which,
	char why[CERTIFICATE_WHY])
{
	bool over = error == X509_V_ERR_CERT_HAS_EXPIRED;
	char when[32];

	if (!over && error != X509_V_ERR_CERT_NOT_YET_VALID)
		return false;
	time_text(over ? X509_get0_notAfter(x) : X509_get0_notBefore(x), when);
	text_format(why, CERTIFICATE_WHY, over ? "%s has expired, on %s" :
		"%s is not valid before %s; is the clock right?", which, when);
	return true;
}

static void chain_words(X509_STORE_CTX *ctx, char why[CERTIFICATE_WHY])
{
	const X509 *x = X509_STORE_CTX_get_current_cert(ctx);
	int error = X509_STORE_CTX_get_error(ctx);
	char which[NAME_TEXT], issuer[NAME_TEXT] = "";

	which_text(ctx, which, sizeof which);
	if (x && time_words(x, error, which, why))
		return;
	if (x)
		issuer_text(x, issuer, sizeof issuer);
	switch (x ? error : X509_V_ERR_UNSPECIFIED) {
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
		text_format(why, CERTIFICATE_WHY, "the certificate is "
			"self-signed: nobody vouches for it; tls_pin or tls_ca "
			"can name it");
		break;
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
		text_format(why, CERTIFICATE_WHY, "the issuer of %s is not "
			"known here: %s; tls_ca names its file", which, issuer);
		break;
	case X509_V_ERR_CERT_REVOKED:
		text_format(why, CERTIFICATE_WHY, "%s has been revoked by its "
			"issuer %s", which, issuer);
		break;
	case X509_V_ERR_CRL_HAS_EXPIRED:
	case X509_V_ERR_UNABLE_TO_GET_CRL:
		text_format(why, CERTIFICATE_WHY, "tls_ca has no list of today "
			"that says whether %s has been revoked by %s", which,
			issuer);
		break;
	case X509_V_ERR_EE_KEY_TOO_SMALL:
	case X509_V_ERR_CA_KEY_TOO_SMALL:
	case X509_V_ERR_CA_MD_TOO_WEAK:
		text_format(why, CERTIFICATE_WHY, "%s is too weak to prove "
			"anything: %s", which,
			X509_verify_cert_error_string(error));
		break;
	default:
		text_format(why, CERTIFICATE_WHY, "%s is not accepted: %s",
			which, X509_verify_cert_error_string(error));
	}
}

/* Whoever made the connection may have left a callback that forgives all. */
static int as_found(int ok, X509_STORE_CTX *ctx)
{
	(void)ctx;
	return ok;
}

static bool chain_is_good(X509_STORE_CTX *ctx,
	const struct certificate_wish *w, char why[CERTIFICATE_WHY])
{
	X509_VERIFY_PARAM *p = X509_STORE_CTX_get0_param(ctx);

	if (w->verify != TLS_FULL && w->verify != TLS_CA)
		return true;
	X509_VERIFY_PARAM_set_time(p, (time_t)w->now_s);
	X509_VERIFY_PARAM_set_depth(p, DEPTH_MAX);
	X509_STORE_CTX_set_verify_cb(ctx, as_found);
	if (X509_verify_cert(ctx) > 0)
		return true;
	chain_words(ctx, why);
	return false;
}

/* What a star hides is told, since whoever sees the name takes it for a
 * match. */
static void name_words(const X509 *x, const char *wanted,
	char why[CERTIFICATE_WHY])
{
	char theirs[NAME_TEXT];

	certificate_names(x, theirs, sizeof theirs);
	if (certificate_covers(x, wanted))
		text_format(why, CERTIFICATE_WHY, "the certificate has a "
			"wildcard (theirs: %s; wanted: %s), which counts for "
			"nothing in SIP (RFC 5922); tls_wildcard = yes takes it",
			theirs, wanted);
	else
		text_format(why, CERTIFICATE_WHY, "the certificate is for "
			"another name (theirs: %s; wanted: %s%s)", theirs[0] ?
			theirs : "none", wanted, strcmp(theirs, wanted) ? "" :
			" as its alternative name");
}

static bool name_is_good(X509_STORE_CTX *ctx, const struct certificate_wish *w,
	char why[CERTIFICATE_WHY])
{
	const X509 *leaf = X509_STORE_CTX_get0_cert(ctx);

	if (w->verify != TLS_FULL || certificate_serves(leaf, w))
		return true;
	name_words(leaf, is_address(w->name) && w->other ? w->other : w->name,
		why);
	X509_STORE_CTX_set_error(ctx, X509_V_ERR_HOSTNAME_MISMATCH);
	return false;
}

static bool pin_is_good(X509_STORE_CTX *ctx, const struct certificate_wish *w,
	char why[CERTIFICATE_WHY])
{
	uint8_t pin[PIN_BYTES];
	char text[PIN_TEXT] = "none";
	bool read = certificate_pin(X509_STORE_CTX_get0_cert(ctx), pin);

	if (w->verify == TLS_OFF || (!w->pin && w->verify != TLS_PIN))
		return true;
	if (read && w->pin && !memcmp(pin, w->pin, PIN_BYTES))
		return true;
	if (read)
		pin_text(pin, text);
	text_format(why, CERTIFICATE_WHY, "the key is another one than tls_pin "
		"says (seen: %s)", text);
	X509_STORE_CTX_set_error(ctx, X509_V_ERR_CERT_REJECTED);
	return false;
}

bool certificate_judge(X509_STORE_CTX *ctx, const struct certificate_wish *w,
	char why[CERTIFICATE_WHY])
{
	if (!X509_STORE_CTX_get0_cert(ctx)) {
		text_format(why, CERTIFICATE_WHY, "it showed no certificate");
		X509_STORE_CTX_set_error(ctx, X509_V_ERR_UNSPECIFIED);
		return false;
	}
	if (!chain_is_good(ctx, w, why) || !name_is_good(ctx, w, why) ||
	    !pin_is_good(ctx, w, why))
		return false;
	X509_STORE_CTX_set_error(ctx, X509_V_OK);
	return true;
}
