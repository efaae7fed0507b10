/* The stack sends no keep-alives over TLS.  Nobody else writes to what it
 * writes to, so that the four bytes go only where all of them fit, in one
 * record, and between two of its messages: OpenSSL ends a connection on which
 * something else is written while a record is on its way. */
#include "sip/tls_alive.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <openssl/err.h>

#include "base/mem.h"
#include "loop/loop.h"

/* What was written and is not acknowledged so long: there is nobody. */
#define UNACKNOWLEDGED_MS 20000

struct tls_alive {
	struct tls_alive_params params;	/* its SSL is of the stack */
	struct loop_timer *ping, *pong, *stuck;	/* owned */
	int idle_ms, pong_ms;
	uint64_t bytes_read;		/* when the last ping went */
};

void tls_alive_watch(const SSL *ssl)
{
	int ms = UNACKNOWLEDGED_MS;

	setsockopt(SSL_get_fd(ssl), IPPROTO_TCP, TCP_USER_TIMEOUT, &ms,
		sizeof ms);
}

static uint64_t bytes_read(const struct tls_alive *a)
{
	return BIO_number_read(SSL_get_rbio(a->params.ssl));
}

static bool has_room(const struct tls_alive *a)
{
	struct pollfd p = { .fd = SSL_get_fd(a->params.ssl),
		.events = POLLOUT };

	return !loop_timer_runs(a->stuck) && poll(&p, 1, 0) == 1 &&
		p.revents == POLLOUT;
}

static void ask_later(struct tls_alive *a)
{
	if (a->idle_ms)
		loop_timer_set(a->ping, a->idle_ms);
	else
		loop_timer_cancel(a->ping);
}

static void on_ping_due(void *arg)
{
	struct tls_alive *a = arg;
	uint64_t now = bytes_read(a);

	if (has_room(a) && SSL_write(a->params.ssl, "\r\n\r\n", 4) == 4 &&
	    a->pong_ms && (now != a->bytes_read || !loop_timer_runs(a->pong))) {
		a->bytes_read = now;
		loop_timer_set(a->pong, a->pong_ms);
	}
	ERR_clear_error();
	ask_later(a);
}

/* It is looked at when the time is over, not with each byte that comes. */
static void on_pong_due(void *arg)
{
	struct tls_alive *a = arg;

	if (bytes_read(a) == a->bytes_read)
		a->params.on_dead(a->params.arg, "it did not answer a "
			"keep-alive");
}

static void on_stuck(void *arg)
{
	struct tls_alive *a = arg;

	a->params.on_dead(a->params.arg, "it takes nothing any more");
}

struct tls_alive *tls_alive_new(const struct tls_alive_params *p)
{
	struct tls_alive *a = mem_new_of(struct tls_alive);

	a->params = *p;
	a->ping = loop_timer_new(p->loop, on_ping_due, a, "TLS keep-alive");
	a->pong = loop_timer_new(p->loop, on_pong_due, a, "TLS pong");
	a->stuck = loop_timer_new(p->loop, on_stuck, a, "TLS write");
	return a;
}

void tls_alive_free(struct tls_alive *a)
{
	if (!a)
		return;
	loop_timer_free(a->ping);
	loop_timer_free(a->pong);
	loop_timer_free(a->stuck);
	free(a);
}

void tls_alive_set(struct tls_alive *a, int idle_ms, int pong_ms)
{
	a->idle_ms = idle_ms;
	a->pong_ms = pong_ms;
	ask_later(a);
}

void tls_alive_stuck(struct tls_alive *a, bool stuck)
{
	if (!stuck)
		loop_timer_cancel(a->stuck);
	else if (!loop_timer_runs(a->stuck))
		loop_timer_set(a->stuck, a->params.stuck_ms);
}
