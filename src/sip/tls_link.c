#include "sip/tls_link.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include <openssl/err.h>

#include <sofia-sip/tport.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "sip/certificate.h"
#include "sip/network.h"
#include "sip/stack.h"
#include "sip/tap.h"
#include "sip/tls_alive.h"
#include "sip/tls_words.h"

#define LIMIT_MS 6000		/* first packet to the handshake's end */
/* TLS 1.3 has its own, and forbids none of these. */
#define CIPHERS "HIGH:!aNULL:!eNULL:!MD5:!3DES:!PSK:!SRP:!CAMELLIA:!ARIA"

struct tls_link {
	struct list link;
	tport_t *tport;			/* of the stack; outlives it */
	struct ua *ua;
	SSL *ssl;			/* of the stack; NULL: not begun */
	char name[256];			/* whom it was made to */
	char peer[TAP_PEER];
	char why[TLS_WHY];		/* it failed; "" so far not */
	bool accepted, up, heard;
	bool disbelieved;		/* their certificate */
	bool asked, shown;		/* a certificate of ours */
	bool told;			/* it failed, or nobody need know */
	bool ended;			/* by us; the stack will see it */
	struct loop_timer *limit;	/* owned; of the handshake */
	struct tls_alive *alive;	/* owned; NULL: not up yet */
	int64_t own_expires;		/* wall ms */
	char pin[PIN_TEXT];		/* of the key that was shown; "" none */
};

static struct list links = { &links, &links };

/* The library's own; no header of it has it. */
void tport_error_report(tport_t *, int error, su_sockaddr_t const *);

/* --- what the ua is told ---------------------------------------------------*/

static void tell(struct tls_link *l, const struct ua_tls *news)
{
	if (!l->accepted)
		mem_set(&l->ua->tls_problem, news->problem);
	if (!l->accepted && l->ua->handlers && l->ua->handlers->on_tls)
		l->ua->handlers->on_tls(l->ua->arg, news);
}

static void tell_failed(struct tls_link *l)
{
	char text[TLS_WHY];

	text_format(text, sizeof text, "TLS: %s", l->why);
	if (l->accepted)
		log_debug("sip", "TLS from %s failed: %s", l->peer, l->why);
	else
		log_warn("sip", "TLS to %s (%s) failed: %s", l->name, l->peer,
			l->why);
	tell(l, &(struct ua_tls){ .peer = l->peer, .problem = text,
		.pin = l->disbelieved && l->pin[0] ? l->pin : NULL });
}

static void tell_up(struct tls_link *l)
{
	X509 *x = SSL_get0_peer_certificate(l->ssl);
	struct ua_tls news = { .peer = l->peer,
		.version = SSL_get_version(l->ssl),
		.cipher = SSL_get_cipher_name(l->ssl),
		.name = l->accepted ? NULL :
			tls_policy_verified(&l->ua->tls, x, l->name),
		.pin = l->pin[0] ? l->pin : NULL,
		.expires = x ? certificate_expires_s(x) * 1000 : 0,
		.own_expires = l->own_expires };

	log_info("sip", "TLS %s %s (%s) is up: %s %s, %s", l->accepted ?
		"from" : "to", l->name, l->peer, news.version, news.cipher,
		tls_verify_word(l->ua->tls.verify));
	tell(l, &news);
}

/* --- its life --------------------------------------------------------------*/

/* Requests that wait on it fail, and the stack closes it. */
static void end(struct tls_link *l, int error)
{
	tport_error_report(l->tport, error, NULL);
}

/* Before the requests that wait give up by themselves. */
static int limit_ms(const struct ua *ua)
{
	return ua->t1x64_ms / 2 < LIMIT_MS ? ua->t1x64_ms / 2 : LIMIT_MS;
}

