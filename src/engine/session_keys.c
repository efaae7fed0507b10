/* session_keys.c - keys by SIP INFO.  Engine thread.
 *
 *	key --> INFO --> 200, and its time is over --> next key
 *	"," --------> 2 s ---------------------------> next key
 *
 * One at a time: two INFOs on their way may overtake each other.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/private.h"

#define PAUSE_MS 2000
#define WAITING_MAX 1024		/* keys, of all requests */

struct session_key {
	struct list link;
	struct info_key key;		/* ',' a pause */
};

struct session_keys {
	struct session *session;
	struct list waiting;
	int n_waiting;
	struct loop_timer *timer;	/* owned */
	bool asking, timed;		/* the answer, the time is awaited */
	int gap_ms;
};

static void send_next(struct session_keys *k);

static void on_timer(void *arg)
{
	struct session_keys *k = arg;

	k->timed = false;
	send_next(k);
}

static void wait(struct session_keys *k, int ms)
{
	k->timed = true;
	loop_timer_set(k->timer, ms);
}

static void forget_waiting(struct session_keys *k)
{
	list_each(struct session_key, one, &k->waiting, link)
		free(one);
	list_init(&k->waiting);
	k->n_waiting = 0;
}

static void send_next(struct session_keys *k)
{
	struct session_key *one = list_first(struct session_key, &k->waiting,
		link);

	if (!one || k->asking || k->timed)
		return;
	list_remove(&one->link);
	k->n_waiting--;
	if (one->key.key == ',') {
		wait(k, PAUSE_MS);
	} else if (dialog_info_key(k->session->dialog, &one->key)) {
		k->asking = true;
		wait(k, one->key.duration_ms + k->gap_ms);
	} else {
		forget_waiting(k);
	}
	free(one);
}

bool session_keys_send(struct session *s, const char *tones, int duration_ms,
	int gap_ms, struct fault *fault)
{
	struct session_keys *k = s->keys;

	if (s->state != SESSION_ESTABLISHED)
		return fault_set(fault, ERROR_STATE, "session",
			"call %d is %s: tones by INFO go only into an "
			"established call", s->id, session_state_word(s->state));
	if (!k) {
		k = s->keys = mem_new_of(struct session_keys);
		k->session = s;
		list_init(&k->waiting);
		k->timer = loop_timer_new(s->engine->loop, on_timer, k, "keys");
	}
	if (k->n_waiting + (int)strlen(tones) > WAITING_MAX)
		return fault_set(fault, ERROR_LIMIT, "tones",
			"%d tones wait to be sent; try again later",
			k->n_waiting);
	k->gap_ms = gap_ms;
	for (; *tones; tones++) {
		struct session_key *one = mem_new_of(struct session_key);

		one->key = (struct info_key){ *tones, duration_ms };
		if (*tones >= 'a' && *tones <= 'd')
			one->key.key = (char)(*tones - 'a' + 'A');
		list_append(&k->waiting, &one->link);
		k->n_waiting++;
	}
	send_next(k);
	return true;
}

void session_keys_answered(struct session *s, int status, const char *reason)
{
	struct session_keys *k = s->keys;

	if (!k)
		return;
	k->asking = false;
	if (status >= 300) {
		forget_waiting(k);
		engine_warn(s->engine, "dtmf", "the other side may take tones "
			"by RTP: dtmf = rtp, or --method rtp",
			"a tone by INFO was refused in call %d: %d %s",
			s->id, status, reason);
	}
	send_next(k);
}

void session_keys_free(struct session_keys *k)
{
	if (!k)
		return;
	forget_waiting(k);
	loop_timer_free(k->timer);
	free(k);
}
