#include "sip/tls_bundle.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/list.h"
#include "base/mem.h"

struct entry {
	struct list link;
	X509_NAME *subject;		/* owned */
	unsigned char *der;		/* owned, of OpenSSL */
	long n;
	bool trusted;			/* "TRUSTED": more stands behind it */
};

struct tls_bundle {
	X509_STORE *store;		/* it owns this */
	struct list entries;
	bool system;			/* is still to be read */
};

/* --- whose a certificate is ------------------------------------------------*/

static bool enter(const unsigned char **at, const unsigned char *end)
{
	long n;
	int tag, class;
	int how = ASN1_get_object(at, &n, &tag, &class, end - *at);

	return how == V_ASN1_CONSTRUCTED && tag == V_ASN1_SEQUENCE;
}

static bool pass(const unsigned char **at, const unsigned char *end)
{
	long n;
	int tag, class;

	/* An error, or a length that is told by its end. */
	if (ASN1_get_object(at, &n, &tag, &class, end - *at) & 0x81)
		return false;
	*at += n;
	return true;
}

/* RFC 5280 4.1: of [0] version, serial number, algorithm, issuer and validity
 * nothing is read.  NULL: it is no certificate. */
static X509_NAME *subject_of(const unsigned char *der, long n)
{
	const unsigned char *at = der, *end = der + n;
	int before = 4;

	if (!enter(&at, end) || !enter(&at, end))
		return NULL;
	before += at < end && *at == 0xa0;
	while (before--)
		if (!pass(&at, end))
			return NULL;
	return d2i_X509_NAME(NULL, &at, end - at);
}

/* --- what is there ---------------------------------------------------------*/

static bool add_certificate(struct tls_bundle *b, unsigned char *der, long n,
	bool trusted)
{
	X509_NAME *subject = subject_of(der, n);
	struct entry *e;

	if (!subject)
		return false;
	e = mem_new_of(struct entry);
	*e = (struct entry){ .subject = subject, .der = der, .n = n,
		.trusted = trusted };
	list_append(&b->entries, &e->link);
	return true;
}

static void add_revoked(X509_STORE *store, const unsigned char *der, long n)
{
	X509_CRL *list = d2i_X509_CRL(NULL, &der, n);

	if (!list)
		return;
	X509_STORE_add_crl(store, list);
	X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
	X509_CRL_free(list);
}

/* Whoever keeps a key in the same file has it overwritten. */
static bool add_block(struct tls_bundle *b, const char *title,
	unsigned char *der, long n)
{
	bool trusted = !strcmp(title, PEM_STRING_X509_TRUSTED);

	if (trusted || !strcmp(title, PEM_STRING_X509) ||
	    !strcmp(title, PEM_STRING_X509_OLD)) {
		if (add_certificate(b, der, n, trusted))
			return true;
	} else if (!strcmp(title, PEM_STRING_X509_CRL)) {
		add_revoked(b->store, der, n);
	}
	OPENSSL_clear_free(der, n);
	return false;
}

int tls_bundle_add(struct tls_bundle *b, BIO *pem)
{
	char *title, *header;
	unsigned char *der;
	int found = 0;
	long n;

	while (PEM_read_bio(pem, &title, &header, &der, &n)) {
		found += add_block(b, title, der, n);
		OPENSSL_free(title);
		OPENSSL_free(header);
	}
	ERR_clear_error();
	return found;
}

bool tls_bundle_is_empty(const struct tls_bundle *b)
{
	return list_empty(&b->entries);
}

void tls_bundle_add_system(struct tls_bundle *b)
{
	b->system = true;
}

static void read_system(struct tls_bundle *b)
{
	const char *path = secure_getenv(X509_get_default_cert_file_env());
	BIO *file = BIO_new_file(path ? path : X509_get_default_cert_file(),
		"r");

	b->system = false;
	if (file)
		tls_bundle_add(b, file);
	BIO_free(file);
	ERR_clear_error();
}

/* --- what is asked for -----------------------------------------------------*/

static void entry_free(struct entry *e)
{
	list_remove(&e->link);
	X509_NAME_free(e->subject);
	OPENSSL_free(e->der);
	free(e);
}

static void hand_over(struct entry *e, X509_STORE *store)
{
	const unsigned char *at = e->der;
	X509 *x = e->trusted ? d2i_X509_AUX(NULL, &at, e->n) :
		d2i_X509(NULL, &at, e->n);

	if (x)
		X509_STORE_add_cert(store, x);
	X509_free(x);
	entry_free(e);
}

/* There may be several of one name. */
static void hand_over_all(struct tls_bundle *b, const X509_NAME *subject)
{
	list_each(struct entry, e, &b->entries, link)
		if (!X509_NAME_cmp(e->subject, subject))
			hand_over(e, b->store);
	ERR_clear_error();
}

static X509 *in_store(const struct tls_bundle *b, const X509_NAME *subject)
{
	X509_OBJECT *there = X509_OBJECT_retrieve_by_subject(
		X509_STORE_get0_objects(b->store), X509_LU_X509, subject);

	return there ? X509_OBJECT_get0_X509(there) : NULL;
}

static int find(X509_LOOKUP *l, X509_LOOKUP_TYPE type, const X509_NAME *subject,
	X509_OBJECT *found)
{
	struct tls_bundle *b = X509_LOOKUP_get_method_data(l);
	X509 *x;

	if (type != X509_LU_X509)
		return 0;
	hand_over_all(b, subject);
	if (!in_store(b, subject) && b->system) {
		read_system(b);
		hand_over_all(b, subject);
	}
	x = in_store(b, subject);
	if (!x || !X509_OBJECT_set1_X509(found, x))
		return 0;
	X509_free(x);		/* who asks takes a reference; the store has
				 * one */
	return 1;
}

/* --- its life --------------------------------------------------------------*/

static void bundle_free(X509_LOOKUP *l)
{
	struct tls_bundle *b = X509_LOOKUP_get_method_data(l);

	list_each(struct entry, e, &b->entries, link)
		entry_free(e);
	free(b);
}

struct tls_bundle *tls_bundle_new(X509_STORE *store)
{
	static X509_LOOKUP_METHOD *method;
	struct tls_bundle *b = mem_new_of(struct tls_bundle);

	if (!method) {
		method = X509_LOOKUP_meth_new("bundle");
		X509_LOOKUP_meth_set_get_by_subject(method, find);
		X509_LOOKUP_meth_set_free(method, bundle_free);
	}
	list_init(&b->entries);
	b->store = store;
	X509_LOOKUP_set_method_data(X509_STORE_add_lookup(store, method), b);
	return b;
}
