#include "sip/tls_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/ca_folder.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "sip/tls_bundle.h"

#define FILE_MOST (4 << 20)	/* bytes; a whole distribution's CAs are 0.2
				 * MB */

/* --- one file --------------------------------------------------------------*/

struct pem {
	char *bytes;			/* owned; wiped */
	size_t n;
	mode_t mode;
};

static bool refuse(char why[TLS_WHY], const char *key, const char *path,
	const char *what)
{
	text_format(why, TLS_WHY, "%s: %s: %s", key, path, what);
	return false;
}

static void pem_clear(struct pem *p)
{
	if (p->bytes)
		explicit_bzero(p->bytes, p->n);
	free(p->bytes);
	p->bytes = NULL;
}

static bool read_open(int fd, struct pem *p, const char **what)
{
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) ||
	    st.st_size > FILE_MOST) {
		*what = "this is no file of certificates or keys";
		return false;
	}
	p->mode = st.st_mode;
	p->bytes = mem_new(st.st_size + 1);
	n = file_read(fd, p->bytes, st.st_size);
	*what = n < 0 ? strerror((int)-n) : NULL;
	p->n = n < 0 ? 0 : n;
	return n >= 0;
}

static bool pem_read(struct pem *p, const char *key, const char *path,
	char why[TLS_WHY])
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	const char *what = fd < 0 ? strerror(errno) : NULL;
	bool ok;

	*p = (struct pem){ 0 };
	ok = fd >= 0 && read_open(fd, p, &what);
	if (fd >= 0)
		close(fd);
	if (!ok)
		pem_clear(p);
	return ok || refuse(why, key, path, what);
}

/* Nobody is asked for a passphrase: OpenSSL would ask the terminal. */
static int no_passphrase(char *to, int size, int writes, void *arg)
{
	(void)to;
	(void)size;
	(void)writes;
	*(bool *)arg = true;
	return -1;
}

/* --- whom we trust ---------------------------------------------------------*/

static bool trust_file(struct tls_bundle *bundle, const char *path,
	char why[TLS_WHY])
{
	struct pem p;
	BIO *bio;
	int n;

	if (!pem_read(&p, "tls_ca", path, why))
		return false;
	bio = BIO_new_mem_buf(p.bytes, (int)p.n);
	n = tls_bundle_add(bundle, bio);
	BIO_free(bio);
	pem_clear(&p);
	return n || refuse(why, "tls_ca", path,
		"there is no certificate in it (PEM)");
}

static void trust_one(void *trusted, const char *path)
{
	char why[TLS_WHY];

	trust_file(trusted, path, why);
}

static bool trust_folder(X509_STORE *store, const char *path,
	char why[TLS_WHY])
{
	struct tls_bundle *files = tls_bundle_new(store);
	bool hashed;
	int error = ca_folder_read(path, &hashed, trust_one, files);

	if (error)
		return refuse(why, "tls_ca", path, strerror(-error));
	if (hashed)
		return X509_STORE_load_path(store, path) == 1;
	return !tls_bundle_is_empty(files) || refuse(why, "tls_ca", path,
		"no certificate is in this folder (*.pem, *.crt)");
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* One by its hash, from the folder, takes nothing; so the bundle comes after
 * it. */
static void trust_system(X509_STORE *store)
{
	X509_LOOKUP *folder = X509_STORE_add_lookup(store,
		X509_LOOKUP_hash_dir());

	X509_LOOKUP_add_dir(folder, NULL, X509_FILETYPE_DEFAULT);
	tls_bundle_add_system(tls_bundle_new(store));
}

static bool read_trust(struct tls_files *f, const struct tls_policy *p,
	char why[TLS_WHY])
{
	if (p->verify != TLS_FULL && p->verify != TLS_CA)
		return true;
	f->trust = X509_STORE_new();
	if (!p->ca) {
		trust_system(f->trust);
		return true;
	}
	/* Whatever is named is trusted, be it in the middle of a chain. */
	X509_STORE_set_flags(f->trust, X509_V_FLAG_PARTIAL_CHAIN);
	return is_folder(p->ca) ? trust_folder(f->trust, p->ca, why) :
		trust_file(tls_bundle_new(f->trust), p->ca, why);
}

/* --- who we are ------------------------------------------------------------*/

static bool read_own(struct tls_files *f, const struct tls_policy *p,
	char why[TLS_WHY])
{
	struct pem pem;
	bool asked;
	BIO *bio;
	X509 *x;

	if (!pem_read(&pem, "tls_cert", p->cert, why))
		return false;
	bio = BIO_new_mem_buf(pem.bytes, (int)pem.n);
	f->own = PEM_read_bio_X509(bio, NULL, no_passphrase, &asked);
	f->chain = sk_X509_new_null();
	while (f->own && (x = PEM_read_bio_X509(bio, NULL, no_passphrase,
	    &asked)))
		sk_X509_push(f->chain, x);
	BIO_free(bio);
	pem_clear(&pem);
	ERR_clear_error();
	return f->own || refuse(why, "tls_cert", p->cert,
		"there is no certificate in it (PEM)");
}

static bool take_key(struct tls_files *f, const char *name, const char *path,
	const struct pem *pem, char why[TLS_WHY])
{
	BIO *bio = BIO_new_mem_buf(pem->bytes, (int)pem->n);
	bool asked = false;

	f->key = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, &asked);
	BIO_free(bio);
	ERR_clear_error();
	if (asked)
		return refuse(why, name, path, "the key has a passphrase, for "
			"which nobody can be asked; openssl pkey takes it off");
	return f->key || refuse(why, name, path,
		"there is no private key in it (PEM)");
}

