#include "ice/tls_way.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/ca_folder.h"
#include "base/list.h"

#define CONNECTIONS 16		/* one for each address and component of ours */
#define ROOM 8192

struct tls_way {
	struct list link;		/* in ways */
	struct ice_server server;	/* the far end */
	struct tls_way_params params;
	SSL_CTX *context;		/* owned with others */
	int listener;			/* owned */
	GSource *source;		/* owned */
	struct list connections;
	int n;
};

static struct list ways = { &ways, &ways };	/* with a context */

/* What was read at one side and is not written yet at the other. */
struct flow {
	unsigned char bytes[ROOM];
	size_t n, done;
};

struct connection {
	struct list link;		/* of the way */
	struct tls_way *way;
	int near, far;			/* owned */
	SSL *ssl;			/* owned; over far */
	GSource *source;		/* owned */
	gpointer near_tag, far_tag;
	struct flow out, in;
	bool up;			/* its handshake is done */
};

/* A source of two descriptors, which asks for what each can do now. */
struct watch {
	GSource source;
	struct connection *connection;
};

static void close_connection(struct connection *c)
{
	list_remove(&c->link);
	c->way->n--;
	if (c->source) {
		g_source_destroy(c->source);
		g_source_unref(c->source);
	}
	SSL_free(c->ssl);
	if (c->far >= 0)
		close(c->far);
	close(c->near);
	explicit_bzero(c, sizeof *c);
	g_free(c);
}

/* --- one connection ------------------------------------------------------- */

static const char *verdict_words(long verdict)
{
	switch (verdict) {
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
		return "nobody who is known here vouches for its certificate; "
			"tls_ca names whom to trust";
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return "its certificate has expired";
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return "its certificate is not valid yet; is the clock right?";
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH:
		return "its certificate is for another name";
	default:
		return X509_verify_cert_error_string(verdict);
	}
}

static void tell_failure(const struct connection *c)
{
	long verdict = SSL_get_verify_result(c->ssl);
	unsigned long error = ERR_peek_last_error();
	const char *why = verdict != X509_V_OK ? verdict_words(verdict) :
		error ? ERR_reason_error_string(error) : NULL;
	char text[ICE_TEXT];

	snprintf(text, sizeof text, "no TLS with the TURN server %.100s: "
		"%.100s", c->way->server.host,
		why ? why : "it cannot be reached, or hangs up");
	c->way->params.told(c->way->params.arg, text);
}

/* 0: goes on; WANT_READ or WANT_WRITE in *want; -1: it is over. */
static int handshake(struct connection *c, GIOCondition *want)
{
	int result;

	ERR_clear_error();
	result = SSL_do_handshake(c->ssl);
	if (result == 1) {
		c->up = true;
		return 0;
	}
	switch (SSL_get_error(c->ssl, result)) {
	case SSL_ERROR_WANT_READ:
		*want = G_IO_IN;
		return 0;
	case SSL_ERROR_WANT_WRITE:
		*want = G_IO_OUT;
		return 0;
	default:
		tell_failure(c);
		return -1;
	}
}

static bool would_wait(struct connection *c, int result, GIOCondition *want)
{
	switch (SSL_get_error(c->ssl, result)) {
	case SSL_ERROR_WANT_READ:
		*want |= G_IO_IN;
		return true;
	case SSL_ERROR_WANT_WRITE:
		*want |= G_IO_OUT;
		return true;
	default:
		return false;
	}
}

/* From libnice to the server; false: it is over. */
static bool move_out(struct connection *c, GIOCondition *near,
	GIOCondition *far)
{
	struct flow *f = &c->out;
	size_t n;
	int result;

	if (f->done == f->n) {
		ssize_t got = recv(c->near, f->bytes, ROOM, MSG_DONTWAIT);

		*near |= G_IO_IN;
		if (got <= 0)
			return got < 0 && (errno == EAGAIN || errno == EINTR);
		f->n = (size_t)got;
		f->done = 0;
	}
	ERR_clear_error();
	result = SSL_write_ex(c->ssl, f->bytes + f->done, f->n - f->done, &n);
	if (!result)
		return would_wait(c, result, far);
	f->done += n;
	*near |= G_IO_IN;
	return true;
}

