/* session_dtmf.c - keys sent and received: as telephone-events (RFC 4733), by
 * INFO (session_keys.c), as sound.  Engine thread.
 *
 *	"12w34,5" --> 12 --> waits for session_dtmf_go_on --> 34, 2 s, 5
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/private.h"

#define KEYS "0123456789*#ABCDabcd,w"
#define WAIT 'w'
#define LONGEST 256			/* keys of one request */
#define USUAL_MS 100
#define USUAL_VOLUME 10			/* -dBm0 */

static bool keys_ok(const char *tones, struct fault *fault)
{
	size_t n = strlen(tones);

	if (n > 0 && n <= LONGEST && strspn(tones, KEYS) == n)
		return true;
	return fault_set(fault, ERROR_PARAMS, "tones", "tones are 1 to %d of "
		"0-9 * # A-D, ',' (a pause of 2 s) and w (until you go on)",
		LONGEST);
}

/* --- which way -------------------------------------------------------------*/

static bool takes_events(const struct session *s)
{
	const struct agreement *a = call_media_agreed(s->media);

	return a && a->send_event.payload_type >= 0;
}

/* One that has refused an INFO is not asked again. */
static enum config_dtmf best_way(const struct session *s)
{
	return takes_events(s) ? DTMF_RTP :
		s->info_refused ? DTMF_INBAND : DTMF_INFO;
}

static bool read_method(const struct session *s, const char *method,
	enum config_dtmf *way, struct fault *fault)
{
	static const char *const words[] = { [DTMF_AUTO] = "auto",
		[DTMF_RTP] = "rtp", [DTMF_INFO] = "info",
		[DTMF_INBAND] = "inband" };

	*way = s->account ? s->account->config->dtmf : DTMF_AUTO;
	if (!method)
		return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(method, words[i])) {
			*way = (enum config_dtmf)i;
			return true;
		}
	return fault_set(fault, ERROR_PARAMS, "method",
		"method is \"auto\", \"rtp\", \"info\" or \"inband\"");
}

static bool choose_way(const struct session *s, const char *method,
	struct key_style *style, struct fault *fault)
{
	enum config_dtmf way;

	if (!read_method(s, method, &way, fault))
		return false;
	style->may_change = way == DTMF_AUTO;
	style->way = way == DTMF_AUTO ? best_way(s) : way;
	if (style->way == DTMF_INFO && s->state != SESSION_ESTABLISHED)
		return fault_set(fault, ERROR_STATE, "session",
			"call %d is %s: tones by INFO go only into an "
			"established call", s->id, session_state_word(s->state));
	if (style->way != DTMF_RTP || takes_events(s))
		return true;
	return fault_set(fault, ERROR_STATE, "session", "the other side of "
		"call %d takes no telephone-event (RFC 4733); try method "
		"\"info\" or \"inband\"", s->id);
}

/* --- how -------------------------------------------------------------------*/

static bool within(int value, int low, int high, const char *field,
	struct fault *fault)
{
	return (value >= low && value <= high) || fault_set(fault,
		ERROR_PARAMS, field, "%s is %d to %d", field, low, high);
}

static bool read_style(const struct session *s, const struct dtmf_params *p,
	struct key_style *style, struct fault *fault)
{
	style->duration_ms = p->duration_ms ? p->duration_ms : USUAL_MS;
	style->gap_ms = p->gap_ms ? p->gap_ms : USUAL_MS;
	style->volume = p->volume > 0 ? USUAL_VOLUME : -p->volume;
	style->secret = p->secret;
	return within(style->duration_ms, 40, 6000, "duration_ms", fault) &&
		within(style->gap_ms, 40, 6000, "gap_ms", fault) &&
		within(style->volume, 0, 63, "volume", fault) &&
		choose_way(s, p->method, style, fault);
}

/* --- sending ---------------------------------------------------------------*/

bool session_keys_out(struct session *s, const char *tones,
	const struct key_style *style, struct fault *fault)
{
	struct media_keys keys = { .keys = tones,
		.duration_ms = style->duration_ms, .gap_ms = style->gap_ms,
		.volume = style->volume,
		.by_tone = style->way == DTMF_INBAND };

	if (style->way == DTMF_INFO)
		return session_keys_send(s, tones, style, fault);
	media_dtmf(s->engine->media, call_media_stream(s->media), &keys);
	return true;
}

static void keep_rest(struct session *s, const char *rest,
	const struct key_style *style)
{
	char *copy = rest ? mem_text(rest) : NULL;	/* may be of the old */

	mem_wipe_text(s->keys_behind_wait);
	s->keys_behind_wait = copy;
	s->style_behind_wait = *style;
}

/* Up to the first w; what is behind it waits. */
static bool send_part(struct session *s, const char *tones,
	const struct key_style *style, struct fault *fault)
{
	const char *wait = strchr(tones, WAIT);
	char *part = mem_text_n(tones, wait ? (size_t)(wait - tones) :
		strlen(tones));
	bool sent = !*part || session_keys_out(s, part, style, fault);

	mem_wipe_text(part);
	if (sent && wait)
		keep_rest(s, wait + 1, style);
	return sent;
}

static bool may_send(const struct session *s, struct fault *fault)
{
	enum session_state next;

	return session_judge(s->state, EVENT_DTMF, &next) == VERDICT_GO ||
		fault_set(fault, ERROR_STATE, "session",
			"call %d is %s: tones go only into a call with sound",
			s->id, session_state_word(s->state));
}

bool session_dtmf(struct session *s, const struct dtmf_params *p,
	struct fault *fault)
{
	struct key_style style;

	if (!may_send(s, fault) || !keys_ok(p->tones, fault) ||
	    !read_style(s, p, &style, fault))
		return false;
	if (s->keys_behind_wait && strchr(p->tones, WAIT))
		return fault_set(fault, ERROR_STATE, "tones", "tones wait "
			"behind a w in call %d: let them go on first", s->id);
	if (!send_part(s, p->tones, &style, fault))
		return false;
	if (s->keys_behind_wait)
		session_changed(s);
	return true;
}

bool session_dtmf_go_on(struct session *s, struct fault *fault)
{
	char *tones = s->keys_behind_wait;
	struct key_style style = s->style_behind_wait;
	bool sent;

	if (!tones)
		return fault_set(fault, ERROR_STATE, "session",
			"no tones wait in call %d", s->id);
	if (!may_send(s, fault))
		return false;
	s->keys_behind_wait = NULL;
	sent = send_part(s, tones, &style, fault);
	if (sent)
		mem_wipe_text(tones);
	else
		s->keys_behind_wait = tones;
	session_changed(s);
	return sent;
}

/* --- receiving -------------------------------------------------------------*/

void session_dtmf_came(void *session, char key, int duration_ms, bool by_tone)
{
	session_key_came(session, key, duration_ms,
		by_tone ? "inband" : "rtp");
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
