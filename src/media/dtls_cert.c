#include "media/dtls_cert_private.h"

#include <openssl/ec.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

#define DAY 86400L			/* seconds */
#define VALID_DAYS 30

void dtls_print_of(struct dtls_print *print, X509 *x509, enum dtls_hash hash)
{
	const EVP_MD *const digests[] = {
		[DTLS_SHA_256] = EVP_sha256(), [DTLS_SHA_384] = EVP_sha384(),
		[DTLS_SHA_512] = EVP_sha512(),
	};
	unsigned n = 0;

	memset(print, 0, sizeof *print);
	print->hash = hash;
	X509_digest(x509, digests[hash], print->bytes, &n);
}

/* A name that is everybody's, and a number that is nobody's. */
static bool name_it(X509 *x)
{
	X509_NAME *name = X509_get_subject_name(x);
	uint64_t number;

	return RAND_bytes((unsigned char *)&number, sizeof number) == 1 &&
		ASN1_INTEGER_set_uint64(X509_get_serialNumber(x),
			number >> 1) &&
		X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
			(const unsigned char *)"call", -1, -1, 0) &&
		X509_set_issuer_name(x, name);
}

/* From yesterday: their clock may be behind ours. */
static bool sign(X509 *x, EVP_PKEY *key)
{
	return X509_set_version(x, X509_VERSION_3) && name_it(x) &&
		X509_gmtime_adj(X509_getm_notBefore(x), -DAY) &&
		X509_gmtime_adj(X509_getm_notAfter(x), VALID_DAYS * DAY) &&
		X509_set_pubkey(x, key) && X509_sign(x, key, EVP_sha256());
}

struct dtls_cert *dtls_cert_new(void)
{
	struct dtls_cert *c = mem_new_of(struct dtls_cert);

	c->key = EVP_EC_gen("P-256");
	c->x509 = X509_new();
	if (!c->key || !c->x509 || !sign(c->x509, c->key)) {
		log_error("media", "DTLS: the library makes no certificate");
		dtls_cert_free(c);
		return NULL;
	}
	dtls_print_of(&c->print, c->x509, DTLS_SHA_256);
	return c;
}

void dtls_cert_free(struct dtls_cert *c)
{
	if (!c)
		return;
	EVP_PKEY_free(c->key);
	X509_free(c->x509);
	free(c);
}

const struct dtls_print *dtls_cert_print(const struct dtls_cert *c)
{
	return &c->print;
}
