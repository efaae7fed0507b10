#include "media/dtls.h"

#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/srtp.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "media/dtls_cert_private.h"

#define PROFILES "SRTP_AEAD_AES_128_GCM:SRTP_AEAD_AES_256_GCM:" \
	"SRTP_AES128_CM_SHA1_80:SRTP_AES128_CM_SHA1_32"
#define CIPHERS "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES"
#define EXTRACTOR "EXTRACTOR-dtls_srtp"		/* RFC 5764 4.2 */
#define FIRST_US 100000		/* until a flight is sent again; doubles, */
#define LAST_US 3000000		/* up to that */
#define COOKIE 16		/* bytes */
#define RECORD 13		/* bytes of a record's header */
#define HANDSHAKE 22		/* type of a record */
#define CLIENT_HELLO 1		/* type of what is in it */

struct dtls {
	SSL *ssl;
	struct dtls_params params;
	enum dtls_state state;
	enum dtls_fault fault;
	bool proven;
	bool shown;			/* whose it is: has their certificate */
	uint8_t cookie[COOKIE];
	const uint8_t *in;		/* the datagram that is being taken */
	size_t in_n;
	char text[160];			/* of the fault */
};

/* --- datagrams as OpenSSL wants them ---------------------------------------*/

static int bio_write(BIO *bio, const char *bytes, int n)
{
	struct dtls *d = BIO_get_data(bio);

	BIO_clear_retry_flags(bio);
	d->params.send(d->params.arg, (const uint8_t *)bytes, (size_t)n);
	return n;
}

/* One datagram at a time, whole; a record that is longer than what it asks for
 * is cut, as a socket would. */
static int bio_read(BIO *bio, char *to, int size)
{
	struct dtls *d = BIO_get_data(bio);
	int n = (int)d->in_n < size ? (int)d->in_n : size;

	BIO_clear_retry_flags(bio);
	if (!d->in_n) {
		BIO_set_retry_read(bio);
		return -1;
	}
	memcpy(to, d->in, (size_t)n);
	d->in_n = 0;
	return n;
}

static long bio_control(BIO *bio, int what, long number, void *pointer)
{
	(void)bio;
	(void)number;
	(void)pointer;
	return what == BIO_CTRL_FLUSH;
}

static const BIO_METHOD *datagrams(void)
{
	static BIO_METHOD *method;

	if (!method) {
		method = BIO_meth_new(BIO_get_new_index() |
			BIO_TYPE_SOURCE_SINK, "datagrams");
		BIO_meth_set_write(method, bio_write);
		BIO_meth_set_read(method, bio_read);
		BIO_meth_set_ctrl(method, bio_control);
	}
	return method;
}

/* --- whom it is with -------------------------------------------------------*/

static bool is_theirs(const struct dtls *d, X509 *x509)
{
	struct dtls_print print;

	for (int i = 0; i < d->params.n_theirs; i++) {
		dtls_print_of(&print, x509, d->params.theirs[i].hash);
		if (!memcmp(print.bytes, d->params.theirs[i].bytes,
		    sizeof print.bytes))
			return true;
	}
	return false;
}

/* In place of all that OpenSSL does with chains and names. */
static int verify(X509_STORE_CTX *store, void *arg)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(store,
		SSL_get_ex_data_X509_STORE_CTX_idx());
	struct dtls *d = SSL_get_app_data(ssl);

	(void)arg;
	d->shown = true;
	if (is_theirs(d, X509_STORE_CTX_get0_cert(store)))
		return 1;
	d->fault = DTLS_IMPOSTOR;
	X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_REJECTED);
	return 0;
}

static int make_cookie(SSL *ssl, unsigned char *cookie, unsigned *n)
{
	struct dtls *d = SSL_get_app_data(ssl);

	memcpy(cookie, d->cookie, COOKIE);
	*n = COOKIE;
	return 1;
}

static int check_cookie(SSL *ssl, const unsigned char *cookie, unsigned n)
{
	struct dtls *d = SSL_get_app_data(ssl);

	if (n != COOKIE || CRYPTO_memcmp(cookie, d->cookie, COOKIE))
		return 0;
	d->proven = true;
	return 1;
}

/* --- making ----------------------------------------------------------------*/

