#include "audio/junction.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/ring.h"

struct junction {
	struct ring *ring;		/* owned; fixed at start */
	int wake_fd;			/* -1: none could be had */

	/* media thread writes */
	_Atomic uint64_t visits;	/* odd: in the middle of one */
	_Atomic int64_t visited_ns;
	_Atomic size_t frame;

	/* either side */
	_Atomic uint64_t lost, starved;
	_Atomic bool stale;
};

struct junction *junction_new(int rate_hz, int capacity_ms)
{
	struct junction *j = mem_new_of(struct junction);

	j->ring = ring_new(sizeof(int16_t),
		(size_t)rate_hz * capacity_ms / 1000);
	j->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	return j;
}

void junction_free(struct junction *j)
{
	if (!j)
		return;
	ring_free(j->ring);
	if (j->wake_fd >= 0)
		close(j->wake_fd);
	free(j);
}

/* --- media thread ----------------------------------------------------------*/

static void visit_begin(struct junction *j)
{
	atomic_fetch_add(&j->visits, 1);
}

static void visit_end(struct junction *j, size_t n)
{
	atomic_store(&j->visited_ns, clock_ns());
	atomic_store(&j->frame, n);
	atomic_fetch_add(&j->visits, 1);
}

bool junction_read(struct junction *j, int16_t *frame, size_t n)
{
	size_t got;

	visit_begin(j);
	if (atomic_exchange(&j->stale, false))
		ring_skip(j->ring, ring_held(j->ring));
	got = ring_take(j->ring, frame, n);
	memset(frame + got, 0, (n - got) * sizeof *frame);
	if (got < n)
		atomic_fetch_add(&j->starved, 1);
	visit_end(j, n);
	return got > 0;
}

void junction_write(struct junction *j, const int16_t *frame, size_t n)
{
	static const uint64_t one = 1;

	visit_begin(j);
	if (!ring_put(j->ring, frame, n))
		atomic_fetch_add(&j->lost, n);
	visit_end(j, n);
	if (write(j->wake_fd, &one, sizeof one) < 0)
		return;		/* it is full: awake anyway */
}

/* --- device thread ---------------------------------------------------------*/

int junction_wake_fd(const struct junction *j)
{
	return j->wake_fd;
}

bool junction_look(struct junction *j, struct junction_view *v)
{
	uint64_t visits, wakes;

	if (read(j->wake_fd, &wakes, sizeof wakes) < 0)
		wakes = 0;	/* none since the last look */
	visits = atomic_load(&j->visits);
	v->held = ring_held(j->ring);
	v->frame = atomic_load(&j->frame);
	v->visited_ns = atomic_load(&j->visited_ns);
	v->starved = atomic_load(&j->starved);
	return visits % 2 == 0 && visits == atomic_load(&j->visits);
}

bool junction_put(struct junction *j, const int16_t *samples, size_t n)
{
	if (ring_put(j->ring, samples, n))
		return true;
	atomic_fetch_add(&j->lost, n);
	return false;
}

bool junction_put_silence(struct junction *j, size_t n)
{
	static const int16_t silence[256];

	while (n > 0) {
		size_t some = n < 256 ? n : 256;

		if (!junction_put(j, silence, some))
			return false;
		n -= some;
	}
	return true;
}

size_t junction_room(const struct junction *j)
{
	return ring_room(j->ring);
}

void junction_stale(struct junction *j)
{
	atomic_store(&j->stale, true);
}

size_t junction_take(struct junction *j, int16_t *samples, size_t n)
{
	return ring_take(j->ring, samples, n);
}

size_t junction_skip(struct junction *j, size_t n)
{
	return ring_skip(j->ring, n);
}

void junction_starve(struct junction *j)
{
	atomic_fetch_add(&j->starved, 1);
}

void junction_lose(struct junction *j, size_t n)
{
	atomic_fetch_add(&j->lost, n);
}

uint64_t junction_lost(const struct junction *j)
{
	return atomic_load(&j->lost);
}

uint64_t junction_starved(const struct junction *j)
{
	return atomic_load(&j->starved);
}
