#include "media/desk.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "media/load.h"
#include "media/room.h"
#include "media/stream.h"

#define TICK_NS (MEDIA_TICK_MS * INT64_C(1000000))

struct desk {
	struct desk_params params;
	int64_t start_ns, tick;		/* the last one done */
	struct list present;		/* streams in the room, or in conference */
	struct list served;		/* and at a service */
	struct list asleep;		/* and on hold, with nothing to do */
	struct room room;
	struct bus conferences[MEDIA_CONFERENCES];	/* without the person */
	struct batch *batch;		/* owned */
	struct post *post;		/* owned */
	struct handshake_sink handshakes;
	struct load load;
	struct outbox outbox;
	bool told;			/* since the last desk_report */
	int sending[2];			/* streams whose packets leave at even
					 * and at odd ticks */
};

static bool tell_handshake(void *arg, const struct handshake *h)
{
	struct desk *d = arg;
	bool told = d->params.on_handshake &&
		d->params.on_handshake(d->params.arg, h);

	d->told |= told;
	return told;
}

struct desk *desk_new(const struct desk_params *p, int64_t now_ns)
{
	struct desk *d = mem_new_of(struct desk);

	d->params = *p;
	d->start_ns = now_ns;
	list_init(&d->present);
	list_init(&d->served);
	list_init(&d->asleep);
	room_init(&d->room);
	for (int i = 0; i < MEDIA_CONFERENCES; i++)
		bus_init(&d->conferences[i]);
	d->batch = batch_new();
	d->post = post_new();
	d->handshakes = (struct handshake_sink){ tell_handshake, d };
	load_init(&d->load);
	return d;
}

/* --- reports ------------------------------------------------------------- */

static bool tell_parcels(struct desk *d)
{
	bool any = false;

	while (d->outbox.first) {
		struct parcel *p = d->outbox.first, *next = p->next;
		struct report r = { .parcel = p, .stream = p->stream };

		if (!d->params.on_report(d->params.arg, &r))
			break;
		/* now that it is told it is no longer ours to look at */
		d->outbox.first = next;
		any = true;
	}
	return any;
}

static bool tell_keys(struct desk *d, struct stream *s)
{
	const struct key_heard *heard;
	bool any = false;

	while ((heard = key_receiver_look(&s->in.keys))) {
		struct report r = { .stream = s, .heard = *heard };

		if (!d->params.on_report(d->params.arg, &r))
			break;
		key_receiver_next(&s->in.keys);
		any = true;
	}
	return any;
}

static void tell(struct desk *d, struct stream *s)
{
	stream_return_keys(s, &d->outbox);
	stream_return_extras(s, &d->outbox);
	d->told |= tell_keys(d, s);
}

static bool tell_trouble(struct desk *d)
{
	struct report r = { .trouble = d->room.trouble };

	if (!r.trouble || !d->params.on_report(d->params.arg, &r))
		return false;
	d->room.trouble = MICROPHONE_WELL;
	return true;
}

bool desk_report(struct desk *d)
{
	bool told = d->told;

	d->told = false;
	told |= tell_trouble(d);
	return tell_parcels(d) || told;
}

/* --- commands ------------------------------------------------------------ */

static void give_back(struct desk *d, struct parcel *p)
{
	if (p)
		outbox_add(&d->outbox, p);
}

static struct bus *bus_of(struct desk *d, const struct stream *s)
{
	const struct stream_plan *plan = &s->setup->plan;

	return plan->join == STREAM_ROOM ? &d->room.bus :
		&d->conferences[plan->conference];
}

/* Into the room, a conference or to a service, as its plan says. */
static void seat(struct desk *d, struct stream *s)
{
	bool sleeps = stream_sleeps(s);

	list_remove(&s->link);
	if (!sleeps && stream_on_bus(s)) {
		list_append(&d->present, &s->link);
		bus_add(bus_of(d, s), &s->port);
		return;
	}
	bus_remove(&s->port);
	list_append(sleeps ? &d->asleep : &d->served, &s->link);
}

static void follow(struct desk *d, struct stream *s, struct setup *setup)
{
	struct setup *former = stream_plan(s, setup);

	seat(d, s);
	if (former)
		give_back(d, &former->parcel);
}

static void attach(struct desk *d, struct stream *s, struct setup *setup)
{
	s->out.phase = d->sending[1] < d->sending[0];
	d->sending[s->out.phase]++;
	s->post = d->post;
	s->handshake_sink = &d->handshakes;
	stream_save(s, load_thrift(&d->load));
	follow(d, s, setup);
}

static void put_extra(struct desk *d, struct stream *s, enum media_extra kind,
	struct extra *extra)
{
	struct extra *former = extras_put(&s->extras, kind, extra);

	if (former)
		give_back(d, &former->parcel);
}

static void detach(struct desk *d, struct stream *s)
{
	post_depart(d->post);
	for (int kind = 0; kind < MEDIA_EXTRAS; kind++)
		put_extra(d, s, (enum media_extra)kind, NULL);
	stream_stop(s);
	tell_keys(d, s);
	list_remove(&s->link);
	bus_remove(&s->port);
	d->sending[s->out.phase]--;
	give_back(d, &s->parcel);
}

static void lend(struct desk *d, enum media_end end, struct loan *loan)
{
	struct loan *former = room_device(&d->room, end, loan);

	if (former)
		give_back(d, &former->parcel);
}

static void order_voice(struct desk *d, struct voice_order *order)
{
	struct voice_order *former = room_voice(&d->room, order);

	if (former)
		give_back(d, &former->parcel);
}

