/* fuzz_certificate.c - a certificate with any names, and any bytes for one.
 *
 *	kind n byte*n  kind n byte*n ...
 *
 *	D U E A  an alternative name: DNS, URI, mail, address
 *	C  its common name	X  all alternative names, as they are encoded
 *	H  the host asked for	O  the other that may be shown
 *	F  place and bits: one byte of the whole is another
 *	P  read as a file of PEM, whatever it says
 *
 * 0xfe stands for a zero, so that seeds can be C strings.
 */
#include "fuzz.h"

#include <ctype.h>
#include <string.h>
#include <time.h>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/text.h"
#include "sip/certificate.h"

#define NOW 1800000000
#define Z "\xfe"

const char *const fuzz_seeds[] = {
	"C\x08pbx.test" "H\x08pbx.test" "D\x08pbx.test" "D\x0a*.pbx.test",
	"H\x0a" "a.pbx.test" "D\x0a*.pbx.test" "U\x0csip:pbx.test" "O\x01" "a",
	"H\x09" "127.0.0.1" "A\x04\x7f" Z Z "\x01" "D\x09" "127.0.0.1",
	"H\x03::1" "A\x10" Z Z Z Z Z Z Z Z Z Z Z Z Z Z Z "\x01" "C\x03::1",
	"C\x09pbx" Z "evil" "D\x0dpbx.test" Z "evil" "H\x08pbx.test",
	"X\x0c\x30\x0a\x82\x08pbx.test" "H\x08pbx.test" "F\x02\x20\x01",
	"U\x11sip:bob@pbx.test" "U\x0d" "sips:pbx.test" "H\x08pbx.test"
	"E\x0c" "bob@pbx.test",
	"P\x40-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
	NULL
};

const char *const fuzz_words[] = {
	"D\x08pbx.test", "D\x01*", "D\x06*.test", "U\x04sip:", "U\x0csip:[::1]:5",
	"A\x04", "H\x08pbx.test", "H\x01.", "C\x01*", "O\x08pbx.test",
	"X\x02\x30" Z, "X\x04\x30\x02\x82" Z, "F\x02", "\x30\x82\xff\xff", Z,
	"\x1b[2J", "\xc3\x28", "..", "*.*.test", NULL
};

struct made {
	GENERAL_NAMES *names;
	X509 *x;
	char host[256], other[256];
	uint8_t places[16], bits[16];
	int changes;
	bool raw;			/* the names are those of X */
};

static EVP_PKEY *key(void)
{
	static EVP_PKEY *made;

	if (!made)
		made = EVP_EC_gen("P-256");
	return made;
}

static void begin(struct made *m)
{
	memset(m, 0, sizeof *m);
	strcpy(m->host, "pbx.test");
	m->names = GENERAL_NAMES_new();
	m->x = X509_new();
	X509_set_version(m->x, 2);
	X509_time_adj_ex(X509_getm_notBefore(m->x), -1, 0, &(time_t){ NOW });
	X509_time_adj_ex(X509_getm_notAfter(m->x), 1, 0, &(time_t){ NOW });
	X509_set_pubkey(m->x, key());
}

static void add_name(struct made *m, int type, const uint8_t *bytes, size_t n)
{
	GENERAL_NAME *name = GENERAL_NAME_new();
	ASN1_STRING *text = type == GEN_IPADD ? ASN1_OCTET_STRING_new() :
		ASN1_IA5STRING_new();

	ASN1_STRING_set(text, bytes, (int)n);
	GENERAL_NAME_set0_value(name, type, text);
	sk_GENERAL_NAME_push(m->names, name);
}

static void add_common(struct made *m, const uint8_t *bytes, size_t n)
{
	X509_NAME_add_entry_by_NID(X509_get_subject_name(m->x), NID_commonName,
		MBSTRING_ASC, (unsigned char *)bytes, (int)n, -1, 0);
}

static void add_raw(struct made *m, const uint8_t *bytes, size_t n)
{
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	X509_EXTENSION *e;

	ASN1_OCTET_STRING_set(value, bytes, (int)n);
	e = X509_EXTENSION_create_by_NID(NULL, NID_subject_alt_name, 0, value);
	X509_add_ext(m->x, e, -1);
	X509_EXTENSION_free(e);
	ASN1_OCTET_STRING_free(value);
	m->raw = true;
}