static void on_limit(void *arg)
{
	struct tls_link *l = arg;

	text_format(l->why, sizeof l->why, l->ssl ? "it did not answer "
		"in the handshake within %.1f s" :
		"no connection within %.1f s", limit_ms(l->ua) / 1000.0);
	end(l, ETIMEDOUT);
}

/* Without brackets and the dot that ends an absolute name. */
static void copy_host(char *to, size_t size, const char *host)
{
	size_t n;

	host += host[0] == '[';
	n = strcspn(host, "]");
	if (n && host[n - 1] == '.')
		n--;
	snprintf(to, size, "%.*s", (int)n, host);
}

static void name_peer(struct tls_link *l)
{
	const tp_name_t *name = tport_name(l->tport);
	const char *host = name->tpn_host ? name->tpn_host : "";
	bool six = strchr(host, ':') && host[0] != '[';

	snprintf(l->peer, sizeof l->peer, six ? "[%s]:%s" : "%s:%s", host,
		name->tpn_port ? name->tpn_port : "");
	copy_host(l->name, sizeof l->name,
		name->tpn_canon ? name->tpn_canon : host);
}

void tls_link_new(tport_t *tport)
{
	const tp_name_t *name = tport_name(tport);
	struct ua *ua = tap_ua(tport);
	struct tls_link *l;

	if (!ua || !name->tpn_proto || strcasecmp(name->tpn_proto, "tls"))
		return;
	l = mem_new_of(struct tls_link);
	l->tport = tport;
	l->ua = ua;
	name_peer(l);
	l->limit = loop_timer_new(ua->loop, on_limit, l, "TLS handshake");
	loop_timer_set(l->limit, limit_ms(ua));
	list_append(&links, &l->link);
}

struct tls_link *tls_link_of(const tport_t *tport)
{
	list_each(struct tls_link, l, &links, link)
		if (l->tport == tport)
			return l;
	return NULL;
}

static int index_of_link(void)
{
	static int index = -1;

	if (index < 0)
		index = SSL_get_ex_new_index(0, "offhook", NULL, NULL, NULL);
	return index;
}

bool tls_link_has(const SSL *ssl)
{
	return SSL_get_ex_data(ssl, index_of_link()) != NULL;
}

void tls_link_gone(tport_t *tport)
{
	struct tls_link *l = tls_link_of(tport);

	if (!l)
		return;
	if (l->ssl)
		SSL_set_ex_data(l->ssl, index_of_link(), NULL);
	list_remove(&l->link);
	loop_timer_free(l->limit);
	tls_alive_free(l->alive);
	free(l);
}

/* --- the handshake ---------------------------------------------------------*/

/* Whoever wants to pin it has to be told what it was. */
static void note_pin(struct tls_link *l, const X509 *x)
{
	uint8_t pin[PIN_BYTES];

	if (x && certificate_pin(x, pin))
		pin_text(pin, l->pin);
}

static int on_verify(X509_STORE_CTX *ctx, void *unused)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(ctx,
		SSL_get_ex_data_X509_STORE_CTX_idx());
	struct tls_link *l = SSL_get_ex_data(ssl, index_of_link());

	(void)unused;
	if (!l)
		return 0;
	note_pin(l, X509_STORE_CTX_get0_cert(ctx));
	l->disbelieved = !tls_policy_believes(&l->ua->tls, ctx, l->name,
		l->why);
	return !l->disbelieved;
}

/* Alerts come after the handshake as well: of TLS 1.3 the one that wants our
 * certificate. */
static void on_news(const SSL *ssl, int where, int value)
{
	struct tls_link *l = SSL_get_ex_data(ssl, index_of_link());
	int description = value & 0xff;

	if (l && where & SSL_CB_ALERT && where & SSL_CB_READ && !l->why[0] &&
	    description != SSL_AD_CLOSE_NOTIFY && !l->heard)
		tls_words_alert(l->why, description, l->shown);
}

static bool is_address(const char *host)
{
	struct sockaddr_storage a;

	return address_sockaddr(host, 0, &a) != 0;
}

