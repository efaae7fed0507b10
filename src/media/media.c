/* media.c - the engine thread's side of the two rings. */
#include "media/media.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "base/log.h"
#include "base/mem.h"
#include "media/command.h"
#include "media/extra.h"
#include "media/handshake.h"
#include "media/key_tone.h"
#include "media/stream.h"
#include "media/thread.h"

#define KEY_MIN_MS 40			/* shorter is missed by many */
#define KEY_MAX_MS 60000
#define VOLUME_MAX 63

struct media {
	struct thread *thread;
	struct media_handlers handlers;
	struct list pending;		/* commands that found no room */
};

struct pending {
	struct list link;
	struct command command;
};

int media_new(struct media **out, const struct media_handlers *handlers)
{
	struct media *m = mem_new_of(struct media);
	bool real_time;
	int error = thread_start(&m->thread, &real_time);

	if (error) {
		free(m);
		return error;
	}
	if (!real_time)
		log_info("media", "no real-time priority: sound may stutter "
			"when the machine is busy (RLIMIT_RTPRIO)");
	m->handlers = *handlers;
	list_init(&m->pending);
	*out = m;
	return 0;
}

/* --- down ---------------------------------------------------------------- */

static void retry(struct media *m)
{
	list_each(struct pending, p, &m->pending, link) {
		if (!thread_command(m->thread, &p->command))
			return;
		list_remove(&p->link);
		free(p);
	}
}

static void command(struct media *m, const struct command *c)
{
	struct pending *p;

	if (list_empty(&m->pending) && thread_command(m->thread, c))
		return;
	p = mem_new_of(struct pending);
	p->command = *c;
	list_append(&m->pending, &p->link);
}

void media_attach(struct media *m, struct stream *s,
	const struct stream_plan *plan)
{
	struct command c = { .kind = COMMAND_ATTACH, .stream = s };

	if (s->attached)
		return;
	s->attached = true;
	c.object = setup_new(s, plan);
	command(m, &c);
}

void media_update(struct media *m, struct stream *s,
	const struct stream_plan *plan)
{
	struct command c = { .kind = COMMAND_UPDATE, .stream = s };

	if (!s->attached)
		return;
	c.object = setup_new(s, plan);
	command(m, &c);
}

void media_detach(struct media *m, struct stream *s)
{
	struct command c = { .kind = COMMAND_DETACH, .stream = s };

	if (!s->attached)
		return;
	s->attached = false;
	command(m, &c);
}

static int within(int value, int low, int high)
{
	return value < low ? low : value > high ? high : value;
}

void media_mute(struct media *m, struct stream *s, bool on)
{
	struct command c = { COMMAND_MUTE, .value = on, .stream = s };

	if (s->attached)
		command(m, &c);
}

void media_mute_person(struct media *m, bool on)
{
	struct command c = { COMMAND_MUTE, .value = on };

	command(m, &c);
}

void media_loudest(struct media *m, int members)
{
	struct command c = { COMMAND_LOUDEST, .value = within(members, 0,
		BUS_LOUDEST_MAX) };

	command(m, &c);
}

void media_tune(struct media *m, struct stream *s,
	const struct stream_tuning *tuning)
{
	struct command c = { COMMAND_TUNE, .stream = s, .tuning = *tuning };

	if (s->attached)
		command(m, &c);
}

/* Only what can be sent, so that the media thread need not look. */
static char *copy_keys(const char *keys)
{
	char *copy = mem_text(keys), *to = copy;

	for (; *keys; keys++)
		if (telephone_event_is_key(*keys))
			*to++ = *keys;
	*to = '\0';
	return copy;
}

void media_dtmf(struct media *m, struct stream *s, const struct media_keys *k)
{
	struct command c = { COMMAND_KEYS, .stream = s };
	struct keys *keys;

	if (!s->attached)
		return;
	keys = mem_new_of(struct keys);
	keys->parcel.kind = PARCEL_KEYS;
	keys->parcel.stream = s;
	keys->job.keys = copy_keys(k->keys);
	keys->job.duration_ms = within(k->duration_ms, KEY_MIN_MS, KEY_MAX_MS);
	keys->job.gap_ms = within(k->gap_ms, 0, KEY_MAX_MS);
	keys->job.volume = within(k->volume, 0, VOLUME_MAX);
	if (k->by_tone)
		keys->job.tones = key_tone_new(keys->job.duration_ms,
			keys->job.gap_ms, keys->job.volume);
	c.object = keys;
	command(m, &c);
}

