#include "media/stream.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "media/bytes.h"
#include "media/codec.h"
#include "media/convert.h"
#include "media/early.h"
#include "media/service.h"

#define ROUNDS 4	/* batches a tick: a flood does not hold us up */

/* --- engine thread ------------------------------------------------------- */

static bool give(void *arg, int16_t *frame, int rate_hz);
static void take(void *arg, int16_t *frame, int rate_hz);

static void init_board(struct stream *s)
{
	struct stream_board b = {
		.statistics = {
			.rtt_ms = -1, .r_factor = -1, .mos_lq = -1,
			.mos_cq = -1, .remote_loss_fraction = -1,
			.remote_jitter_ms = -1, .remote_mos_lq = -1,
			.remote_mos_cq = -1, .remote_jitter_buffer_ms = -1,
			.unknown_type = -1,
		},
		.said_dbfs = LEVEL_SILENCE,
		.heard_dbfs = LEVEL_SILENCE,
	};

	s->board = board_new(sizeof b);
	board_write(s->board, &b);
}

struct stream *stream_new(const struct stream_params *p)
{
	struct stream *s = mem_new_of(struct stream);
	uint8_t random[18];
	uint64_t seed;

	random_bytes(random, sizeof random);
	memcpy(&seed, random + 10, sizeof seed);
	s->transport = p->transport;
	s->cname = mem_text(p->cname);
	s->arg = p->arg;
	s->parcel = (struct parcel){ .kind = PARCEL_STREAM, .stream = s };
	s->port = (struct bus_port){ .give = give, .take = take, .arg = s,
		.member = true };
	list_init(&s->link);
	list_init(&s->port.link);
	incoming_init(&s->in);
	outgoing_init(&s->out, random);
	quality_init(&s->quality);
	reporter_init(&s->reporter, seed,
		clock_wall_ms() * 1000000 - clock_ns());
	init_board(s);
	return s;
}

static struct key_job *done_keys(struct stream *s)
{
	struct key_job *job = key_sender_done(&s->out.keys);

	return job ? job : key_tones_done(&s->tones);
}

static void free_keys(struct stream *s)
{
	struct key_job *job;

	key_sender_drop(&s->out.keys);
	key_tones_drop(&s->tones);
	while ((job = done_keys(s)))
		keys_free(list_item(struct keys, job, job));
}

void stream_free(struct stream *s)
{
	if (!s)
		return;
	free_keys(s);
	setup_free(s->setup);
	incoming_close(&s->in);
	transport_close(s->transport);
	board_free(s->board);
	free(s->cname);
	free(s);
}

int stream_move(struct stream *s, const struct transport_params *p, int *port)
{
	int error = transport_move(s->transport, p);

	*port = transport_port(s->transport);
	return error;
}

int stream_take_sockets(struct stream *s, const int fds[2], bool paired)
{
	return transport_take(s->transport, fds, paired);
}

void stream_statistics(const struct stream *s, struct stream_statistics *out)
{
	struct stream_board b;

	board_read(s->board, &b);
	*out = b.statistics;
}

void stream_levels(const struct stream *s, int *input_dbfs, int *output_dbfs,
	bool *clipped)
{
	struct stream_board b;

	board_read(s->board, &b);
	*input_dbfs = b.said_dbfs;
	*output_dbfs = b.heard_dbfs;
	*clipped = b.clipped;
}

/* --- sound --------------------------------------------------------------- */

bool stream_on_bus(const struct stream *s)
{
	return !s->setup->service;
}

bool stream_sleeps(const struct stream *s)
{
	const struct stream_plan *plan = &s->setup->plan;

	return plan->join == STREAM_NOTHING && !s->setup->ear &&
		!extras_any(&s->extras) &&
		!(plan->sends && plan->receives) && !plan->keying &&
		!s->tones.first &&
		!s->out.keys.first;
}

