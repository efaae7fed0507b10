#include "sdp/crypto.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define TAG_MAX 999999999	/* RFC 4568 9.1: nine digits */
#define LIFETIME_MAX 48	/* 2^48 packets: RFC 3711 9.2 */
#define KEY_TEXT 68		/* of SDP_KEY_MAX bytes, with '\0' and padding */

static const struct {
	const char *name;
	int key;			/* bytes of key and salt */
} suites[SDP_SUITES] = {
	[SDP_AEAD_AES_128_GCM] = { "AEAD_AES_128_GCM", 28 },
	[SDP_AEAD_AES_256_GCM] = { "AEAD_AES_256_GCM", 44 },
	[SDP_AES_256_CM_80] = { "AES_256_CM_HMAC_SHA1_80", 46 },
	[SDP_AES_CM_128_80] = { "AES_CM_128_HMAC_SHA1_80", 30 },
	[SDP_AES_CM_128_32] = { "AES_CM_128_HMAC_SHA1_32", 30 },
	[SDP_AES_256_CM_32] = { "AES_256_CM_HMAC_SHA1_32", 46 },
};

const char *sdp_suite_name(enum sdp_suite suite)
{
	return suites[suite].name;
}

int sdp_suite_key(enum sdp_suite suite)
{
	return suites[suite].key;
}

static bool read_suite(struct span word, enum sdp_suite *suite)
{
	for (int i = SDP_CLEAR + 1; i < SDP_SUITES; i++)
		if (span_is(word, suites[i].name)) {
			*suite = i;
			return true;
		}
	return false;
}

/* To four letters for three bytes; there are phones that leave that out. */
static bool pad(char text[KEY_TEXT], int bytes)
{
	size_t n = strlen(text), whole = (size_t)(bytes + 2) / 3 * 4;
	size_t padding = (size_t)(3 - bytes % 3) % 3;

	if (n == whole - padding) {
		memset(text + n, '=', padding);
		text[whole] = '\0';
		n = whole;
	}
	return n == whole && strcspn(text, "=") == whole - padding;
}

static bool read_key(struct span text, int wanted, uint8_t key[SDP_KEY_MAX])
{
	char padded[KEY_TEXT];
	uint8_t bytes[KEY_TEXT];
	bool fine = span_copy(text, padded, sizeof padded) &&
		pad(padded, wanted) && EVP_DecodeBlock(bytes,
		(unsigned char *)padded, (int)strlen(padded)) >= wanted;

	if (fine)
		memcpy(key, bytes, wanted);
	explicit_bzero(padded, sizeof padded);
	explicit_bzero(bytes, sizeof bytes);
	return fine;
}

static bool has(struct span span, char c)
{
	return span.s < span.end && memchr(span.s, c, span_length(span));
}

/* "2^31", "1048576", or nothing.  It is theirs to count: we never send as much
 * with one key. */
static bool is_lifetime(struct span text)
{
	struct span power = text;
	int exponent;

	if (span_is(span_until(&power, '^'), "2") && power.s < power.end)
		return span_number(power, LIFETIME_MAX, &exponent);
	for (const char *s = text.s; s < text.end; s++)
		if (*s < '0' || *s > '9')
			return false;
	return true;
}

/* "inline:KEY|LIFETIME|MKI:LENGTH" */
static const char *read_inline(struct sdp_crypto *c, struct span word)
{
	struct span method = span_until(&word, ':');
	struct span key = span_until(&word, '|');
	struct span lifetime = span_until(&word, '|');

	if (!span_is(method, "inline"))
		return "no key that stands in it (inline:)";
	if (has(word, ':') || has(lifetime, ':'))
		return "packets that name their key (MKI)";
	if (word.s < word.end || !is_lifetime(lifetime))
		return "a lifetime that is no number of packets";
	return read_key(key, suites[c->suite].key, c->key) ? NULL :
		"a key of another length than its suite's";
}

/* The window of who receives is his own affair; and of what begins with a dash
 * they say themselves that it may be (RFC 4568 6.3.7). */
static bool may_be_ignored(struct span parameter)
{
	return *parameter.s == '-' || (span_length(parameter) > 4 &&
		!strncasecmp(parameter.s, "WSH=", 4));
}

static const char *read_parameters(struct span words)
{
	struct span word;

	while (word = span_word(&words), word.s < word.end)
		if (!may_be_ignored(word))
			return "a parameter that is not done here (KDR, "
				"UNENCRYPTED_SRTP ...)";
	return NULL;
}

const char *crypto_read(struct sdp_crypto *c, struct span value)
{
	const char *flaw;

	if (!span_number(span_word(&value), TAG_MAX, &c->tag))
		return "no number at its front";
	if (!read_suite(span_word(&value), &c->suite))
		return "a suite that is not done here";
	flaw = read_inline(c, span_word(&value));
	return flaw ? flaw : read_parameters(value);
}

void crypto_write(const struct sdp_crypto *c, char text[SDP_CRYPTO_TEXT])
{
	char key[KEY_TEXT];

	EVP_EncodeBlock((unsigned char *)key, c->key, suites[c->suite].key);
	snprintf(text, SDP_CRYPTO_TEXT, "%d %s inline:%s", c->tag,
		suites[c->suite].name, key);
	explicit_bzero(key, sizeof key);
}
