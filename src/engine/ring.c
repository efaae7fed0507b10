/* ring.c - how a call rings: by who calls, as the caller's side wishes, or as
 * the account does.  Engine thread.
 *
 *	rings of the configuration: the caller, or the name in Alert-Info
 *	  -> a name in Alert-Info that is known here
 *	    -> the account's ring
 *
 * All rings are our own tones; whatever an Alert-Info points at is not fetched.
 */
#include <fnmatch.h>
#include <string.h>

#include "engine/private.h"
#include "store/config_value.h"

static const struct {
	const char *name;
	enum tone tone;
} rings[RINGS] = {
	[RING_1] = { "ring-1", TONE_RING },
	[RING_2] = { "ring-2", TONE_RING_2 },
	[RING_3] = { "ring-3", TONE_RING_3 },
	[RING_4] = { "ring-4", TONE_RING_4 },
	[RING_5] = { "ring-5", TONE_RING_5 },
	[RING_SILENT] = { "silent", TONE_NONE },
};

const char *ring_name(enum config_ring ring)
{
	return rings[ring].name;
}

enum tone ring_tone(enum config_ring ring)
{
	return rings[ring].tone;
}

/* --- what Alert-Info names ---------------------------------------------------*/

/* A urn:alert: stands for those below it, too (RFC 7462 7.2). */
static const struct {
	const char *name;
	enum config_ring ring;
} known[] = {
	{ "bellcore-dr1", RING_1 }, { "bellcore-dr2", RING_2 },
	{ "bellcore-dr3", RING_3 }, { "bellcore-dr4", RING_4 },
	{ "bellcore-dr5", RING_5 },
	{ "ring-1", RING_1 }, { "ring-2", RING_2 }, { "ring-3", RING_3 },
	{ "ring-4", RING_4 }, { "ring-5", RING_5 },
	{ "alert-internal", RING_2 }, { "alert-external", RING_1 },
	{ "alert-group", RING_3 },
	{ "urn:alert:source:internal", RING_2 },
	{ "urn:alert:source:external", RING_1 },
	{ "urn:alert:source:friend", RING_3 },
	{ "urn:alert:source:family", RING_3 },
	{ "urn:alert:priority:high", RING_4 },
	{ "urn:alert:duration:short", RING_5 },
	{ "urn:alert:service:recall", RING_5 },
};

static bool is_named(const char *alert, const char *name)
{
	size_t n = strlen(name);
	bool urn = !strncmp(name, "urn:", 4);

	return !strncmp(alert, name, n) &&
		(!alert[n] || (urn && alert[n] == ':'));
}

static bool of_alert(const char *alert, enum config_ring *ring)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (is_named(alert, known[i].name)) {
			*ring = known[i].ring;
			return true;
		}
	return false;
}

/* --- what the configuration says -------------------------------------------*/

static bool fits(const char *pattern, const char *text)
{
	return *text && !fnmatch(pattern, text, FNM_CASEFOLD | FNM_NOESCAPE);
}

static bool of_rules(const struct texts *rules, const char *caller,
	const char *alert, enum config_ring *ring)
{
	char pattern[RING_PATTERN];

	for (int i = 0; i < rules->n; i++)
		if (value_read_ring(rules->items[i], pattern, ring) &&
		    (fits(pattern, caller) || fits(pattern, alert)))
			return true;
	return false;
}

void ring_choose(struct session *s, const struct invite_info *info)
{
	const char *alert = info->alert.ring;
	char caller[URI_TEXT] = "";
	struct uri_parts from;

	if (uri_parse(info->from_uri, &from))
		uri_address_of_record(&from, caller);
	s->rings_so = of_rules(&s->engine->config->rings, caller, alert,
		&s->ring) || of_alert(alert, &s->ring);
	if (!s->rings_so && s->account) {
		s->ring = s->account->config->ring;
		s->rings_so = s->ring != RING_1;
	}
	s->silenced = s->ring == RING_SILENT;
}
