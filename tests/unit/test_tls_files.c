/* Files of certificates and keys: what is wrong with one is told in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "sip/tls_files.h"

struct place {
	char folder[64], cert[96], key[96], other[96];
};

static EVP_PKEY *put_key(const char *path, const char *passphrase)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	FILE *f = fopen(path, "w");

	PEM_write_PrivateKey(f, key, passphrase ? EVP_aes_128_cbc() : NULL,
		NULL, 0, NULL, (void *)passphrase);
	fclose(f);
	chmod(path, 0600);
	return key;
}

static void put_cert(const char *path, EVP_PKEY *key)
{
	X509 *x = X509_new();
	X509_NAME *name = X509_get_subject_name(x);
	FILE *f = fopen(path, "w");

	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
		(const unsigned char *)path, -1, -1, 0);
	X509_set_issuer_name(x, name);
	X509_gmtime_adj(X509_getm_notBefore(x), 0);
	X509_gmtime_adj(X509_getm_notAfter(x), 3600);
	X509_set_pubkey(x, key);
	X509_sign(x, key, EVP_sha256());
	PEM_write_X509(f, x);
	fclose(f);
	X509_free(x);
}

static int set_up(void **state)
{
	struct place *p = calloc(1, sizeof *p);
	EVP_PKEY *key;

	strcpy(p->folder, "/tmp/offhook-tls-XXXXXX");
	if (!mkdtemp(p->folder))
		return -1;
	snprintf(p->cert, sizeof p->cert, "%s/a.pem", p->folder);
	snprintf(p->key, sizeof p->key, "%s/a.key", p->folder);
	snprintf(p->other, sizeof p->other, "%s/other", p->folder);
	key = put_key(p->key, NULL);
	put_cert(p->cert, key);
	EVP_PKEY_free(key);
	*state = p;
	return 0;
}

static int tear_down(void **state)
{
	struct place *p = *state;

	unlink(p->cert);
	unlink(p->key);
	unlink(p->other);
	rmdir(p->folder);
	free(p);
	return 0;
}

static void works(struct tls_policy p)
{
	char why[TLS_WHY];

	if (!tls_policy_works(&p, why))
		fail_msg("%s", why);
}

static void fails(struct tls_policy p, const char *words, const char *path)
{
	char why[TLS_WHY];

	assert_false(tls_policy_works(&p, why));
	if (!strstr(why, words) || !strstr(why, path))
		fail_msg("%s", why);
}

static void good_ones_are_taken(void **state)
{
	struct place *p = *state;

	works((struct tls_policy){ 0 });
	works((struct tls_policy){ .ca = p->cert });
	works((struct tls_policy){ .ca = p->folder });
	works((struct tls_policy){ .cert = p->cert, .key = p->key });
	/* What is not asked for is not read. */
	works((struct tls_policy){ .ca = p->other, .verify = TLS_PIN });
}

static void a_key_that_others_can_read_is_refused(void **state)
{
	struct place *p = *state;
	struct tls_policy policy = { .cert = p->cert, .key = p->key };

	chmod(p->key, 0640);
	works(policy);
	chmod(p->key, 0644);
	fails(policy, "chmod 600", p->key);
	chmod(p->key, 0602);
	fails(policy, "others may read or write", p->key);
}

static void what_is_missing_or_wrong_is_told(void **state)
{
	struct place *p = *state;
	struct tls_policy policy = { .cert = p->cert, .key = p->other };
	EVP_PKEY *key;

	fails(policy, "tls_key: ", "No such file");
	fails((struct tls_policy){ .cert = p->other }, "tls_cert: ", p->other);
	fails((struct tls_policy){ .ca = p->other }, "tls_ca: ", p->other);
	fails((struct tls_policy){ .ca = p->key }, "no certificate in it",
		p->key);
	fails((struct tls_policy){ .cert = p->cert }, "others may read", p->cert);
	chmod(p->cert, 0600);
	fails((struct tls_policy){ .cert = p->cert }, "no private key", p->cert);
	key = put_key(p->other, NULL);
	EVP_PKEY_free(key);
	fails(policy, "not that of tls_cert", p->other);
	key = put_key(p->other, "secret");
	EVP_PKEY_free(key);
	fails(policy, "passphrase", p->other);
}

