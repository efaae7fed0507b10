/* TLS of Sofia-SIP checks no chain unless asked, sends no SNI, has no minimum
 * version, says nothing of what failed (requests time out after 32 s), takes a
 * connection for another name's at the same address, and never frees what
 * OpenSSL made for it (47 kB each).
 * All this is decided between the library and OpenSSL, where its calls pass by:
 *
 *	tport_register_secondary	a connection begins
 *	tls_connect			a step of its handshake; inside of it
 *	  SSL_connect, SSL_accept	--> tls_link: policy before, words after
 *	  SSL_get1_peer_certificate	nothing: what the library does with it leaks
 *	tport_error_report		what the system says; why, before requests fail;
 *					an end without an error, of which the
 *					library tells them nothing
 *	tport_by_name, _by_addrinfo	one that is open already: whose name is it?
 *	SSL_read, SSL_write		what others left in OpenSSL's queue of errors;
 *					keep-alives before a request
 *	tls_free			the end; inside of it
 *	  SSL_shutdown			--> and SSL_free, which is missing
 *	tport_zap_secondary		the end of the stack's own object
 *
 * Those of OpenSSL are also called by others, for whom nothing changes: what is
 * the stack's is known from being inside of its own two, or from its link.
 *
 * It cannot be had: resumed sessions, what an issuer says of today (OCSP), and
 * a request that waits for nothing but this connection told apart from those
 * that could go another way.  To be dropped with a library that does all this.
 */
#include <dlfcn.h>
#include <errno.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <sofia-sip/su_wait.h>
#include <sofia-sip/tport.h>

#include "sip/connection.h"
#include "sip/mend_tls.h"
#include "sip/tls_link.h"

static bool connecting;			/* inside of tls_connect() */
static struct tls_link *stepping;	/* whose handshake goes on there */
static bool freeing;			/* inside of tls_free() */

/* No header has them. */
int tport_register_secondary(tport_t *, su_wakeup_f, int events);
int tls_connect(su_root_magic_t *, su_wait_t *, tport_t *);
void tport_error_report(tport_t *, int error, su_sockaddr_t const *);
struct tls_s;
void tls_free(struct tls_s *);
void tport_zap_secondary(tport_t *);
struct tport_primary;
tport_t *tport_by_addrinfo(struct tport_primary const *, su_addrinfo_t const *,
	tp_name_t const *);

#define THEIRS(name) \
	static __typeof__(name) *theirs; \
	if (!theirs) \
		*(void **)&theirs = dlsym(RTLD_NEXT, #name)

void mend_tls(void)
{
}

/* --- the library's own -----------------------------------------------------*/

int tport_register_secondary(tport_t *tport, su_wakeup_f wakeup, int events)
{
	THEIRS(tport_register_secondary);
	int result = theirs(tport, wakeup, events);

	if (result == 0) {
		tls_link_new(tport);
		connection_began(tport);
	}
	return result;
}

int tls_connect(su_root_magic_t *magic, su_wait_t *wait, tport_t *tport)
{
	THEIRS(tls_connect);
	int result;

	connecting = true;
	stepping = tls_link_of(tport);
	result = theirs(magic, wait, tport);
	stepping = NULL;
	connecting = false;
	ERR_clear_error();		/* the next one to ask finds its own */
	return result;
}

void tport_error_report(tport_t *tport, int error, su_sockaddr_t const *from)
{
	THEIRS(tport_error_report);
	if (error)
		error = connection_failed(tport, error);
	theirs(tport, error, from);
}

void tls_free(struct tls_s *tls)
{
	THEIRS(tls_free);

	freeing = true;
	theirs(tls);
	freeing = false;
}

void tport_zap_secondary(tport_t *tport)
{
	THEIRS(tport_zap_secondary);

	tls_link_gone(tport);
	connection_heard(tport);
	theirs(tport);
}

/* A request goes by any connection to the right address, whosever name it was
 * made for.  The primary means: make one. */
static bool is_others(const tport_t *tport, const tp_name_t *name)
{
	struct tls_link *l = tport && tport_is_secondary(tport) ?
		tls_link_of(tport) : NULL;

	return l && name->tpn_canon && !tls_link_serves(l, name->tpn_canon);
}

tport_t *tport_by_name(tport_t const *self, tp_name_t const *name)
{
	THEIRS(tport_by_name);
	tport_t *found = theirs(self, name);

	return is_others(found, name) ? tport_parent(found) : found;
}

tport_t *tport_by_addrinfo(struct tport_primary const *primary,
	su_addrinfo_t const *address, tp_name_t const *name)
{
	THEIRS(tport_by_addrinfo);
	tport_t *found = theirs(primary, address, name);

	return is_others(found, name) ? NULL : found;
}

/* --- OpenSSL's -------------------------------------------------------------*/

static int step(SSL *ssl, int (*theirs)(SSL *), bool accepts)
{
	struct tls_link *l = stepping;
	int result;

	if (!connecting)
		return theirs(ssl);
	/* Of one that has no policy nothing is believed. */
	if (!l || !tls_link_prepare(l, ssl, accepts))
		return -1;
	errno = 0;
	result = theirs(ssl);
	tls_link_stepped(l, result);
	return result;
}

int SSL_connect(SSL *ssl)
{
	THEIRS(SSL_connect);

	return step(ssl, theirs, false);
}

int SSL_accept(SSL *ssl)
{
	THEIRS(SSL_accept);

	return step(ssl, theirs, true);
}

/* The library would copy all its names, which cost whoever made it nothing, and
 * free none of that; it was judged already. */
X509 *SSL_get1_peer_certificate(const SSL *ssl)
{
	THEIRS(SSL_get1_peer_certificate);

	return connecting ? NULL : theirs(ssl);
}

/* A keep-alive with a request behind it in one record is garbage to the
 * library: it gets one after the other.  Nothing else of the stream is
 * touched. */
static int until_request(const char *bytes, int n)
{
	int blank = 0;

	while (blank < n && (bytes[blank] == '\r' || bytes[blank] == '\n'))
		blank++;
	return blank ? blank : n;
}

/* Whether there is more to come is told from the queue of errors, which is one
 * for all that is encrypted on this thread. */
int SSL_read(SSL *ssl, void *to, int n)
{
	THEIRS(SSL_read);
	int there;

	if (!tls_link_has(ssl))
		return theirs(ssl, to, n);
	ERR_clear_error();
	there = SSL_peek(ssl, to, n);
	return there <= 0 ? there : theirs(ssl, to, until_request(to, there));
}

int SSL_write(SSL *ssl, const void *from, int n)
{
	THEIRS(SSL_write);
	bool ours = tls_link_has(ssl);
	int result;

	if (ours)
		ERR_clear_error();
	result = theirs(ssl, from, n);
	if (ours)
		tls_link_wrote(ssl, result > 0);
	return result;
}

/* The library holds one of the two references to the socket's BIO and, though
 * it never takes it, one to the context: it drops both when this returns. */
int SSL_shutdown(SSL *ssl)
{
	THEIRS(SSL_shutdown);
	BIO *bio;
	int result;

	if (!freeing)
		return theirs(ssl);
	result = SSL_is_init_finished(ssl) ? theirs(ssl) : 0;
	tls_link_released(ssl);
	bio = SSL_get_rbio(ssl);
	if (bio)
		BIO_up_ref(bio);
	SSL_CTX_up_ref(SSL_get_SSL_CTX(ssl));
	SSL_free(ssl);
	ERR_clear_error();
	return result;
}
