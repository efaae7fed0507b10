/* A server found by SRV that does not answer is put behind the others of its
 * name, in the resolver's cache, for as long as timer C, and its record is kept
 * as long, whatever its own time to live was.  Our timer C is an hour, so that a
 * registrar that has moved would not be found for as long; and each further
 * failure would begin that time anew, so that what is tried often enough would
 * never be asked for again.
 *
 * The library calls this function of its own through the dynamic linker, which
 * finds ours first.  To be dropped with the first library that asks how long.
 */
#include "sip/mend_demoted.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <sofia-sip/sresolv.h>

#include "base/clock.h"

#define TIMES 10
#define RECENT 16
#define NAME 528
#define SLACK_S 3

static uint32_t longest_s = 320;

void demoted_after(int t1x64_ms)
{
	longest_s = 1 + (uint32_t)t1x64_ms * TIMES / 1000;
}

/* The last few, each until its record has surely ended; the oldest makes
 * room. */
static struct {
	char name[NAME];
	int64_t until_ms;
} recent[RECENT];

static bool is_new(const char *domain, const char *target, uint16_t port)
{
	static unsigned next;
	int64_t now = clock_ms();
	char name[NAME];

	snprintf(name, sizeof name, "%.255s %.255s %u", domain, target, port);
	for (size_t i = 0; i < RECENT; i++)
		if (!strcmp(recent[i].name, name) && recent[i].until_ms > now)
			return false;
	memcpy(recent[next % RECENT].name, name, sizeof name);
	recent[next++ % RECENT].until_ms =
		now + (longest_s + SLACK_S) * INT64_C(1000);
	return true;
}

/* The library's own name and form; no header has it. */
int sres_set_cached_srv_priority(sres_resolver_t *resolver, char const *domain,
	char const *target, uint16_t port, uint32_t ttl, uint16_t priority);

int sres_set_cached_srv_priority(sres_resolver_t *resolver, char const *domain,
	char const *target, uint16_t port, uint32_t ttl, uint16_t priority)
{
	static int (*theirs)(sres_resolver_t *, char const *, char const *,
		uint16_t, uint32_t, uint16_t);

	if (!theirs)
		*(void **)&theirs = dlsym(RTLD_NEXT,
			"sres_set_cached_srv_priority");
	if (!is_new(domain, target, port))
		return 0;	/* it stands behind the others already */
	return theirs(resolver, domain, target, port,
		ttl < longest_s ? ttl : longest_s, priority);
}
