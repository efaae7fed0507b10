#include "base/clock.h"

#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

static _Atomic int64_t advanced_ns;

int64_t clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec +
		atomic_load_explicit(&advanced_ns, memory_order_relaxed);
}

int64_t clock_ms(void)
{
	return clock_ns() / 1000000;
}

int64_t clock_wall_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 +
		atomic_load_explicit(&advanced_ns, memory_order_relaxed) / 1000000;
}

int64_t clock_of_wall_ns(const struct timespec *stamp)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return clock_ns() - (((int64_t)t.tv_sec - stamp->tv_sec) * 1000000000 +
		t.tv_nsec - stamp->tv_nsec);
}

void clock_advance_ms(int64_t ms)
{
	atomic_fetch_add(&advanced_ns, ms * 1000000);
}

void clock_text(int64_t wall_ms, char text[CLOCK_TEXT])
{
	time_t seconds = wall_ms / 1000;
	struct tm tm;
	size_t n;

	gmtime_r(&seconds, &tm);
	n = strftime(text, CLOCK_TEXT, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text + n, CLOCK_TEXT - n, ".%03uZ", (unsigned)(wall_ms % 1000));
}