static bool move_in(struct connection *c, GIOCondition *near,
	GIOCondition *far)
{
	struct flow *f = &c->in;
	ssize_t sent;
	int result;

	if (f->done == f->n) {
		ERR_clear_error();
		result = SSL_read_ex(c->ssl, f->bytes, ROOM, &f->n);
		f->done = 0;
		if (!result) {
			f->n = 0;
			return would_wait(c, result, far);
		}
	}
	sent = send(c->near, f->bytes + f->done, f->n - f->done,
		MSG_DONTWAIT | MSG_NOSIGNAL);
	if (sent < 0 && errno != EAGAIN)
		return false;
	f->done += sent > 0 ? (size_t)sent : 0;
	*near |= f->done < f->n ? G_IO_OUT : 0;
	*far |= G_IO_IN;
	return true;
}

/* What is in OpenSSL already no descriptor tells of. */
static bool move_both(struct connection *c, GIOCondition *near,
	GIOCondition *far)
{
	do {
		if (!move_out(c, near, far) || !move_in(c, near, far))
			return false;
	} while (SSL_pending(c->ssl) && c->in.done == c->in.n);
	*far |= G_IO_IN;
	return true;
}

static gboolean pump(GSource *source, GSourceFunc fn, gpointer arg)
{
	struct connection *c = ((struct watch *)source)->connection;
	GIOCondition near = 0, far = 0;
	bool goes_on = true;

	(void)fn, (void)arg;
	if (!c->up)
		goes_on = handshake(c, &far) == 0;
	if (goes_on && c->up)
		goes_on = move_both(c, &near, &far);
	if (!goes_on) {
		close_connection(c);
		return G_SOURCE_REMOVE;
	}
	g_source_modify_unix_fd(source, c->near_tag, near);
	g_source_modify_unix_fd(source, c->far_tag, far);
	return G_SOURCE_CONTINUE;
}

static gboolean is_ready(GSource *source)
{
	struct connection *c = ((struct watch *)source)->connection;

	return g_source_query_unix_fd(source, c->near_tag) ||
		g_source_query_unix_fd(source, c->far_tag);
}

static void watch(struct connection *c)
{
	static GSourceFuncs functions = { .check = is_ready,
		.dispatch = pump };

	c->source = g_source_new(&functions, sizeof(struct watch));
	((struct watch *)c->source)->connection = c;
	c->near_tag = g_source_add_unix_fd(c->source, c->near, 0);
	c->far_tag = g_source_add_unix_fd(c->source, c->far, G_IO_OUT);
	g_source_attach(c->source, g_main_context_get_thread_default());
}

/* --- the far end ---------------------------------------------------------- */

static int connect_far(const struct ice_place *place)
{
	struct sockaddr_in four = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)place->port) };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6,
		.sin6_port = htons((uint16_t)place->port) };
	bool is_four = inet_pton(AF_INET, place->address, &four.sin_addr) == 1;
	int fd = socket(is_four ? AF_INET : AF_INET6,
		SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (!is_four)
		inet_pton(AF_INET6, place->address, &six.sin6_addr);
	if (fd >= 0 && connect(fd, is_four ? (struct sockaddr *)&four :
	    (struct sockaddr *)&six, is_four ? sizeof four : sizeof six) &&
	    errno != EINPROGRESS) {
		close(fd);
		return -1;
	}
	return fd;
}

static bool make_ssl(struct connection *c)
{
	const char *host = c->way->server.host;
	unsigned char bytes[16];
	bool literal = inet_pton(AF_INET, host, bytes) == 1 ||
		inet_pton(AF_INET6, host, bytes) == 1;

	c->ssl = SSL_new(c->way->context);
	if (!c->ssl)
		return false;
	if (literal)
		X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(c->ssl), host);
	else if (!SSL_set1_host(c->ssl, host) ||
		 !SSL_set_tlsext_host_name(c->ssl, host))
		return false;
	SSL_set_connect_state(c->ssl);
	return SSL_set_fd(c->ssl, c->far) == 1;
}

static gboolean on_near(gint fd, GIOCondition condition, gpointer arg)
{
	struct tls_way *w = arg;
	int near = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct connection *c;

	(void)condition;
	if (near < 0)
		return G_SOURCE_CONTINUE;
	if (w->n == CONNECTIONS) {
		close(near);
		return G_SOURCE_CONTINUE;
	}
	c = g_new0(struct connection, 1);
	c->way = w;
	c->near = near;
	c->far = connect_far(&w->server.place);
	list_append(&w->connections, &c->link);
	w->n++;
	if (c->far < 0 || !make_ssl(c))
		close_connection(c);
	else
		watch(c);
	return G_SOURCE_CONTINUE;
}

/* --- the way -------------------------------------------------------------- */

