#include "watch.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stddef.h>

/* They are called before a sanitizer is ready for what it makes of code. */
#define PLAIN __attribute__((no_sanitize("address", "undefined")))

/* A thread is watched as long as its number is that of the watch. */
static _Thread_local int watched;
static _Atomic int watch = 1;
static _Atomic int threads, count;
static const char *_Atomic first;

void watch_this_thread(void)
{
	if (watched == watch)
		return;
	watched = watch;
	threads++;
}

bool watch_any(void)
{
	return threads > 0;
}

int watch_count(void)
{
	return count;
}

const char *watch_first(void)
{
	return first;
}

void watch_forget(void)
{
	watch++;
	threads = count = 0;
	first = NULL;
}

PLAIN static void note(const char *what)
{
	if (watched != watch)
		return;
	if (!count++)
		first = what;
}

static _Thread_local bool seeks;

/* The next one of that name: the C library's, or a sanitizer's. */
#define REAL(name) real(#name, &name##_found)

PLAIN static void *real(const char *name, void *_Atomic *found)
{
	if (!*found) {
		seeks = true;
		*found = dlsym(RTLD_NEXT, name);
		seeks = false;
	}
	return *found;
}

#define WATCHED(type, name, params, arguments) \
	PLAIN type name params; \
	static void *_Atomic name##_found; \
	type name params \
	{ \
		note(#name); \
		return ((type (*)params)REAL(name)) arguments; \
	}

WATCHED(void *, malloc, (size_t n), (n))
WATCHED(void *, calloc, (size_t n, size_t size), (n, size))
WATCHED(void *, realloc, (void *p, size_t n), (p, n))
WATCHED(void *, aligned_alloc, (size_t align, size_t n), (align, n))
WATCHED(int, posix_memalign, (void **p, size_t align, size_t n), (p, align, n))
WATCHED(int, pthread_mutex_lock, (pthread_mutex_t *m), (m))
WATCHED(int, pthread_rwlock_rdlock, (pthread_rwlock_t *l), (l))
WATCHED(int, pthread_rwlock_wrlock, (pthread_rwlock_t *l), (l))
WATCHED(int, pthread_spin_lock, (pthread_spinlock_t *l), (l))
WATCHED(int, pthread_cond_wait, (pthread_cond_t *c, pthread_mutex_t *m), (c, m))
WATCHED(int, sem_wait, (sem_t *s), (s))

/* dlsym frees what it said of a former failure: that stays. */
static void *_Atomic free_found;

PLAIN void free(void *p)
{
	note("free");
	if (!seeks)
		((void (*)(void *))REAL(free))(p);
}
