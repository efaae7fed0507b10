/* session_dtmf.c - keys sent and received (RFC 4733; INFO:
 * session_keys.c).  Engine thread. */
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

/* "rtp", "info"; NULL: refused. */
static const char *way(const struct session *s, const char *method,
	struct fault *fault)
{
	static const char *const words[] = { [DTMF_AUTO] = "auto",
		[DTMF_RTP] = "rtp", [DTMF_INFO] = "info",
		[DTMF_INBAND] = "auto" };
	const struct agreement *a = call_media_agreed(s->media);
	bool by_rtp = a && a->send_event_type >= 0;

	if (!method)
		method = words[s->account ? s->account->config->dtmf :
			DTMF_AUTO];
	if (!strcmp(method, "info"))
		return "info";
	if (strcmp(method, "rtp") != 0 && strcmp(method, "auto") != 0) {
		fault_set(fault, ERROR_PARAMS, "method",
			"method is \"auto\", \"rtp\" or \"info\"");
		return NULL;
	}
	if (by_rtp)
		return "rtp";
	if (!strcmp(method, "auto"))
		return "info";
	fault_set(fault, ERROR_STATE, "session", "the other side of call %d "
		"takes no telephone-event (RFC 4733); try method \"info\"",
		s->id);
	return NULL;
}

bool session_dtmf(struct session *s, const char *tones, const char *method,
	int duration_ms, struct fault *fault)
{
	enum session_state next;
	const char *by;

	if (session_judge(s->state, EVENT_DTMF, &next) != VERDICT_GO)
		return fault_set(fault, ERROR_STATE, "session",
			"call %d is %s: tones go only into a call with sound",
			s->id, session_state_word(s->state));
	if (!keys_ok(tones, fault))
		return false;
	by = way(s, method, fault);
	if (!by)
		return false;
	if (duration_ms && (duration_ms < 40 || duration_ms > 6000))
		return fault_set(fault, ERROR_PARAMS, "duration_ms",
			"duration_ms is 40 to 6000");
	duration_ms = duration_ms ? duration_ms : USUAL_MS;
	if (!strcmp(by, "info"))
		return session_keys_send(s, tones, duration_ms, GAP_MS, fault);
	media_dtmf(s->engine->media, call_media_stream(s->media), tones,
		duration_ms, GAP_MS);
	return true;
}

void session_dtmf_came(void *session, char key, int duration_ms)
{
	session_key_came(session, key, duration_ms, "rtp");
}

void session_key_came(struct session *s, char key, int duration_ms,
	const char *via)
{
	struct engine_event event = { .topic = TOPIC_SESSION_DTMF, .session = s,
		.tone = key, .duration_ms = duration_ms, .via = via };
	size_t n = strlen(s->dtmf_received);

	if (n == sizeof s->dtmf_received - 1)
		memmove(s->dtmf_received, s->dtmf_received + 1, n--);
	s->dtmf_received[n] = key;
	s->dtmf_received[n + 1] = '\0';
	engine_tell(s->engine, &event);
}