static void load_one(void *context, const char *file)
{
	SSL_CTX_load_verify_file(context, file);
	ERR_clear_error();
}

static bool load_folder(SSL_CTX *context, const char *path)
{
	bool hashed;

	if (ca_folder_read(path, &hashed, load_one, context))
		return false;
	return !hashed || SSL_CTX_load_verify_dir(context, path) == 1;
}

/* As for SIP: whatever tls_ca names is trusted, be it in the middle of a
 * chain. */
static bool load_authorities(SSL_CTX *context, const char *ca)
{
	if (!*ca)
		return SSL_CTX_set_default_verify_paths(context) == 1;
	X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context),
		X509_V_FLAG_PARTIAL_CHAIN);
	return g_file_test(ca, G_FILE_TEST_IS_DIR) ? load_folder(context, ca) :
		SSL_CTX_load_verify_file(context, ca) == 1;
}

static SSL_CTX *new_context(const struct ice_tls *tls)
{
	SSL_CTX *c = SSL_CTX_new(TLS_client_method());

	if (!c)
		return NULL;
	SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION);
	SSL_CTX_set_mode(c, SSL_MODE_ENABLE_PARTIAL_WRITE |
		SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_verify(c, tls->unverified ? SSL_VERIFY_NONE :
		SSL_VERIFY_PEER, NULL);
	if (load_authorities(c, tls->ca))
		return c;
	SSL_CTX_free(c);
	return NULL;
}

/* Reading the system's authorities takes 20 to 60 ms, and this thread has the
 * sound of all calls: who comes to others uses theirs. */
static bool find_context(struct tls_way *w)
{
	const struct ice_tls *tls = w->params.tls;

	list_each(struct tls_way, other, &ways, link)
		if (other->params.tls->unverified == tls->unverified &&
		    !strcmp(other->params.tls->ca, tls->ca)) {
			SSL_CTX_up_ref(other->context);
			w->context = other->context;
			break;
		}
	if (!w->context)
		w->context = new_context(tls);
	if (w->context)
		list_append(&ways, &w->link);
	return w->context;
}

/* Of this machine alone, at a port that the kernel chooses; of the far end's
 * kind, since of the other one libnice may have no address to ask from. */
static bool listen_near(struct tls_way *w, struct ice_place *near)
{
	bool six = strchr(w->server.place.address, ':');
	union {
		struct sockaddr any;
		struct sockaddr_in four;
		struct sockaddr_in6 six;
	} a = { .six = { .sin6_family = AF_INET6,
		.sin6_addr = IN6ADDR_LOOPBACK_INIT } };
	socklen_t n = six ? sizeof a.six : sizeof a.four;

	if (!six)
		a.four = (struct sockaddr_in){ .sin_family = AF_INET,
			.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	w->listener = socket(a.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK |
		SOCK_CLOEXEC, 0);
	if (w->listener < 0 || bind(w->listener, &a.any, n) ||
	    listen(w->listener, CONNECTIONS) ||
	    getsockname(w->listener, &a.any, &n))
		return false;
	w->source = g_unix_fd_source_new(w->listener, G_IO_IN);
	g_source_set_callback(w->source, G_SOURCE_FUNC(on_near), w, NULL);
	g_source_attach(w->source, g_main_context_get_thread_default());
	strcpy(near->address, six ? "::1" : "127.0.0.1");
	near->port = ntohs(six ? a.six.sin6_port : a.four.sin_port);
	return true;
}

struct tls_way *tls_way_new(struct ice_server *server,
	const struct tls_way_params *p)
{
	struct tls_way *w = g_new0(struct tls_way, 1);
	struct ice_place near;

	w->server = *server;
	w->params = *p;
	w->listener = -1;
	list_init(&w->link);
	list_init(&w->connections);
	if (!find_context(w) || !listen_near(w, &near)) {
		p->told(p->arg, "no TLS with a TURN server: tls_ca cannot be "
			"read, or there is no socket");
		tls_way_free(w);
		return NULL;
	}
	server->way = ICE_TURN_TCP;
	server->place = near;
	return w;
}

void tls_way_free(struct tls_way *w)
{
	if (!w)
		return;
	list_remove(&w->link);
	list_each(struct connection, c, &w->connections, link)
		close_connection(c);
	if (w->source) {
		g_source_destroy(w->source);
		g_source_unref(w->source);
	}
	if (w->listener >= 0)
		close(w->listener);
	SSL_CTX_free(w->context);
	explicit_bzero(w, sizeof *w);
	g_free(w);
}
