/* session_dtmf.c - keys sent and received (RFC 4733).  Engine thread. */
#include <string.h>

#include "engine/private.h"

#define KEYS "0123456789*#ABCDabcd,"
#define LONGEST 256			/* keys of one request */
#define USUAL_MS 100
#define GAP_MS 100

static bool keys_ok(const char *tones, struct fault *fault)
{
	size_t n = strlen(tones);

	if (n > 0 && n <= LONGEST && strspn(tones, KEYS) == n)
		return true;
	return fault_set(fault, ERROR_PARAMS, "tones",
		"tones are 1 to %d of 0-9 * # A-D and ',' (a pause of 2 s)",
		LONGEST);
}

static bool way_ok(const struct session *s, const char *method,
	struct fault *fault)
{
	const struct agreement *a = call_media_agreed(s->media);

	if (method && strcmp(method, "rtp") != 0)
		return fault_set(fault, ERROR_PARAMS, "method",
			"method is \"rtp\", the only way built so far");
	if (a && a->send_event_type >= 0)
		return true;
	return fault_set(fault, ERROR_STATE, "session",
		"the other side of call %d takes no telephone-event (RFC 4733)",
		s->id);
}

bool session_dtmf(struct session *s, const char *tones, const char *method,
	int duration_ms, struct fault *fault)
{
	enum session_state next;

	if (session_judge(s->state, EVENT_DTMF, &next) != VERDICT_GO)
		return fault_set(fault, ERROR_STATE, "session",
			"call %d is %s: tones go only into a call with sound",
			s->id, session_state_word(s->state));
	if (!keys_ok(tones, fault) || !way_ok(s, method, fault))
		return false;
	if (duration_ms && (duration_ms < 40 || duration_ms > 6000))
		return fault_set(fault, ERROR_PARAMS, "duration_ms",
			"duration_ms is 40 to 6000");
	media_dtmf(s->engine->media, call_media_stream(s->media), tones,
		duration_ms ? duration_ms : USUAL_MS, GAP_MS);
	return true;
}

void session_dtmf_came(void *arg, char key, int duration_ms)
{
	struct session *s = arg;
	struct engine_event event = { .topic = TOPIC_SESSION_DTMF, .session = s,
		.tone = key, .duration_ms = duration_ms, .via = "rtp" };
	size_t n = strlen(s->dtmf_received);

	if (n == sizeof s->dtmf_received - 1)
		memmove(s->dtmf_received, s->dtmf_received + 1, n--);
	s->dtmf_received[n] = key;
	s->dtmf_received[n + 1] = '\0';
	engine_tell(s->engine, &event);
}