/* What waits to be played by a decoder that goes is lost. */
static void adopt(struct stream *s, struct setup *setup, struct setup *former)
{
	setup_adopt(setup, former);
	for (int i = 0; i < former->plan.n_receive; i++)
		if (!setup_has_decoder(setup, former->decoders[i]))
			playout_forget(s->in.playout, former->decoders[i]);
}

/* With another key the rollover counter goes on for some, and begins anew for
 * others (cipher.h); for another source all know that it is 0.  So no key meets
 * the same SSRC and sequence number twice either. */
static void renew_source(struct stream *s, const struct setup *setup,
	const struct setup *former)
{
	if (!s->out.wrapped || cipher_key_same(&setup->plan.send_key,
	    &former->plan.send_key))
		return;
	outgoing_renew(&s->out, setup->random);
	s->before = (struct stream_sent){ s->sent_packets, s->sent_bytes };
}

static void receive(struct stream *s, struct datagram *d);

/* Now that there are keys. */
static void take_early(struct stream *s, struct setup *former)
{
	struct datagram d;

	while (early_take(former->early, &d))
		receive(s, &d);
}

struct setup *stream_plan(struct stream *s, struct setup *setup)
{
	struct setup *former = s->setup;

	if (former) {
		adopt(s, setup, former);
		renew_source(s, setup, former);
	}
	s->setup = setup;
	s->port.rate_hz = codec_rate_hz(setup->plan.codec);
	s->port.gain_db = setup->plan.member.gain_db;
	s->port.muted = setup->plan.member.muted;
	encoder_tune(setup->encoder, &s->tuning);
	incoming_plan(&s->in, setup);
	outgoing_plan(&s->out, setup);
	if (s->sieve.set)		/* another may be theirs now */
		transport_sift(s->transport, NULL, 0);
	s->sieve.set = false;
	if (former && former->early && !setup->early)
		take_early(s, former);
	return former;
}

void stream_save(struct stream *s, int thrift)
{
	s->tuning.thrift = thrift;
	if (s->setup)
		encoder_tune(s->setup->encoder, &s->tuning);
}

void stream_tune(struct stream *s, const struct stream_tuning *t)
{
	int thrift = s->tuning.thrift;

	s->tuning = t->codec;
	s->tuning.thrift = thrift;
	if (s->setup)
		encoder_tune(s->setup->encoder, &s->tuning);
	outgoing_ptime(&s->out, t->ptime_ms);
}

/* Whether what came by RTP's port is a report (RFC 5761 4). */
static bool is_report(const struct stream *s, const struct datagram *d)
{
	return rtcp_is(d->bytes, d->n) && (s->setup->plan.rtcp.mux ||
		!incoming_knows(s->setup, d->bytes[1] & 0x7f));
}

/* DTLS gave RTCP's own port keys of its own. */
static bool has_report_keys(const struct stream *s)
{
	return s->setup->plan.dtls && !s->setup->plan.rtcp.mux;
}

static bool keep_early(struct stream *s, const struct datagram *d,
	enum transport_half half)
{
	bool other_keys = half == TRANSPORT_RTCP && has_report_keys(s);

	return s->setup->early && !other_keys && early_put(s->setup->early, d);
}

/* false: it is of nobody who has the key, or was there before. */
static bool unseal(struct stream *s, struct datagram *d,
	enum transport_half half)
{
	struct cipher *cipher = half == TRANSPORT_RTCP && has_report_keys(s) ?
		s->setup->unseal_report : s->setup->unseal;
	enum cipher_verdict verdict;

	if (!s->setup->plan.dtls &&
	    s->setup->plan.receive_key.suite == CIPHER_CLEAR)
		return true;
	if (!cipher) {
		s->in.refused.early += stream_is_locked(s) &&
			!keep_early(s, d, half);
		return false;
	}
	verdict = rtcp_is(d->bytes, d->n) ?
		cipher_open_report(cipher, d->bytes, &d->n) :
		cipher_open(cipher, d->bytes, &d->n);
	s->in.refused.forged += verdict == CIPHER_FORGED;
	s->in.refused.replayed += verdict == CIPHER_AGAIN;
	return verdict == CIPHER_FINE;
}