static void name_server(const struct tls_link *l, SSL *ssl)
{
	const char *name = !is_address(l->name) ? l->name : l->ua->tls.name;

	if (name && !is_address(name))
		SSL_set_tlsext_host_name(ssl, name);
}

static int on_asked(SSL *ssl, void *link)
{
	struct tls_link *l = link;

	(void)ssl;
	l->asked = !l->accepted;
	return 1;
}

static void set_up(struct tls_link *l, SSL *ssl)
{
	SSL_set_min_proto_version(ssl, TLS1_2_VERSION);
	SSL_set_cipher_list(ssl, CIPHERS);
	SSL_set_options(ssl, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
	SSL_set_verify(ssl, l->accepted ? SSL_VERIFY_NONE : SSL_VERIFY_PEER,
		NULL);
	SSL_CTX_set_cert_verify_callback(SSL_get_SSL_CTX(ssl), on_verify, NULL);
	SSL_set_info_callback(ssl, on_news);
	SSL_set_cert_cb(ssl, on_asked, l);
	if (!l->accepted)
		name_server(l, ssl);
}

/* Whoever renewed them without a reload would not hear of it. */
static void warn_of_own(const struct tls_link *l, uint64_t stamp)
{
	if (!l->accepted || !l->ua->tls.cert || l->ua->tls_broken == stamp)
		return;
	l->ua->tls_broken = stamp;
	log_warn("sip", "who comes by TLS is turned away: %s", l->why);
}

/* Who comes to us shows no certificate, and is not asked for one. */
static bool read_files(struct tls_link *l, struct tls_files *files)
{
	struct tls_policy policy = l->ua->tls;

	if (l->accepted)
		policy.verify = TLS_OFF;
	if (!l->accepted || policy.cert)
		return tls_files_read(files, &policy, l->why);
	text_format(l->why, sizeof l->why, "we have no certificate (tls_cert)");
	return false;
}

static bool begin(struct tls_link *l, SSL *ssl)
{
	uint64_t stamp = tls_files_stamp(&l->ua->tls);
	struct tls_files files;
	bool ok = read_files(l, &files);

	if (!ok) {
		warn_of_own(l, stamp);
		return false;
	}
	l->why[0] = '\0';
	l->shown = files.own != NULL;
	l->own_expires = files.own ? certificate_expires_s(files.own) * 1000 :
		0;
	ok = tls_files_use(&files, ssl, l->why);
	set_up(l, ssl);
	if (!l->accepted)
		l->ua->tls_stamp = stamp;
	tls_files_clear(&files);
	tls_alive_watch(ssl);
	return ok;
}

bool tls_link_prepare(struct tls_link *l, SSL *ssl, bool accepts)
{
	ERR_clear_error();
	if (l->ssl)
		return true;
	l->ssl = ssl;
	l->accepted = accepts;
	SSL_set_ex_data(ssl, index_of_link(), l);
	return begin(l, ssl);
}

static void keep_alive(struct tls_link *l);

/* Whoever hangs up may do so before its alert has come. */
static void guess_why(struct tls_link *l, int error)
{
	bool hung_up = l->ssl && (!error || error == ECONNRESET ||
		error == EPIPE || error == EPROTO);

	if (!hung_up && error && !l->up)
		text_format(l->why, sizeof l->why, "%s", strerror(error));
	else if (l->asked && !l->shown)
		tls_words_alert(l->why, SSL_AD_CERTIFICATE_REQUIRED, false);
	else
		text_format(l->why, sizeof l->why, "it closed the connection %s "
			"the handshake", l->up ? "after" : "in");
}

static void say_why(struct tls_link *l, int error)
{
	unsigned long e = ERR_peek_last_error();

	if (!e || ERR_GET_REASON(e) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
		guess_why(l, error);
	else
		tls_words_failed(l->why, l->shown);
}

void tls_link_stepped(struct tls_link *l, int result)
{
	int saved = errno, error = SSL_get_error(l->ssl, result);

	if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
		return;
	if (result == 1) {
		loop_timer_cancel(l->limit);
		l->up = true;
		l->why[0] = '\0';
		SSL_set1_verify_cert_store(l->ssl, NULL);	/* it was */
		tell_up(l);
		keep_alive(l);
	} else if (!l->why[0]) {
		say_why(l, error == SSL_ERROR_SYSCALL ? saved : 0);
	}
	errno = saved;
}

void tls_link_heard(tport_t *tport)
{
	struct tls_link *l = tls_link_of(tport);

	if (l)
		l->heard = true;
}

/* An alert may say why one that was up is of no use; else it just closed. */
bool tls_link_failed(struct tls_link *l, int error)
{
	if (l->told || l->heard || (l->accepted && l->up))
		return false;
	l->told = true;
	if (!l->why[0])
		guess_why(l, error);
	tell_failed(l);
	return true;
}

void tls_link_released(SSL *ssl)
{
	struct tls_link *l = SSL_get_ex_data(ssl, index_of_link());

	if (!l)
		return;
	l->ssl = NULL;
	tls_alive_free(l->alive);
	l->alive = NULL;
}

static bool cut(struct tls_link *l)
{
	if (!l->ssl)
		return false;
	l->told = l->ended = true;
	return shutdown(SSL_get_fd(l->ssl), SHUT_RDWR) == 0;
}

bool tls_links_end(const struct ua *ua, const char *peer)
{
	bool found = false;

	list_each(struct tls_link, l, &links, link)
		if (l->ua == ua && (!peer || !strcmp(l->peer, peer)))
			found = cut(l) || found;
	return found;
}

void tls_links_distrust(const struct ua *ua)
{
	list_each(struct tls_link, l, &links, link)
		if (l->ua == ua && !l->accepted)
			cut(l);
}

/* --- keep-alive ------------------------------------------------------------*/

static void on_dead(void *arg, const char *why)
{
	struct tls_link *l = arg;

	log_info("sip", "TLS to %s ends: %s", l->peer, why);
	text_format(l->why, sizeof l->why, "%s", why);
	end(l, ETIMEDOUT);
}

static void keep_alive(struct tls_link *l)
{
	if (!l->up || !l->ssl)
		return;
	if (!l->alive)
		l->alive = tls_alive_new(&(struct tls_alive_params){
			.loop = l->ua->loop, .ssl = l->ssl,
			.stuck_ms = limit_ms(l->ua), .on_dead = on_dead,
			.arg = l });
	tls_alive_set(l->alive, l->ua->keep_idle_ms, l->ua->keep_pong_ms);
}

void tls_links_keepalive(struct ua *ua, int idle_ms, int pong_ms)
{
	ua->keep_idle_ms = idle_ms;
	ua->keep_pong_ms = pong_ms;
	list_each(struct tls_link, l, &links, link)
		if (l->ua == ua)
			keep_alive(l);
}

void tls_link_wrote(const SSL *ssl, bool whole)
{
	struct tls_link *l = SSL_get_ex_data(ssl, index_of_link());

	if (l && l->alive)
		tls_alive_stuck(l->alive, !whole);
}

/* --- who may use it --------------------------------------------------------*/

/* Whoever came by himself has shown nothing. */
bool tls_link_serves(const struct tls_link *l, const char *name)
{
	char host[sizeof l->name];
	X509 *x;

	if (l->ended)
		return false;
	if (l->ua->tls.verify == TLS_OFF)
		return true;
	if (l->accepted)
		return false;
	copy_host(host, sizeof host, name);
	if (!strcasecmp(host, l->name) || l->ua->tls.verify != TLS_FULL)
		return true;
	x = l->up && l->ssl ? SSL_get0_peer_certificate(l->ssl) : NULL;
	return x && tls_policy_lets(&l->ua->tls, x, host);
}