static SSL_CTX *make_context(void)
{
	SSL_CTX *c = SSL_CTX_new(DTLS_method());

	if (!c)
		return NULL;
	SSL_CTX_set_min_proto_version(c, DTLS1_2_VERSION);
	SSL_CTX_set_options(c, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
		SSL_OP_NO_QUERY_MTU | SSL_OP_NO_COMPRESSION);
	SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_verify(c, SSL_VERIFY_PEER |
		SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	SSL_CTX_set_cert_verify_callback(c, verify, NULL);
	SSL_CTX_set_cookie_generate_cb(c, make_cookie);
	SSL_CTX_set_cookie_verify_cb(c, check_cookie);
	/* the odd one: 0 is success */
	if (SSL_CTX_set_cipher_list(c, CIPHERS) == 1 &&
	    SSL_CTX_set_tlsext_use_srtp(c, PROFILES) == 0)
		return c;
	SSL_CTX_free(c);
	return NULL;
}

/* One for all: what is a call's own is in its SSL. */
static SSL_CTX *context(void)
{
	static SSL_CTX *shared;

	if (!shared)
		shared = make_context();
	return shared;
}

static unsigned next_timeout(SSL *ssl, unsigned us)
{
	(void)ssl;
	if (!us)
		return FIRST_US;
	return us * 2 < LAST_US ? us * 2 : LAST_US;
}

static bool set_up(struct dtls *d)
{
	BIO *bio = BIO_new(datagrams());

	if (!bio)
		return false;
	BIO_set_data(bio, d);
	BIO_set_init(bio, 1);
	SSL_set_bio(d->ssl, bio, bio);
	SSL_set_app_data(d->ssl, d);
	SSL_set_mtu(d->ssl, DTLS_MTU);
	DTLS_set_timer_cb(d->ssl, next_timeout);
	if (d->params.client)
		SSL_set_connect_state(d->ssl);
	else
		SSL_set_accept_state(d->ssl);
	if (d->params.doubts)
		SSL_set_options(d->ssl, SSL_OP_COOKIE_EXCHANGE);
	return RAND_bytes(d->cookie, COOKIE) == 1 &&
		SSL_use_certificate(d->ssl, d->params.cert->x509) == 1 &&
		SSL_use_PrivateKey(d->ssl, d->params.cert->key) == 1;
}

struct dtls *dtls_new(const struct dtls_params *p)
{
	struct dtls *d = mem_new_of(struct dtls);
	SSL_CTX *c = context();

	d->params = *p;
	d->proven = !p->doubts;
	d->ssl = c ? SSL_new(c) : NULL;
	if (d->ssl && set_up(d))
		return d;
	log_error("media", "DTLS: the library cannot be set up");
	dtls_free(d);
	return NULL;
}

void dtls_free(struct dtls *d)
{
	if (!d)
		return;
	SSL_free(d->ssl);
	explicit_bzero(d, sizeof *d);
	free(d);
}

bool dtls_turn_to(struct dtls *d, const struct dtls_print theirs[], int n,
	void *arg)
{
	if (d->shown)
		return false;
	d->params.n_theirs = n;
	memcpy(d->params.theirs, theirs, n * sizeof *theirs);
	d->params.arg = arg;
	return true;
}

/* --- going on --------------------------------------------------------------*/

/* What people can do something about; the library's words for the rest. */
static const char *failure_words(unsigned long error)
{
	const char *words = ERR_reason_error_string(error);

	switch (ERR_GET_REASON(error)) {
	case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
	case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
		return "they refuse our certificate: they were told of another "
			"one; is somebody in between?";
	default:
		return words ? words : "no reason given";
	}
}

static void fail(struct dtls *d)
{
	unsigned long error = ERR_peek_last_error();

	d->state = DTLS_FAILED;
	if (!d->fault)
		d->fault = ERR_GET_REASON(error) ==
			SSL_R_READ_TIMEOUT_EXPIRED ? DTLS_SILENT : DTLS_BROKEN;
	if (d->fault == DTLS_BROKEN)
		snprintf(d->text, sizeof d->text, "the DTLS handshake failed "
			"(%s)", failure_words(error));
	ERR_clear_error();
}

/* Keys of a suite that both named, or none (RFC 5764 4.1). */
static void finish(struct dtls *d)
{
	d->state = DTLS_KEYED;
	if (SSL_get_selected_srtp_profile(d->ssl))
		return;
	d->fault = DTLS_NO_PROFILE;
	fail(d);
}

static void shake(struct dtls *d)
{
	int result;

	ERR_clear_error();
	result = SSL_do_handshake(d->ssl);
	if (result == 1)
		finish(d);
	else if (SSL_get_error(d->ssl, result) != SSL_ERROR_WANT_READ)
		fail(d);
}

/* Nobody sends data; but our last flight may be asked for once more. */
static void read_on(struct dtls *d)
{
	uint8_t nothing[64];

	ERR_clear_error();
	while (SSL_read(d->ssl, nothing, sizeof nothing) > 0)
		;
	ERR_clear_error();
}

void dtls_start(struct dtls *d)
{
	if (d->state != DTLS_WAITS || !d->params.client)
		return;
	d->state = DTLS_SHAKES;
	shake(d);
}

void dtls_take(struct dtls *d, const uint8_t *datagram, size_t n)
{
	if (d->state == DTLS_FAILED || !dtls_is(datagram, n))
		return;
	d->in = datagram;
	d->in_n = n < DTLS_DATAGRAM ? n : DTLS_DATAGRAM;
	if (d->state == DTLS_KEYED) {
		read_on(d);
	} else {
		d->state = DTLS_SHAKES;
		shake(d);
	}
	d->in_n = 0;
}

int dtls_timeout_ms(const struct dtls *d)
{
	struct timeval left;

	if (d->state != DTLS_SHAKES || !DTLSv1_get_timeout(d->ssl, &left))
		return -1;
	return (int)(left.tv_sec * 1000 + (left.tv_usec + 999) / 1000);
}

void dtls_timer(struct dtls *d)
{
	if (d->state != DTLS_SHAKES)
		return;
	ERR_clear_error();
	if (DTLSv1_handle_timeout(d->ssl) < 0)
		fail(d);
}

/* --- the outcome -----------------------------------------------------------*/

enum dtls_state dtls_state(const struct dtls *d)
{
	return d->state;
}

bool dtls_is_proven(const struct dtls *d)
{
	return d->proven;
}

enum dtls_fault dtls_fault(const struct dtls *d)
{
	return d->fault;
}

const char *dtls_fault_text(const struct dtls *d)
{
	static const char *const texts[] = {
		[DTLS_SILENT] = "no answer comes to our DTLS handshake",
		[DTLS_IMPOSTOR] = "the certificate that came by DTLS is not "
			"that of their description (a=fingerprint): is "
			"somebody in between?",
		[DTLS_NO_PROFILE] = "no SRTP suite in common was found by DTLS "
			"(use_srtp)",
	};

	return d->fault == DTLS_BROKEN ? d->text :
		d->fault ? texts[d->fault] : "";
}

static const struct suite {
	unsigned long profile;
	enum cipher_suite suite;
	size_t key, salt;		/* bytes */
	const char *name;
} suites[] = {
	{ SRTP_AEAD_AES_128_GCM, CIPHER_AEAD_AES_128_GCM, 16, 12,
		"SRTP_AEAD_AES_128_GCM" },
	{ SRTP_AEAD_AES_256_GCM, CIPHER_AEAD_AES_256_GCM, 32, 12,
		"SRTP_AEAD_AES_256_GCM" },
	{ SRTP_AES128_CM_SHA1_80, CIPHER_AES_CM_128_80, 16, 14,
		"SRTP_AES128_CM_HMAC_SHA1_80" },
	{ SRTP_AES128_CM_SHA1_32, CIPHER_AES_CM_128_32, 16, 14,
		"SRTP_AES128_CM_HMAC_SHA1_32" },
};

static const struct suite *suite_of(const struct dtls *d)
{
	const SRTP_PROTECTION_PROFILE *p =
		SSL_get_selected_srtp_profile(d->ssl);

	for (size_t i = 0; i < sizeof suites / sizeof *suites; i++)
		if (p && suites[i].profile == p->id)
			return &suites[i];
	return NULL;
}

enum cipher_suite dtls_suite(const struct dtls *d)
{
	const struct suite *suite = suite_of(d);

	return d->state == DTLS_KEYED && suite ? suite->suite : CIPHER_CLEAR;
}

const char *dtls_suite_name(enum cipher_suite suite)
{
	for (size_t i = 0; i < sizeof suites / sizeof *suites; i++)
		if (suites[i].suite == suite)
			return suites[i].name;
	return NULL;
}

/* RFC 5764 4.2: client's key, server's, client's salt, server's. */
static void cut(struct cipher_key *key, const struct suite *suite,
	const uint8_t *material, bool server)
{
	const uint8_t *salts = material + 2 * suite->key;

	key->suite = suite->suite;
	memcpy(key->bytes, material + server * suite->key, suite->key);
	memcpy(key->bytes + suite->key, salts + server * suite->salt,
		suite->salt);
}

void dtls_keys(const struct dtls *d, struct cipher_key *send,
	struct cipher_key *receive)
{
	uint8_t material[2 * CIPHER_KEY_MAX];
	const struct suite *suite = suite_of(d);

	memset(send, 0, sizeof *send);
	memset(receive, 0, sizeof *receive);
	if (d->state != DTLS_KEYED || !suite)
		return;
	if (SSL_export_keying_material(d->ssl, material,
	    2 * (suite->key + suite->salt), EXTRACTOR, strlen(EXTRACTOR),
	    NULL, 0, 0) == 1) {
		cut(send, suite, material, !d->params.client);
		cut(receive, suite, material, d->params.client);
	}
	explicit_bzero(material, sizeof material);
}

bool dtls_is(const uint8_t *datagram, size_t n)
{
	return n >= RECORD && datagram[0] >= 20 && datagram[0] <= 63;
}

bool dtls_is_hello(const uint8_t *datagram, size_t n)
{
	static const uint8_t first_epoch[2];

	return n > RECORD && datagram[0] == HANDSHAKE &&
		!memcmp(datagram + 3, first_epoch, sizeof first_epoch) &&
		datagram[RECORD] == CLIENT_HELLO;
}