void media_handshake(struct media *m, struct stream *s,
	enum transport_half half, const struct sockaddr_storage *to,
	const uint8_t *bytes, size_t n)
{
	struct command c = { COMMAND_HANDSHAKE, .stream = s };
	struct letter *letter;

	if (!s->attached || n > DTLS_DATAGRAM)
		return;
	letter = mem_new_of(struct letter);
	letter->parcel = (struct parcel){ .kind = PARCEL_LETTER, .stream = s };
	letter->handshake.half = half;
	if (to)
		letter->handshake.peer = *to;
	letter->handshake.n = n;
	memcpy(letter->handshake.bytes, bytes, n);
	c.object = letter;
	command(m, &c);
}

void media_extra(struct media *m, struct stream *s, enum media_extra kind,
	struct extra *extra)
{
	struct command c = { COMMAND_EXTRA, .value = kind, .stream = s,
		.object = extra };

	if (s->attached)
		command(m, &c);
	else if (extra)
		m->handlers.on_extra_back(extra);
}

void media_device(struct media *m, enum media_end end, struct device *d)
{
	struct command c = { COMMAND_DEVICE, .end = end };
	struct loan *loan = mem_new_of(struct loan);

	loan->parcel.kind = PARCEL_LOAN;
	loan->device = d;
	c.object = loan;
	command(m, &c);
}

void media_volume(struct media *m, enum media_end end, int percent)
{
	struct command c = { COMMAND_VOLUME, .end = end, .value = percent };

	command(m, &c);
}

void media_tone(struct media *m, enum media_end end, enum tone tone)
{
	struct command c = { COMMAND_TONE, .end = end, .value = tone };

	command(m, &c);
}

void media_voice(struct media *m, const struct voice_params *p)
{
	struct command c = { COMMAND_VOICE, .object = voice_order_new(p) };

	command(m, &c);
}

void media_watch(struct media *m, bool on)
{
	struct command c = { COMMAND_WATCH, .value = on };

	command(m, &c);
}

/* --- up ------------------------------------------------------------------ */

int media_event_fd(const struct media *m)
{
	return thread_event_fd(m->thread);
}

static void unpack_keys(struct media *m, struct keys *keys)
{
	void *arg = keys->parcel.stream->arg;

	keys_free(keys);
	if (m->handlers.on_dtmf_sent)
		m->handlers.on_dtmf_sent(arg);
}

static void unpack_loan(struct media *m, struct loan *loan)
{
	struct device *d = loan->device;

	free(loan);
	if (d)
		m->handlers.on_device_back(m->handlers.arg, d);
}

static void take_handshakes(struct media *m)
{
	struct handshake h;

	while (thread_take_handshake(m->thread, &h))
		if (m->handlers.on_handshake)
			m->handlers.on_handshake(h.stream->arg, &h);
}

static void unpack(struct media *m, struct parcel *p)
{
	switch (p->kind) {
	case PARCEL_STREAM:
		take_handshakes(m);	/* while it is there */
		m->handlers.on_detached(p->stream->arg, p->stream);
		break;
	case PARCEL_SETUP:
		setup_free(list_item(struct setup, p, parcel));
		break;
	case PARCEL_KEYS:
		unpack_keys(m, list_item(struct keys, p, parcel));
		break;
	case PARCEL_LOAN:
		unpack_loan(m, list_item(struct loan, p, parcel));
		break;
	case PARCEL_EXTRA:
		m->handlers.on_extra_back(list_item(struct extra, p, parcel));
		break;
	case PARCEL_VOICE:
		voice_order_free(list_item(struct voice_order, p, parcel));
		break;
	case PARCEL_LETTER:
		free(list_item(struct letter, p, parcel));
		break;
	}
}

static void unpack_trouble(struct media *m, enum microphone_trouble trouble)
{
	if (m->handlers.on_microphone)
		m->handlers.on_microphone(m->handlers.arg, trouble);
}

void media_dispatch(struct media *m)
{
	struct report r;

	thread_event_clear(m->thread);
	retry(m);
	take_handshakes(m);
	while (thread_take(m->thread, &r)) {
		if (r.parcel)
			unpack(m, r.parcel);
		else if (r.trouble)
			unpack_trouble(m, r.trouble);
		else
			m->handlers.on_dtmf(r.stream->arg, r.heard.key,
				r.heard.duration_ms, r.heard.by_tone);
	}
}

void media_free(struct media *m)
{
	if (!m)
		return;
	thread_stop(m->thread);
	media_dispatch(m);
	thread_free(m->thread);
	free(m);
}
