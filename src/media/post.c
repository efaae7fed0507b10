#include "media/post.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "media/outgoing.h"
#include "media/transport.h"

#define PLACES 512
#define US INT64_C(1000)
#define LITTLE_NS (800 * US)	/* sooner or later: nobody notices */
#define LATEST_NS (9000 * US)	/* of departures; a tick has 10000 */
#define WINDOW 100		/* ticks, of which one may be an exception */
#define CALM 30			/* windows without need of it: an earlier one */

struct letter {
	struct transport *transport;
	struct sockaddr_storage to;
	size_t n;
	uint8_t bytes[OUTGOING_SIZE + CIPHER_TRAILER];
};

struct post {
	int64_t tick_ns, begun_ns;
	int64_t wait_ns;		/* departure after the tick; 0 at once */
	/* work of a tick, of this window */
	int64_t longest_ns, second_ns, shortest_ns;
	int64_t calm_ns;		/* the most that was needed meanwhile */
	int ticks, calm;		/* of this window; windows since then */
	int waiting;
	struct letter letters[PLACES];	/* no memory before they are needed */
};

static void begin_window(struct post *p)
{
	p->longest_ns = p->second_ns = 0;
	p->shortest_ns = INT64_MAX;
	p->ticks = 0;
}

struct post *post_new(void)
{
	struct post *p = mem_new_of(struct post);

	begin_window(p);
	return p;
}

void post_free(struct post *p)
{
	free(p);
}

void post_begin(struct post *p, int64_t tick_ns, int64_t now_ns)
{
	post_depart(p);
	p->tick_ns = tick_ns;
	p->begun_ns = now_ns;
}

/* With a quarter to spare. */
static int64_t wait_for(int64_t work_ns)
{
	int64_t wait = work_ns + work_ns / 4;

	return work_ns < LITTLE_NS ? 0 : wait < LATEST_NS ? wait : LATEST_NS;
}

static void change(struct post *p, int64_t wait_ns)
{
	p->wait_ns = wait_ns;
	p->calm_ns = 0;
	p->calm = 0;
}

/* Later as soon as it is needed, earlier when it was not for long. */
static void decide(struct post *p, int64_t needed_ns)
{
	if (needed_ns > p->wait_ns && wait_for(needed_ns) > p->wait_ns) {
		change(p, wait_for(needed_ns));
		return;
	}
	if (needed_ns > p->calm_ns)
		p->calm_ns = needed_ns;
	if (++p->calm >= CALM)
		change(p, wait_for(p->calm_ns));
}

/* The most that a tick took, if they are not all alike: else packets have their
 * time already, each behind the same work. */
static int64_t needed(const struct post *p)
{
	return p->second_ns - p->shortest_ns < LITTLE_NS ? 0 : p->second_ns;
}

void post_done(struct post *p, int64_t now_ns)
{
	int64_t work = now_ns - p->begun_ns;

	if (work < p->shortest_ns)
		p->shortest_ns = work;
	if (work > p->longest_ns) {
		p->second_ns = p->longest_ns;
		p->longest_ns = work;
	} else if (work > p->second_ns) {
		p->second_ns = work;
	}
	if (++p->ticks < WINDOW)
		return;
	decide(p, needed(p));
	begin_window(p);
}

bool post_send(struct post *p, struct transport *t,
	const struct sockaddr_storage *to, const uint8_t *bytes, size_t n)
{
	struct letter *l = &p->letters[p->waiting];

	if (!p->wait_ns || p->waiting == PLACES || n > sizeof l->bytes)
		return transport_send(t, TRANSPORT_RTP, to, bytes, n);
	l->transport = t;
	l->to = *to;
	l->n = n;
	memcpy(l->bytes, bytes, n);
	p->waiting++;
	return true;
}

int64_t post_departure_ns(const struct post *p)
{
	return p->waiting ? p->tick_ns + p->wait_ns : 0;
}

void post_depart(struct post *p)
{
	for (int i = 0; i < p->waiting; i++) {
		const struct letter *l = &p->letters[i];

		transport_send(l->transport, TRANSPORT_RTP, &l->to, l->bytes,
			l->n);
	}
	p->waiting = 0;
}