static void receive(struct stream *s, struct datagram *d)
{
	if (stream_take_handshake(s, d, TRANSPORT_RTP) ||
	    !unseal(s, d, TRANSPORT_RTP))
		return;
	if (is_report(s, d))
		stream_take_report(s, d, true);
	else
		incoming_packet(&s->in, s->setup, d);
}

static void receive_reports(struct stream *s, struct batch *batch)
{
	int n = transport_receive(s->transport, TRANSPORT_RTCP, batch);

	for (int i = 0; i < n; i++) {
		struct datagram *d = batch_at(batch, i);

		if (!stream_take_handshake(s, d, TRANSPORT_RTCP) &&
		    unseal(s, d, TRANSPORT_RTCP))
			stream_take_report(s, d, false);
	}
}

void stream_receive(struct stream *s, struct batch *batch, int64_t tick,
	int64_t now_ns)
{
	int n = BATCH_SIZE;

	s->tick = tick;
	s->tick_ns = now_ns;
	s->handshakes[0] = s->handshakes[1] = 0;
	stream_open_way(s, now_ns);
	if (s->setup->plan.keying)
		receive_reports(s, batch);
	playout_time(s->in.playout, now_ns);
	if (playout_in_hand(s->in.playout))
		return;		/* the socket keeps what is not needed yet */
	for (int round = 0; round < ROUNDS && n == BATCH_SIZE; round++) {
		n = transport_receive(s->transport, TRANSPORT_RTP, batch);
		for (int i = 0; i < n; i++)
			receive(s, batch_at(batch, i));
	}
}

/* What is to be encrypted and cannot be is not sent. */
static bool seal(struct stream *s, struct cipher *cipher, uint8_t *packet,
	size_t *n, bool (*protect)(struct cipher *, uint8_t *packet, size_t *n))
{
	const struct stream_plan *plan = &s->setup->plan;

	return (!plan->dtls && plan->send_key.suite == CIPHER_CLEAR) ||
		(cipher && protect(cipher, packet, n));
}

bool stream_seal_report(struct stream *s, uint8_t *packet, size_t *n)
{
	return seal(s, has_report_keys(s) ? s->setup->seal_report :
		s->setup->seal, packet, n, cipher_protect_report);
}

/* packet: with room for its trailer. */
static void send_packet(struct stream *s, uint8_t *packet, size_t n)
{
	const struct sockaddr_storage *to = latch_target(&s->in.latch);
	size_t payload = n - RTP_HEADER;

	if (!to || !seal(s, s->setup->seal, packet, &n, cipher_protect) ||
	    !post_send(s->post, s->transport, to, packet, n))
		return;
	s->sent_packets++;
	s->sent_bytes += payload;
	keepalive_sent(&s->keepalive, s->tick_ns);
}

/* What they say, at the rate that is asked for; false: nothing. */
static bool give(void *arg, int16_t *frame, int rate_hz)
{
	struct stream *s = arg;
	int own_hz = playout_get(s->in.playout, frame);

	if (!own_hz && extras_any(&s->extras)) {
		memset(frame, 0, media_frame(rate_hz) * sizeof *frame);
		own_hz = rate_hz;
	}
	if (!own_hz) {
		level_pass(&s->heard, media_frame(rate_hz));
		return false;
	}
	if (s->setup->ear)
		key_ear_listen(s->setup->ear, frame, own_hz);
	level_add(&s->heard, frame, media_frame(own_hz));
	extras_heard(&s->extras, frame, own_hz);
	/* One that has more to say than the bus can carry is heard when the
	 * bus knows of it. */
	if (own_hz > s->port.rate_hz)
		s->port.rate_hz = own_hz;
	return convert_frame(s->setup->convert, own_hz, rate_hz, frame);
}