/* As the host of a URI. */
static void take_host(char text[256], const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		text[i] = isalnum(bytes[i]) || (bytes[i] &&
			strchr(".:-_", bytes[i])) ? (char)bytes[i] : 'x';
	text[n] = '\0';
}

static bool is_clean(const char *text)
{
	char *clean = text_clean(text, CERTIFICATE_WHY);
	bool same = !strcmp(clean, text);

	free(clean);
	return same;
}

static void judge(X509 *x, const struct made *m, enum tls_verify verify)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	struct certificate_wish w = { .verify = verify, .name = m->host,
		.other = m->other[0] ? m->other : NULL,
		.wildcards = m->changes & 1, .now_s = NOW };
	char why[CERTIFICATE_WHY] = "";
	bool good;

	X509_STORE_add_cert(store, x);
	X509_STORE_CTX_init(ctx, store, x, NULL);
	good = certificate_judge(ctx, &w, why);
	FUZZ_HOLDS(good == !why[0] && strlen(why) < sizeof why);
	FUZZ_HOLDS(is_clean(why));
	FUZZ_HOLDS(!good || verify != TLS_FULL || certificate_serves(x, &w));
	X509_STORE_CTX_free(ctx);
	X509_STORE_free(store);
}

static void check(X509 *x, const struct made *m)
{
	char text[200];
	uint8_t pin[PIN_BYTES];

	FUZZ_HOLDS(!certificate_is_for(x, m->host) ||
		certificate_covers(x, m->host));
	certificate_names(x, text, sizeof text);
	FUZZ_HOLDS(is_clean(text));
	certificate_subject(x, text, sizeof text);
	FUZZ_HOLDS(is_clean(text));
	certificate_pin(x, pin);
	certificate_expires_s(x);
	judge(x, m, TLS_FULL);
	judge(x, m, TLS_CA);
	judge(x, m, TLS_OFF);
}

/* Bytes of a whole one are others, and then it is read as if it had come. */
static void check_changed(struct made *m)
{
	unsigned char *der = NULL;
	int n;
	X509 *x;

	X509_sign(m->x, key(), EVP_sha256());
	n = i2d_X509(m->x, &der);
	for (int i = 0; n > 0 && i < m->changes; i++)
		der[(m->places[i] * n) >> 8] ^= m->bits[i];
	x = n > 0 ? d2i_X509(NULL, &(const unsigned char *){ der }, n) : NULL;
	if (x)
		check(x, m);
	X509_free(x);
	OPENSSL_free(der);
}

static void check_pem(const struct made *m, const uint8_t *bytes, size_t n)
{
	BIO *bio = BIO_new_mem_buf(bytes, (int)n);
	X509 *x = PEM_read_bio_X509(bio, NULL, NULL, NULL);

	if (x)
		check(x, m);
	X509_free(x);
	BIO_free(bio);
}

static void take(struct made *m, uint8_t kind, const uint8_t *bytes, size_t n)
{
	static const struct { char kind; int type; } types[] = {
		{ 'D', GEN_DNS }, { 'U', GEN_URI }, { 'E', GEN_EMAIL },
		{ 'A', GEN_IPADD },
	};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (types[i].kind == kind)
			add_name(m, types[i].type, bytes, n);
	if (kind == 'C')
		add_common(m, bytes, n);
	else if (kind == 'X')
		add_raw(m, bytes, n);
	else if (kind == 'H')
		take_host(m->host, bytes, n);
	else if (kind == 'O')
		take_host(m->other, bytes, n);
	else if (kind == 'P')
		check_pem(m, bytes, n);
	else if (kind == 'F' && n >= 2 && m->changes < 16) {
		m->places[m->changes] = bytes[0];
		m->bits[m->changes++] = bytes[1];
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct made m;
	uint8_t bytes[256];

	begin(&m);
	for (size_t at = 0; at + 2 <= n;) {
		uint8_t kind = data[at], length = data[at + 1];
		size_t got = 0;

		for (at += 2; got < length && at < n; at++)
			bytes[got++] = data[at] == 0xfe ? 0 : data[at];
		take(&m, kind, bytes, got);
	}
	X509_set_issuer_name(m.x, X509_get_subject_name(m.x));
	if (!m.raw && sk_GENERAL_NAME_num(m.names))
		X509_add1_ext_i2d(m.x, NID_subject_alt_name, m.names, 0, 0);
	check(m.x, &m);
	check_changed(&m);
	GENERAL_NAMES_free(m.names);
	X509_free(m.x);
	return 0;
}
