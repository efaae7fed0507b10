/* session_keys.c - keys by SIP INFO.  Engine thread.
 *
 *	key --> INFO --> 200, and its time is over --> next key
 *	"," --------> 2 s ---------------------------> next key
 *	         INFO refused --> what waits goes as sound, if that was left to us
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
	struct key_style style;
};

struct session_keys {
	struct session *session;
	struct list waiting;
	int n_waiting;
	struct session_key *asked;	/* owned; its answer is awaited */
	struct loop_timer *timer;	/* owned */
	bool timed;			/* the time is awaited */
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

static void key_free(struct session_key *one)
{
	if (one)
		explicit_bzero(one, sizeof *one);
	free(one);
}

static struct session_key *take_first(struct session_keys *k)
{
	struct session_key *one = list_first(struct session_key, &k->waiting,
		link);

	if (!one)
		return NULL;
	list_remove(&one->link);
	k->n_waiting--;
	return one;
}

static void forget_waiting(struct session_keys *k)
{
	struct session_key *one;

	while ((one = take_first(k)))
		key_free(one);
}

static void send_next(struct session_keys *k)
{
	struct session_key *one;

	if (k->asked || k->timed || !(one = take_first(k)))
		return;
	if (one->key.key == ',') {
		wait(k, PAUSE_MS);
		key_free(one);
	} else if (dialog_info_key(k->session->dialog, &one->key)) {
		k->asked = one;
		wait(k, one->key.duration_ms + one->style.gap_ms);
	} else {
		key_free(one);
		forget_waiting(k);
	}
}

static struct session_keys *keys_of(struct session *s)
{
	struct session_keys *k = s->keys;

	if (k)
		return k;
	k = s->keys = mem_new_of(struct session_keys);
	k->session = s;
	list_init(&k->waiting);
	k->timer = loop_timer_new(s->engine->loop, on_timer, k, "keys");
	return k;
}

bool session_keys_send(struct session *s, const char *tones,
	const struct key_style *style, struct fault *fault)
{
	struct session_keys *k = keys_of(s);

	if (k->n_waiting + (int)strlen(tones) > WAITING_MAX)
		return fault_set(fault, ERROR_LIMIT, "tones",
			"%d tones wait to be sent; try again later",
			k->n_waiting);
	for (; *tones; tones++) {
		struct session_key *one = mem_new_of(struct session_key);

		one->style = *style;
		one->key = (struct info_key){ .key = *tones,
			.duration_ms = style->duration_ms,
			.secret = style->secret };
		if (*tones >= 'a' && *tones <= 'd')
			one->key.key = (char)(*tones - 'a' + 'A');
		list_append(&k->waiting, &one->link);
		k->n_waiting++;
	}
	send_next(k);
	return true;
}

/* --- refused ---------------------------------------------------------------*/

/* One after the other, the refused one first. */
static void send_as_sound(struct session_keys *k, struct session_key *one)
{
	struct fault fault;

	for (; one; one = take_first(k)) {
		char tone[2] = { one->key.key, '\0' };

		one->style.way = DTMF_INBAND;
		session_keys_out(k->session, tone, &one->style, &fault);
		key_free(one);
	}
}

static void refused(struct session_keys *k, struct session_key *one,
	int status, const char *reason)
{
	struct session *s = k->session;

	s->info_refused = true;
	if (one->style.may_change) {
		log_info("session", "%d: a tone by INFO was refused (%d %s): "
			"tones go as sound", s->id, status, reason);
		send_as_sound(k, one);
		return;
	}
	key_free(one);
	forget_waiting(k);
	engine_warn(s->engine, "dtmf", "the other side may take tones "
		"another way: dtmf = auto, or --method rtp or inband",
		"a tone by INFO was refused in call %d: %d %s",
		s->id, status, reason);
}

void session_keys_answered(struct session *s, int status, const char *reason)
{
	struct session_keys *k = s->keys;
	struct session_key *one = k ? k->asked : NULL;

	if (!one)
		return;
	k->asked = NULL;
	if (status >= 300)
		refused(k, one, status, reason);
	else
		key_free(one);
	send_next(k);
}

void session_keys_free(struct session_keys *k)
{
	if (!k)
		return;
	forget_waiting(k);
	key_free(k->asked);
	loop_timer_free(k->timer);
	free(k);
}
