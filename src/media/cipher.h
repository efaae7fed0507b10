/* cipher.h - cryptographic contexts of SRTP and SRTCP (RFC 3711 3.2, 6188, 7714):
 * one for what we send, one for all that we hear.
 *
 *	engine thread	cipher_new
 *	media thread	cipher_protect, cipher_open: in place
 *
 * Which packets were there already, and how often each SSRC's sequence number
 * has wrapped (the rollover counter, which no packet carries), is in the
 * context; so it stays as long as its key does.  Who has missed a wrap finds
 * the counter by trying: a packet fits one only.
 *
 * What the media thread never does else, the library does here: it allocates
 * for each packet (NSS below it has no other way).
 */
#ifndef MEDIA_CIPHER_H
#define MEDIA_CIPHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CIPHER_KEY_MAX 46	/* bytes of key and salt */
#define CIPHER_TRAILER 148	/* bytes of room behind a packet; 20 are used */

enum cipher_suite {
	CIPHER_CLEAR,
	CIPHER_AEAD_AES_128_GCM, CIPHER_AEAD_AES_256_GCM,
	CIPHER_AES_256_CM_80, CIPHER_AES_CM_128_80, CIPHER_AES_CM_128_32,
	CIPHER_AES_256_CM_32, CIPHER_SUITES
};

/* CIPHER_CLEAR: none. */
struct cipher_key {
	enum cipher_suite suite;
	uint8_t bytes[CIPHER_KEY_MAX];	/* key, then salt */
};

bool cipher_key_same(const struct cipher_key *, const struct cipher_key *);

struct cipher;

/* One will be needed soon.  The library tests itself first, for some 10 ms: a
 * thread of its own does that, and the first cipher waits for its end. */
void cipher_prepare(void);

/* NULL: the library cannot do that suite (logged), or it is CIPHER_CLEAR. */
struct cipher *cipher_to_send(const struct cipher_key *);
struct cipher *cipher_to_receive(const struct cipher_key *);
void cipher_free(struct cipher *);	/* wipes; NULL may be given */

/* --- media thread -------------------------------------------------------- */

/* Another key took the place of the former's, which may be NULL: there are
 * phones that go on with their rollover counter then (RFC 3711 3.3.1), and
 * those that begin anew. */
void cipher_follow(struct cipher *, const struct cipher *former);

/* *n grows, into the CIPHER_TRAILER behind it.  false: it must not be sent. */
bool cipher_protect(struct cipher *, uint8_t *packet, size_t *n);
bool cipher_protect_report(struct cipher *, uint8_t *packet, size_t *n);

enum cipher_verdict {
	CIPHER_FINE,
	CIPHER_AGAIN,			/* was there before, or is too old */
	CIPHER_FORGED			/* not of who has the key */
};

/* *n becomes that of the packet inside. */
enum cipher_verdict cipher_open(struct cipher *, uint8_t *packet, size_t *n);
enum cipher_verdict cipher_open_report(struct cipher *, uint8_t *packet,
	size_t *n);

#endif