static void put_tone_in_place(struct stream *s, int16_t *frame, int rate_hz)
{
	int16_t tone[MEDIA_FRAME_MAX];

	if (!s->setup->plan.sends)
		key_tones_drop(&s->tones);
	else if (key_tones_frame(&s->tones, tone) && convert_frame(
		 s->setup->tone_convert, KEY_TONE_RATE, rate_hz, tone))
		memcpy(frame, tone, media_frame(rate_hz) * sizeof *frame);
}

/* What we say, at any rate. */
static void take(void *arg, int16_t *frame, int rate_hz)
{
	struct stream *s = arg;
	int own_hz = codec_rate_hz(s->setup->plan.codec);
	uint8_t packet[OUTGOING_SIZE + CIPHER_TRAILER];
	size_t n;

	convert_frame(s->setup->convert, rate_hz, own_hz, frame);
	if (s->muted)
		memset(frame, 0, media_frame(own_hz) * sizeof *frame);
	extras_said(&s->extras, frame, own_hz);
	if (!stream_is_locked(s))	/* tones wait for the keys */
		put_tone_in_place(s, frame, own_hz);
	level_add(&s->said, frame, media_frame(own_hz));
	n = outgoing_frame(&s->out, s->setup, s->tick, frame, packet);
	if (n)
		send_packet(s, packet, n);
}

void stream_serve(struct stream *s)
{
	int16_t frame[MEDIA_FRAME_MAX];
	int rate_hz = service_rate_hz(s->setup->service);
	bool heard = false;

	if (service_listens(s->setup->service) || s->setup->ear ||
	    extras_any(&s->extras))
		heard = give(s, frame, rate_hz);
	else
		playout_pass(s->in.playout);
	if (!heard)
		memset(frame, 0, media_frame(rate_hz) * sizeof *frame);
	service_frame(s->setup->service, frame);
	take(s, frame, rate_hz);
}

/* --- chores -------------------------------------------------------------- */

/* What keeps the NATs on the way open while nothing is said. */
static void say_a_word(struct stream *s, int64_t tick, int64_t now_ns)
{
	uint8_t packet[RTP_HEADER + CIPHER_TRAILER];

	if (!keepalive_due(&s->keepalive, now_ns))
		return;
	outgoing_word(&s->out, s->setup, tick, packet);
	send_packet(s, packet, RTP_HEADER);
}

static void sift(struct stream *s, int64_t now_ns)
{
	switch (sieve_look(&s->sieve, incoming_refused(&s->in), now_ns)) {
	case SIEVE_SET:
		s->sieve.set = s->in.source.known && s->in.latch.has_heard;
		if (s->sieve.set)
			transport_sift(s->transport, &s->in.latch.heard,
				s->in.source.ssrc);
		break;
	case SIEVE_OFF:
		transport_sift(s->transport, NULL, 0);
		break;
	case SIEVE_STAYS:
		break;
	}
}

void stream_chores(struct stream *s, struct batch *batch, int64_t tick,
	int64_t now_ns)
{
	if (stream_sleeps(s))
		stream_receive(s, batch, tick, now_ns);
	receive_reports(s, batch);
	stream_report(s, now_ns);
	say_a_word(s, tick, now_ns);
	sift(s, now_ns);
	key_receiver_time(&s->in.keys, now_ns);
	stream_publish(s, now_ns);
}

void stream_return_keys(struct stream *s, struct outbox *out)
{
	struct key_job *job;

	while ((job = done_keys(s)))
		outbox_add(out, &list_item(struct keys, job, job)->parcel);
}

void stream_return_extras(struct stream *s, struct outbox *out)
{
	struct extra *e;

	while ((e = extras_over(&s->extras)))
		outbox_add(out, &e->parcel);
}

void stream_stop(struct stream *s)
{
	stream_report_end(s);
	stream_publish(s, clock_ns());
}
