#include "media/cipher.h"

#include <srtp2/srtp.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

#define WINDOW 128		/* packets that may come out of order */

struct cipher {
	srtp_t context;		/* owned */
};

typedef void set_policy(srtp_crypto_policy_t *);

static const struct {
	set_policy *rtp, *rtcp;
} suites[CIPHER_SUITES] = {
	[CIPHER_AEAD_AES_128_GCM] = {
		srtp_crypto_policy_set_aes_gcm_128_16_auth,
		srtp_crypto_policy_set_aes_gcm_128_16_auth },
	[CIPHER_AEAD_AES_256_GCM] = {
		srtp_crypto_policy_set_aes_gcm_256_16_auth,
		srtp_crypto_policy_set_aes_gcm_256_16_auth },
	[CIPHER_AES_256_CM_80] = {
		srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80,
		srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80 },
	[CIPHER_AES_CM_128_80] = {
		srtp_crypto_policy_set_rtp_default,
		srtp_crypto_policy_set_rtcp_default },
	/* RFC 4568 6.2.2: reports have 80 bits all the same. */
	[CIPHER_AES_CM_128_32] = {
		srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32,
		srtp_crypto_policy_set_rtcp_default },
	[CIPHER_AES_256_CM_32] = {
		srtp_crypto_policy_set_aes_cm_256_hmac_sha1_32,
		srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80 },
};

/* --- engine thread ------------------------------------------------------- */

bool cipher_key_same(const struct cipher_key *a, const struct cipher_key *b)
{
	return a->suite == b->suite && (a->suite == CIPHER_CLEAR ||
		!memcmp(a->bytes, b->bytes, sizeof a->bytes));
}

static bool begin(void)
{
	static bool begun, works;

	if (!begun)
		works = srtp_init() == srtp_err_status_ok;
	begun = true;
	return works;
}

/* What we send is new each time; should a packet be protected twice, the second
 * must not be lost. */
static bool create(struct cipher *c, const struct cipher_key *key,
	srtp_ssrc_t ssrc)
{
	uint8_t bytes[CIPHER_KEY_MAX];
	srtp_policy_t policy = { .ssrc = ssrc, .key = bytes,
		.window_size = WINDOW,
		.allow_repeat_tx = ssrc.type == ssrc_specific };
	bool fine;

	memcpy(bytes, key->bytes, sizeof bytes);
	suites[key->suite].rtp(&policy.rtp);
	suites[key->suite].rtcp(&policy.rtcp);
	fine = srtp_create(&c->context, &policy) == srtp_err_status_ok;
	explicit_bzero(bytes, sizeof bytes);
	return fine;
}

static struct cipher *make(const struct cipher_key *key, srtp_ssrc_t ssrc)
{
	struct cipher *c;

	if (key->suite == CIPHER_CLEAR)
		return NULL;
	c = mem_new_of(struct cipher);
	if (begin() && create(c, key, ssrc))
		return c;
	log_error("media", "SRTP: the library cannot do suite %d", key->suite);
	free(c);
	return NULL;
}

struct cipher *cipher_to_send(const struct cipher_key *key, uint32_t ssrc)
{
	return make(key, (srtp_ssrc_t){ ssrc_specific, ssrc });
}

struct cipher *cipher_to_receive(const struct cipher_key *key)
{
	return make(key, (srtp_ssrc_t){ ssrc_any_inbound, 0 });
}

void cipher_free(struct cipher *c)
{
	if (!c)
		return;
	srtp_dealloc(c->context);
	free(c);
}

/* --- media thread -------------------------------------------------------- */

typedef srtp_err_status_t srtp_step(srtp_t, void *bytes, int *n);

static srtp_err_status_t step(srtp_step *f, struct cipher *c, uint8_t *packet,
	size_t *n)
{
	int length = (int)*n;
	srtp_err_status_t status = f(c->context, packet, &length);

	if (status == srtp_err_status_ok)
		*n = (size_t)length;
	return status;
}

bool cipher_protect(struct cipher *c, uint8_t *packet, size_t *n)
{
	return step(srtp_protect, c, packet, n) == srtp_err_status_ok;
}

bool cipher_protect_report(struct cipher *c, uint8_t *packet, size_t *n)
{
	return step(srtp_protect_rtcp, c, packet, n) == srtp_err_status_ok;
}

static enum cipher_verdict verdict(srtp_err_status_t status)
{
	switch (status) {
	case srtp_err_status_ok:
		return CIPHER_FINE;
	case srtp_err_status_replay_fail:
	case srtp_err_status_replay_old:
		return CIPHER_AGAIN;
	default:
		return CIPHER_FORGED;
	}
}

enum cipher_verdict cipher_open(struct cipher *c, uint8_t *packet, size_t *n)
{
	return verdict(step(srtp_unprotect, c, packet, n));
}

enum cipher_verdict cipher_open_report(struct cipher *c, uint8_t *packet,
	size_t *n)
{
	return verdict(step(srtp_unprotect_rtcp, c, packet, n));
}