/* A folder's group may be let in, as the one of Debian's /etc/ssl/private
 * is. */
static bool read_key(struct tls_files *f, const struct tls_policy *p,
	char why[TLS_WHY])
{
	const char *name = p->key ? "tls_key" : "tls_cert";
	const char *path = p->key ? p->key : p->cert;
	struct pem pem;
	bool ok;

	if (!pem_read(&pem, name, path, why))
		return false;
	ok = !(pem.mode & S_IRWXO) || refuse(why, name, path, "others may read "
		"or write this private key; chmod 600 it");
	ok = ok && take_key(f, name, path, &pem, why);
	pem_clear(&pem);
	ok = ok && (X509_check_private_key(f->own, f->key) == 1 ||
		refuse(why, name, path, "this key is not that of tls_cert"));
	ERR_clear_error();
	return ok;
}

/* --- all -------------------------------------------------------------------*/

bool tls_files_read(struct tls_files *f, const struct tls_policy *p,
	char why[TLS_WHY])
{
	*f = (struct tls_files){ 0 };
	text_format(why, TLS_WHY, "tls_ca: the certificates that are trusted "
		"cannot be read");
	if (read_trust(f, p, why) &&
	    (!p->cert || (read_own(f, p, why) && read_key(f, p, why))))
		return true;
	tls_files_clear(f);
	return false;
}

void tls_files_clear(struct tls_files *f)
{
	X509_STORE_free(f->trust);
	X509_free(f->own);
	sk_X509_pop_free(f->chain, X509_free);
	EVP_PKEY_free(f->key);
	*f = (struct tls_files){ 0 };
}

bool tls_files_use(const struct tls_files *f, SSL *ssl, char why[TLS_WHY])
{
	SSL_certs_clear(ssl);
	if (f->trust)
		SSL_set1_verify_cert_store(ssl, f->trust);
	if (!f->own || (SSL_use_certificate(ssl, f->own) == 1 &&
	    SSL_use_PrivateKey(ssl, f->key) == 1 &&
	    SSL_set1_chain(ssl, f->chain) == 1))
		return true;
	text_format(why, TLS_WHY, "tls_cert and tls_key cannot be used: %s",
		ERR_reason_error_string(ERR_peek_last_error()));
	return false;
}

bool tls_policy_works(const struct tls_policy *p, char why[TLS_WHY])
{
	struct tls_files files;
	bool ok = tls_files_read(&files, p, why);

	tls_files_clear(&files);
	return ok;
}

/* FNV-1a, 64 bits. */
static void mix(uint64_t *sum, uint64_t value)
{
	for (int i = 0; i < 8; i++)
		*sum = (*sum ^ (value >> 8 * i & 0xff)) * 0x100000001b3;
}

static void mix_file(uint64_t *sum, const char *path)
{
	struct stat st;

	if (!path || stat(path, &st) < 0)
		return;
	mix(sum, st.st_ino);
	mix(sum, st.st_size);
	mix(sum, st.st_mtim.tv_sec);
	mix(sum, st.st_mtim.tv_nsec);
}

uint64_t tls_files_stamp(const struct tls_policy *p)
{
	uint64_t sum = 0xcbf29ce484222325;

	if (!p->ca && !p->cert && !p->key)
		return 0;
	mix_file(&sum, p->ca);
	mix_file(&sum, p->cert);
	mix_file(&sum, p->key);
	return sum;
}
