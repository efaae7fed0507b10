/* latency.c - how long sound may wait for packets that are late: of all calls,
 * and of one.  Engine thread.
 *
 *	ultra-low	rather a lost packet now and then
 *	default		as little as serves
 *	smooth-N	N ms at least: for a network that stalls
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "engine/private.h"
#include "store/config_value.h"

static bool check(const char *value, struct fault *fault)
{
	const char *expected = value_latency(value);

	return !expected || fault_set(fault, ERROR_PARAMS, "latency",
		"\"%.32s\" is no latency: expected %s", value, expected);
}

/* A checked one. */
static struct stream_latency read(const char *value)
{
	struct stream_latency l = { .ultra_low = !strcmp(value, "ultra-low") };

	if (!strncmp(value, "smooth-", 7))
		l.least_ms = atoi(value + 7);
	return l;
}

struct stream_latency session_latency_now(const struct session *s)
{
	return read(s->latency ? s->latency : s->engine->latency);
}

bool session_latency(struct session *s, const char *value, struct fault *fault)
{
	if (!session_is_live(s))
		return fault_set(fault, ERROR_STATE, "session",
			"call %d has ended", s->id);
	if (value && !check(value, fault))
		return false;
	mem_set(&s->latency, value);
	session_apply(s);
	session_changed(s);
	return true;
}

static void set(struct engine *e, const char *value)
{
	mem_set(&e->latency, value);
	list_each(struct session, s, &e->sessions, link)
		if (session_is_live(s) && !s->latency) {
			session_apply(s);
			session_changed(s);
		}
}

bool engine_set_latency(struct engine *e, const char *value,
	struct fault *fault)
{
	struct engine_event event = { .topic = TOPIC_ENGINE_CHANGED };

	if (!check(value, fault))
		return false;
	if (!strcmp(e->latency, value))
		return true;
	set(e, value);
	engine_tell(e, &event);
	return true;
}

/* What was set by hand holds until the file says something else. */
void latency_configure(struct engine *e, const char *latency)
{
	if (!e->latency || strcmp(e->config->latency, latency))
		set(e, latency);
}