static void what_would_keep_a_reader_waiting_is_none(void **state)
{
	struct place *p = *state;

	assert_int_equal(mkfifo(p->other, 0600), 0);
	fails((struct tls_policy){ .ca = p->other }, "no file of", p->other);
	fails((struct tls_policy){ .cert = p->other }, "no file of", p->other);
	fails((struct tls_policy){ .cert = p->cert, .key = "/dev/zero" },
		"no file of", "/dev/zero");
}

static void a_file_that_changes_is_noticed(void **state)
{
	struct place *p = *state;
	struct tls_policy policy = { .cert = p->cert, .key = p->key };
	uint64_t before = tls_files_stamp(&policy);
	EVP_PKEY *key;

	assert_int_equal(tls_files_stamp(&(struct tls_policy){ 0 }), 0);
	assert_true(before && before == tls_files_stamp(&policy));
	key = put_key(p->other, NULL);
	put_cert(p->other, key);
	EVP_PKEY_free(key);
	rename(p->other, p->cert);
	assert_true(before != tls_files_stamp(&policy));
}

static X509 *read_cert(const char *path)
{
	FILE *f = fopen(path, "r");
	X509 *x = PEM_read_X509(f, NULL, NULL, NULL);

	fclose(f);
	return x;
}

static void assert_trusted(X509_STORE *store, const char *cert, int held)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	X509 *x = read_cert(cert);

	X509_STORE_CTX_init(ctx, store, x, NULL);
	assert_int_equal(X509_verify_cert(ctx), 1);
	X509_STORE_CTX_free(ctx);
	X509_free(x);
	assert_int_equal(sk_X509_OBJECT_num(X509_STORE_get0_objects(store)),
		held);
}

/* It takes tens of milliseconds, and the engine waits. */
static void the_system_s_bundle_is_read_only_when_it_is_needed(void **state)
{
	struct place *p = *state;
	EVP_PKEY *key = put_key(p->other, NULL);
	X509 *x = read_cert(p->cert);
	char hashed[96], why[TLS_WHY];
	struct tls_files files;

	snprintf(hashed, sizeof hashed, "%s/%08lx.0", p->folder,
		X509_subject_name_hash(x));
	assert_int_equal(symlink(p->cert, hashed), 0);
	put_cert(p->other, key);
	setenv("SSL_CERT_DIR", p->folder, 1);
	setenv("SSL_CERT_FILE", p->other, 1);
	assert_true(tls_files_read(&files, &(struct tls_policy){ 0 }, why));
	assert_trusted(files.trust, p->cert, 1);
	assert_trusted(files.trust, p->other, 2);
	tls_files_clear(&files);
	unlink(hashed);
	EVP_PKEY_free(key);
	X509_free(x);
}

static void append(const char *to, const char *from)
{
	FILE *f = fopen(from, "r"), *all = fopen(to, "a");
	int c;

	while ((c = getc(f)) != EOF)
		putc(c, all);
	fclose(f);
	fclose(all);
}

/* Nor does one that is broken hide those behind it. */
static void of_a_file_nothing_is_read_that_is_not_asked_for(void **state)
{
	struct place *p = *state;
	struct tls_policy policy = { .ca = p->other };
	EVP_PKEY *key = put_key(p->key, NULL);
	FILE *f = fopen(p->other, "w");
	struct tls_files files;
	char why[TLS_WHY];

	fputs("-----BEGIN CERTIFICATE-----\nMDAwMDAw\n"
		"-----END CERTIFICATE-----\n", f);
	fclose(f);
	fails(policy, "no certificate in it", p->other);
	append(p->other, p->key);
	append(p->other, p->cert);
	put_cert(p->cert, key);		/* the same name, another key */
	append(p->other, p->cert);
	assert_true(tls_files_read(&files, &policy, why));
	assert_int_equal(sk_X509_OBJECT_num(
		X509_STORE_get0_objects(files.trust)), 0);
	assert_trusted(files.trust, p->cert, 2);
	tls_files_clear(&files);
	EVP_PKEY_free(key);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(good_ones_are_taken),
		T(a_key_that_others_can_read_is_refused),
		T(what_is_missing_or_wrong_is_told),
		T(what_would_keep_a_reader_waiting_is_none),
		T(a_file_that_changes_is_noticed),
		T(the_system_s_bundle_is_read_only_when_it_is_needed),
		T(of_a_file_nothing_is_read_that_is_not_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