static void add_keys(struct desk *d, struct stream *s, struct keys *keys)
{
	if (keys->job.tones)
		key_tones_add(&s->tones, &keys->job);
	else
		key_sender_add(&s->out.keys, &keys->job);
	seat(d, s);
}

static void send_handshake(struct desk *d, struct letter *letter)
{
	stream_send_handshake(letter->parcel.stream, &letter->handshake);
	give_back(d, &letter->parcel);
}

static void mute(struct desk *d, struct stream *s, bool muted)
{
	if (s)
		s->muted = muted;
	else
		d->room.person.muted = muted;
}

static void set_loudest(struct desk *d, int members)
{
	d->room.bus.loudest = members;
	for (int i = 0; i < MEDIA_CONFERENCES; i++)
		d->conferences[i].loudest = members;
}

void desk_command(struct desk *d, const struct command *c)
{
	switch (c->kind) {
	case COMMAND_ATTACH:
		attach(d, c->stream, c->object);
		break;
	case COMMAND_UPDATE:
		follow(d, c->stream, c->object);
		break;
	case COMMAND_DETACH:
		detach(d, c->stream);
		break;
	case COMMAND_MUTE:
		mute(d, c->stream, c->value);
		break;
	case COMMAND_TUNE:
		stream_tune(c->stream, &c->tuning);
		break;
	case COMMAND_LOUDEST:
		set_loudest(d, c->value);
		break;
	case COMMAND_KEYS:
		add_keys(d, c->stream, c->object);
		break;
	case COMMAND_DEVICE:
		lend(d, c->end, c->object);
		break;
	case COMMAND_VOLUME:
		room_volume(&d->room, c->end, c->value);
		break;
	case COMMAND_TONE:
		room_tone(&d->room, c->end, (enum tone)c->value);
		break;
	case COMMAND_EXTRA:
		put_extra(d, c->stream, (enum media_extra)c->value, c->object);
		seat(d, c->stream);
		break;
	case COMMAND_VOICE:
		order_voice(d, c->object);
		break;
	case COMMAND_HANDSHAKE:
		send_handshake(d, c->object);
		break;
	case COMMAND_WATCH:
		d->room.watched = c->value;
		break;
	}
}

/* --- ticks --------------------------------------------------------------- */

/* In turn, so that not all have theirs in the same tick. */
static void do_chores(struct desk *d, struct list *streams, int every,
	int64_t now_ns)
{
	int64_t turn = d->tick;

	list_each(struct stream, s, streams, link)
		if (turn++ % every == 0) {
			stream_chores(s, d->batch, d->tick, now_ns);
			tell(d, s);
		}
}

/* Who hears the person: somebody, or nobody because all are muted. */
static void see_listeners(struct desk *d)
{
	struct room *r = &d->room;

	r->heard = r->muted = false;
	if (!r->watched)
		return;
	list_each(struct stream, s, &d->present, link)
		if (s->setup->plan.join == STREAM_ROOM && s->setup->plan.sends) {
			r->heard |= !s->muted && !r->person.muted;
			r->muted |= s->muted || r->person.muted;
		}
	r->muted &= !r->heard;
}

static void save_all(struct list *streams, int thrift)
{
	list_each(struct stream, s, streams, link)
		stream_save(s, thrift);
}

/* The work that began then is done. */
static void end_tick(struct desk *d, int64_t begun_ns)
{
	int64_t now_ns = clock_ns();

	post_done(d->post, now_ns);
	if (!load_tick(&d->load, now_ns - begun_ns))
		return;
	save_all(&d->present, load_thrift(&d->load));
	save_all(&d->served, load_thrift(&d->load));
	save_all(&d->asleep, load_thrift(&d->load));
}

static void tick(struct desk *d)
{
	int64_t now_ns = d->start_ns + d->tick * TICK_NS;
	int64_t begun_ns = clock_ns();

	post_begin(d->post, now_ns, begun_ns);
	list_each(struct stream, s, &d->present, link)
		stream_receive(s, d->batch, d->tick, now_ns);
	see_listeners(d);
	room_tick(&d->room);
	for (int i = 0; i < MEDIA_CONFERENCES; i++)
		bus_tick(&d->conferences[i]);
	list_each(struct stream, s, &d->served, link) {
		stream_receive(s, d->batch, d->tick, now_ns);
		stream_serve(s);
	}
	do_chores(d, &d->present, STREAM_CHORE_TICKS, now_ns);
	do_chores(d, &d->served, STREAM_CHORE_TICKS, now_ns);
	do_chores(d, &d->asleep, STREAM_SLEEP_TICKS, now_ns);
	end_tick(d, begun_ns);
}

void desk_run(struct desk *d, int64_t now_ns)
{
	int64_t last = (now_ns - d->start_ns) / TICK_NS;

	if (last - d->tick > DESK_CATCH_UP)
		d->tick = last - 1;
	while (d->tick < last) {
		d->tick++;
		tick(d);
	}
}

int64_t desk_departure_ns(const struct desk *d)
{
	return post_departure_ns(d->post);
}

void desk_depart(struct desk *d)
{
	post_depart(d->post);
}

bool desk_is_idle(const struct desk *d)
{
	return list_empty(&d->present) && list_empty(&d->served) &&
		list_empty(&d->asleep) && !d->outbox.first && room_is_idle(&d->room);
}

void desk_clear(struct desk *d)
{
	for (int end = 0; end < 3; end++)
		lend(d, (enum media_end)end, NULL);
	order_voice(d, NULL);
}

void desk_free(struct desk *d)
{
	batch_free(d->batch);
	post_free(d->post);
	room_clear(&d->room);
	free(d);
}
