#include "media/cipher.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <srtp2/srtp.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "media/bytes.h"
#include "media/rtp.h"

#define WINDOW 128		/* packets that may come out of order */
#define LONGEST 2048		/* bytes of a packet that is tried again */
#define STRANGE 20		/* packets that do not fit, one after the other,
				 * until another counter is tried */
#define TRIES 64		/* of another counter, until one fits */

struct cipher {
	srtp_t context;			/* owned */
	struct cipher_key key;
	/* of what is heard: */
	uint32_t ssrc;			/* of the last packet that did fit */
	bool known;			/* there was one */
	int strange;			/* packets that did not, since then */
	int tries;
	uint32_t former_ssrc, former_roc;	/* with the key before; 0
						 * none */
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

/* Debian's libsrtp2 stands on NSS, which it begins by "optimize space": then
 * all keys of all calls hang in 32 lists that every packet walks through, some
 * hundred cache lines with 200 calls.  Who begins before it has 1,024 of
 * them. */
static void begin_wide(void)
{
	enum { READ_ONLY = 1, NO_CERTIFICATES = 2, NO_MODULES = 4,
		FORCE_OPEN = 8 };
	void *(*begin_nss)(const char *, const char *, const char *,
		const char *, void *, uint32_t flags);

	*(void **)&begin_nss = dlsym(RTLD_DEFAULT, "NSS_InitContext");
	if (begin_nss)
		begin_nss("", "", "", "", NULL, READ_ONLY | NO_CERTIFICATES |
			NO_MODULES | FORCE_OPEN);
}

static pthread_t starter;
static bool begun, over, works;		/* works: starter's, until it is over */

static void *start(void *arg)
{
	(void)arg;
	begin_wide();
	works = srtp_init() == srtp_err_status_ok;
	return NULL;
}

/* Signals are the engine's. */
void cipher_prepare(void)
{
	sigset_t all, before;

	if (begun)
		return;
	begun = true;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	if (pthread_create(&starter, NULL, start, NULL)) {
		start(NULL);
		over = true;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static bool begin(void)
{
	cipher_prepare();
	if (!over)
		pthread_join(starter, NULL);
	over = true;
	return works;
}

static srtp_policy_t policy_of(struct cipher *c, srtp_ssrc_t ssrc)
{
	srtp_policy_t policy = { .ssrc = ssrc, .key = c->key.bytes,
		.window_size = WINDOW };

	suites[c->key.suite].rtp(&policy.rtp);
	suites[c->key.suite].rtcp(&policy.rtcp);
	return policy;
}

static bool create(struct cipher *c, srtp_ssrc_type_t whose)
{
	srtp_policy_t policy = policy_of(c, (srtp_ssrc_t){ whose, 0 });

	return srtp_create(&c->context, &policy) == srtp_err_status_ok;
}

static struct cipher *make(const struct cipher_key *key, srtp_ssrc_type_t whose)
{
	struct cipher *c;

	if (key->suite == CIPHER_CLEAR)
		return NULL;
	c = mem_new_of(struct cipher);
	c->key = *key;
	if (begin() && create(c, whose))
		return c;
	log_error("media", "SRTP: the library cannot do suite %d", key->suite);
	cipher_free(c);
	return NULL;
}

struct cipher *cipher_to_send(const struct cipher_key *key)
{
	return make(key, ssrc_any_outbound);
}

struct cipher *cipher_to_receive(const struct cipher_key *key)
{
	return make(key, ssrc_any_inbound);
}

void cipher_free(struct cipher *c)
{
	if (!c)
		return;
	if (c->context)
		srtp_dealloc(c->context);
	explicit_bzero(c, sizeof *c);
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

/* --- the rollover counter of who was not heard for long --------------------*/

void cipher_follow(struct cipher *c, const struct cipher *former)
{
	if (!c || !former || !former->known || srtp_get_stream_roc(
	    former->context, former->ssrc, &c->former_roc))
		return;
	c->former_ssrc = former->ssrc;
}

/* Somebody new may be past a wrap that we have not heard (RFC 4568 6.4), and
 * who is known too, after a long silence. */
static bool is_doubtful(const struct cipher *c, uint32_t ssrc, size_t n)
{
	return n <= LONGEST && c->tries < TRIES &&
		(!c->known || ssrc != c->ssrc || c->strange >= STRANGE);
}

/* One after the other this turn (what is more than half of one ahead looks old)
 * and the next ones, a day of them; and where another key had come to some turn
 * before, in between from that on.  0 is what was tried first. */
static uint32_t guess(const struct cipher *c, uint32_t ssrc, uint32_t roc)
{
	uint32_t number = (uint32_t)c->tries, first = roc ? roc : 1;

	if (!c->former_roc || ssrc != c->former_ssrc)
		return first + number;
	return number % 2 ? first + number / 2 : c->former_roc + number / 2;
}

/* In the library 0 stands for none that is set. */
static bool open_at(struct cipher *c, uint32_t ssrc, uint32_t roc,
	uint8_t *packet, size_t *n)
{
	srtp_err_status_t status = srtp_set_stream_roc(c->context, ssrc, roc);

	if (status == srtp_err_status_ok)
		status = step(srtp_unprotect, c, packet, n);
	srtp_set_stream_roc(c->context, ssrc, 0);
	return status == srtp_err_status_ok;
}

static bool open_otherwise(struct cipher *c, uint32_t ssrc, uint8_t *packet,
	size_t *n)
{
	srtp_policy_t policy = policy_of(c,
		(srtp_ssrc_t){ ssrc_specific, ssrc });
	uint32_t roc = 0;
	bool there = !srtp_get_stream_roc(c->context, ssrc, &roc);
	bool fine = (there || !srtp_add_stream(c->context, &policy)) &&
		open_at(c, ssrc, guess(c, ssrc, roc), packet, n);

	c->tries++;
	if (!there && !fine)
		srtp_remove_stream(c->context, htonl(ssrc));
	return fine;
}

static void remember(struct cipher *c, uint32_t ssrc, bool fits)
{
	if (!fits) {
		c->strange += ssrc == c->ssrc && c->strange < STRANGE;
		return;
	}
	if (!c->known || ssrc != c->ssrc || c->strange == STRANGE)
		c->tries = 0;
	c->ssrc = ssrc;
	c->known = true;
	c->strange = 0;
}

/* The library leaves nothing that could be tried again. */
static enum cipher_verdict open_doubtful(struct cipher *c, uint32_t ssrc,
	uint8_t *packet, size_t *n)
{
	uint8_t copy[LONGEST];
	size_t length = *n;
	enum cipher_verdict first;

	memcpy(copy, packet, length);
	first = verdict(step(srtp_unprotect, c, packet, n));
	if (first == CIPHER_FINE || !open_otherwise(c, ssrc, copy, &length))
		return first;
	memcpy(packet, copy, length);
	*n = length;
	return CIPHER_FINE;
}

enum cipher_verdict cipher_open(struct cipher *c, uint8_t *packet, size_t *n)
{
	enum cipher_verdict found;
	uint32_t ssrc;

	if (*n < RTP_HEADER)
		return CIPHER_FORGED;
	ssrc = bytes_get32(packet + 8);
	found = is_doubtful(c, ssrc, *n) ? open_doubtful(c, ssrc, packet, n) :
		verdict(step(srtp_unprotect, c, packet, n));
	remember(c, ssrc, found == CIPHER_FINE);
	return found;
}

enum cipher_verdict cipher_open_report(struct cipher *c, uint8_t *packet,
	size_t *n)
{
	return verdict(step(srtp_unprotect_rtcp, c, packet, n));
}
