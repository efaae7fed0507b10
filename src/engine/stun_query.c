#include "engine/stun_query.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "media/latch.h"
#include "media/stun.h"

#define FIRST_AGAIN_MS 100

struct stun_query {
	struct stun_query_params params;
	struct loop_watch *watches[STUN_SOCKETS];	/* owned */
	struct loop_timer *again, *limit;		/* owned */
	uint8_t transactions[STUN_SOCKETS][STUN_SERVERS][STUN_TRANSACTION];
	bool refused[STUN_SOCKETS][STUN_SERVERS];
	int64_t began_ms;
	int wait_ms;			/* until what is missing is asked
					 * again */
	struct stun_found found;
};

const struct sockaddr_storage *stun_first(const struct stun_found *f,
	int socket)
{
	for (int i = 0; i < STUN_SERVERS; i++)
		if (f->mapped[socket][i].ss_family)
			return &f->mapped[socket][i];
	return NULL;
}

void stun_query_free(struct stun_query *q)
{
	if (!q)
		return;
	for (int i = 0; i < STUN_SOCKETS; i++)
		loop_unwatch(q->watches[i]);
	loop_timer_free(q->again);
	loop_timer_free(q->limit);
	free(q);
}

static void tell(struct stun_query *q)
{
	struct stun_found found = q->found;
	stun_fn *fn = q->params.fn;
	void *fn_arg = q->params.arg;

	stun_query_free(q);
	fn(fn_arg, &found);
}

/* --- what is still to come -------------------------------------------------*/

static bool is_open(const struct stun_query *q, int socket, int server)
{
	return !q->found.mapped[socket][server].ss_family &&
		!q->refused[socket][server];
}

static bool is_missing(const struct stun_query *q, int socket)
{
	bool open = false;

	for (int i = 0; i < q->params.n_servers; i++)
		open |= is_open(q, socket, i);
	return open && (q->params.all || !stun_first(&q->found, socket));
}

static bool is_over(const struct stun_query *q)
{
	for (int i = 0; i < q->params.n_fds; i++)
		if (is_missing(q, i))
			return false;
	return true;
}

static void ask(struct stun_query *q, int socket, int server)
{
	const struct sockaddr_storage *to = &q->params.servers[server];
	uint8_t request[STUN_HEADER];

	stun_request(request, q->transactions[socket][server]);
	sendto(q->params.fds[socket], request, sizeof request, MSG_DONTWAIT,
		(const struct sockaddr *)to, address_length(to));
}

static void ask_all(void *arg)
{
	struct stun_query *q = arg;

	for (int i = 0; i < q->params.n_fds; i++)
		for (int k = 0; k < q->params.n_servers; k++)
			if (is_missing(q, i) && is_open(q, i, k))
				ask(q, i, k);
	loop_timer_set(q->again, q->wait_ms);
	q->wait_ms *= 2;
}

/* --- answers ---------------------------------------------------------------*/

static void take_from(struct stun_query *q, int socket, int server,
	const uint8_t *bytes, size_t n)
{
	struct sockaddr_storage mapped;
	enum stun_answer answer = stun_read(bytes, n,
		q->transactions[socket][server], &mapped);

	if (answer == STUN_MAPPED &&
	    mapped.ss_family != q->params.servers[server].ss_family)
		answer = STUN_REFUSED;
	q->refused[socket][server] |= answer == STUN_REFUSED;
	if (answer != STUN_MAPPED)
		return;
	q->found.mapped[socket][server] = mapped;
	if (q->found.rtt_ms < 0)
		q->found.rtt_ms = (int)(clock_ms() - q->began_ms);
}

static void take(struct stun_query *q, int socket,
	const struct sockaddr_storage *from, const uint8_t *bytes, size_t n)
{
	for (int i = 0; i < q->params.n_servers; i++)
		if (is_open(q, socket, i) &&
		    address_same(from, &q->params.servers[i]))
			take_from(q, socket, i, bytes, n);
}

static void receive(struct stun_query *q, int socket)
{
	struct sockaddr_storage from;
	uint8_t bytes[STUN_ANSWER];
	socklen_t size = sizeof from;
	ssize_t n;

	memset(&from, 0, sizeof from);
	while ((n = recvfrom(q->params.fds[socket], bytes, sizeof bytes,
		MSG_DONTWAIT, (struct sockaddr *)&from, &size)) >= 0) {
		take(q, socket, &from, bytes, (size_t)n);
		size = sizeof from;
	}
}

static void on_readable(void *arg, int fd, int events)
{
	struct stun_query *q = arg;

	(void)fd;
	(void)events;
	for (int i = 0; i < q->params.n_fds; i++)
		receive(q, i);
	if (is_over(q))
		loop_timer_set(q->limit, 0);
}

/* What has come by now was in time: it is us who are late. */
static void on_limit(void *arg)
{
	struct stun_query *q = arg;

	for (int i = 0; i < q->params.n_fds; i++)
		if (is_missing(q, i))
			receive(q, i);
	tell(q);
}

/* --- a query ---------------------------------------------------------------*/

struct stun_query *stun_query_new(const struct stun_query_params *p)
{
	struct stun_query *q = mem_new_of(struct stun_query);

	q->params = *p;
	q->began_ms = clock_ms();
	q->wait_ms = FIRST_AGAIN_MS;
	q->found.rtt_ms = -1;
	q->again = loop_timer_new(p->loop, ask_all, q, "STUN request");
	q->limit = loop_timer_new(p->loop, on_limit, q, "STUN limit");
	for (int i = 0; i < p->n_fds; i++)
		q->watches[i] = loop_watch(p->loop, p->fds[i], LOOP_IN,
			on_readable, q, "STUN");
	random_bytes(q->transactions, sizeof q->transactions);
	if (!p->n_servers) {
		loop_timer_set(q->limit, 0);
		return q;
	}
	loop_timer_set(q->limit, p->limit_ms);
	ask_all(q);
	return q;
}
