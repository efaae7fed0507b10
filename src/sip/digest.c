#include "sip/digest.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <openssl/evp.h>

#include "base/mem.h"

static const struct {
	const char *name, *session_name;
	const EVP_MD *(*sum)(void);
} algorithms[DIGEST_ALGORITHMS] = {
	[DIGEST_MD5] = { "MD5", "MD5-sess", EVP_md5 },
	[DIGEST_SHA256] = { "SHA-256", "SHA-256-sess", EVP_sha256 },
	[DIGEST_SHA512_256] = { "SHA-512-256", "SHA-512-256-sess",
		EVP_sha512_256 },
};

enum digest_algorithm digest_algorithm(const char *name, bool *session)
{
	*session = false;
	if (!name)
		return DIGEST_MD5;
	for (int i = 0; i < DIGEST_ALGORITHMS; i++) {
		*session = !strcasecmp(name, algorithms[i].session_name);
		if (*session || !strcasecmp(name, algorithms[i].name))
			return i;
	}
	return DIGEST_UNKNOWN;
}

const char *digest_name(enum digest_algorithm algorithm, bool session)
{
	return session ? algorithms[algorithm].session_name :
		algorithms[algorithm].name;
}

/* The sum over the parts with ':' between; NULL ends them. */
static void sum_of(enum digest_algorithm algorithm, char hex[DIGEST_HEX], ...)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	const char *part, *colon = "";
	unsigned n = 0;
	va_list parts;

	if (!context ||
	    !EVP_DigestInit_ex(context, algorithms[algorithm].sum(), NULL))
		abort();
	va_start(parts, hex);
	while ((part = va_arg(parts, const char *))) {
		EVP_DigestUpdate(context, colon, strlen(colon));
		EVP_DigestUpdate(context, part, strlen(part));
		colon = ":";
	}
	va_end(parts);
	EVP_DigestFinal_ex(context, sum, &n);
	EVP_MD_CTX_free(context);
	for (unsigned i = 0; i < n && i < DIGEST_HEX / 2; i++)
		sprintf(hex + 2 * i, "%02x", sum[i]);
}

void digest_ha1(enum digest_algorithm algorithm, const char *user,
	const char *realm, const char *password, char hex[DIGEST_HEX])
{
	sum_of(algorithm, hex, user, realm, password, NULL);
}

void digest_response(const struct digest_request *r, char hex[DIGEST_HEX])
{
	char ha1[DIGEST_HEX], ha2[DIGEST_HEX], nc[9];

	snprintf(ha1, sizeof ha1, "%s", r->ha1);
	snprintf(nc, sizeof nc, "%08x", r->nc);
	if (r->session)
		sum_of(r->algorithm, ha1, r->ha1, r->nonce,
			r->cnonce ? r->cnonce : "", NULL);
	sum_of(r->algorithm, ha2, r->method, r->uri, NULL);
	if (r->cnonce)
		sum_of(r->algorithm, hex, ha1, r->nonce, nc, r->cnonce, "auth",
			ha2, NULL);
	else
		sum_of(r->algorithm, hex, ha1, r->nonce, ha2, NULL);
	explicit_bzero(ha1, sizeof ha1);
}
