/* Ticks without a thread: everybody's time is jumped from one to the next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "audio/device.h"
#include "base/clock.h"
#include "media/bytes.h"
#include "media/cipher.h"
#include "media/codec.h"
#include "media/desk.h"
#include "media/rtcp.h"
#include "media/rtp.h"
#include "media/stream.h"
#include "media/stun.h"
#include "media_peer.h"

#define LOUD 8000
#define PARTIES 10

bool device_read(struct device *d, int16_t *frame, size_t n)
{
	(void)d, (void)frame, (void)n;
	return false;
}

void device_write(struct device *d, const int16_t *frame, size_t n)
{
	(void)d, (void)frame, (void)n;
}

/* A stream of ours, and who is at the other end of it. */
struct party {
	struct stream *stream;
	int rtp, rtcp;			/* sockets of the other end */
	int port;			/* of ours */
	struct stream_plan plan;
	uint16_t sequence;
};

struct sim {
	struct desk *desk;
	int64_t now_ns;
	struct party parties[PARTIES];
	int n;
	/* reports */
	bool full;
	struct parcel *parcels[PARTIES * 8];
	int n_parcels;
	char keys[16];
};

static bool on_report(void *arg, const struct report *r)
{
	struct sim *s = arg;

	if (s->full)
		return false;
	if (r->parcel)
		s->parcels[s->n_parcels++] = r->parcel;
	else
		s->keys[strlen(s->keys)] = r->heard.key;
	return true;
}

static struct sim *begin(void)
{
	struct sim *s = calloc(1, sizeof *s);
	struct desk_params p = { .on_report = on_report, .arg = s };

	s->now_ns = clock_ns();
	s->desk = desk_new(&p, s->now_ns);
	return s;
}

static void open_ends(struct party *p)
{
	struct transport_params tp = { peer_ip(), 10000, 19999, 0 };
	struct stream_params sp = { .cname = "us" };
	struct sockaddr_in rtp, rtcp;

	assert_int_equal(transport_open(&sp.transport, &tp), 0);
	p->port = transport_port(sp.transport);
	p->stream = stream_new(&sp);
	p->rtp = peer_open(0, &rtp);
	p->rtcp = peer_open(0, &rtcp);
	memcpy(&p->plan.remote_rtp, &rtp, sizeof rtp);
	memcpy(&p->plan.remote_rtcp, &rtcp, sizeof rtcp);
}

static struct party *join(struct sim *s, enum stream_join where)
{
	struct party *p = &s->parties[s->n++];
	struct command c = { .kind = COMMAND_ATTACH };

	p->plan = (struct stream_plan){
		.codec = &codec_pcmu, .payload_type = 0, .params.ptime_ms = 20,
		.receive = { { 0, &codec_pcmu } }, .n_receive = 1,
		.event_type = 101, .event_clock_hz = 8000, .receive_events = { { 101, 8000 } }, .n_receive_events = 1, .noise_type = -1, .receive_noise_type = -1,
		.sends = true, .receives = true, .join = where,
	};
	open_ends(p);
	c.stream = p->stream;
	c.object = setup_new(p->stream, &p->plan);
	desk_command(s->desk, &c);
	return p;
}

static void leave(struct sim *s, struct party *p)
{
	struct command c = { .kind = COMMAND_DETACH, .stream = p->stream };

	desk_command(s->desk, &c);
}

static void end(struct sim *s)
{
	for (int i = 0; i < s->n; i++)
		if (s->parties[i].stream->link.next !=
		    &s->parties[i].stream->link)
			leave(s, &s->parties[i]);
	desk_clear(s->desk);
	while (desk_report(s->desk))
		;
	desk_free(s->desk);
	for (int i = 0; i < s->n_parcels; i++)
		if (s->parcels[i]->kind == PARCEL_SETUP)
			setup_free((struct setup *)s->parcels[i]);
	for (int i = 0; i < s->n; i++) {
		close(s->parties[i].rtp);
		close(s->parties[i].rtcp);
		stream_free(s->parties[i].stream);
	}
	free(s);
}

/* Time goes on for everybody; the desk sees it once, at the end. */
static void sleep_ms(struct sim *s, int64_t ms)
{
	clock_advance_ms(ms);
	s->now_ns += ms * 1000000;
	desk_run(s->desk, s->now_ns);
}

static void say(struct party *p, int16_t loud)
{
	uint8_t packet[RTP_HEADER + 160];
	int16_t samples[160];
	struct rtp_packet h = { .sequence = p->sequence,
		.timestamp = p->sequence * 160u, .ssrc = 7 };

	for (int i = 0; i < 160; i++)
		samples[i] = loud;
	p->sequence++;
	rtp_write_header(packet, &h);
	codec_pcmu.encode(NULL, samples, 160, packet + RTP_HEADER, 160);
	peer_put(p->rtp, p->port, packet, sizeof packet);
}

/* How many packets came; the last one's header, and its last sample. */
static int hear(struct party *p, struct rtp_packet *last, int *level)
{
	static uint8_t bytes[2048];
	size_t n;
	int packets = 0;

	for (; (n = peer_get(p->rtp, bytes, sizeof bytes)); packets++) {
		int16_t sample;

		assert_true(rtp_read(last, bytes, n));
		codec_pcmu.decode(NULL, bytes + n - 1, 1, &sample);
		if (level)
			*level = sample;
	}
	return packets;
}

/* All talk at their levels for a second; what each hears in the end. */
static void talk(struct sim *s, const int16_t *levels, int *heard)
{
	struct rtp_packet last;

	for (int ms = 0; ms < 1000; ms += 10) {
		for (int i = 0; i < s->n && ms % 20 == 0; i++)
			say(&s->parties[i], levels[i]);
		sleep_ms(s, 10);
		for (int i = 0; i < s->n; i++)
			hear(&s->parties[i], &last, &heard[i]);
	}
}

static void those_in_the_room_hear_each_other_and_nobody_else(void **state)
{
	struct sim *s = begin();
	const int16_t levels[] = { 1000, 4000, 9000 };
	int heard[3] = { 0 };

	(void)state;
	join(s, STREAM_ROOM);
	join(s, STREAM_ROOM);
	join(s, STREAM_ECHO);
	talk(s, levels, heard);
	assert_in_range(heard[0], 3800, 4200);
	assert_in_range(heard[1], 950, 1050);
	assert_in_range(heard[2], 8600, 9400);
	end(s);
}

static void follow(struct sim *s, struct party *p)
{
	struct command c = { .kind = COMMAND_UPDATE, .stream = p->stream,
		.object = setup_new(p->stream, &p->plan) };

	desk_command(s->desk, &c);
}

static void conferences_are_beside_each_other_and_beside_the_room(void **state)
{
	struct sim *s = begin();
	const int16_t levels[] = { 1000, 4000, 9000, 500, 2000 };
	int heard[5] = { 0 };

	(void)state;
	for (int i = 0; i < 5; i++)
		join(s, STREAM_CONFERENCE);
	for (int i = 0; i < 5; i++) {
		s->parties[i].plan.conference = i < 3 ? 1 : 2;
		follow(s, &s->parties[i]);
	}
	talk(s, levels, heard);
	assert_in_range(heard[0], 12400, 13600);
	assert_in_range(heard[2], 4750, 5250);
	assert_in_range(heard[3], 1900, 2100);
	s->parties[2].plan.conference = 2;
	s->parties[3].plan.join = STREAM_ROOM;
	follow(s, &s->parties[2]);
	follow(s, &s->parties[3]);
	talk(s, levels, heard);
	assert_in_range(heard[0], 3800, 4200);
	assert_in_range(heard[2], 1900, 2100);
	assert_int_equal(heard[3], 0);
	end(s);
}

static void a_member_is_heard_as_its_plan_says(void **state)
{
	struct sim *s = begin();
	const int16_t levels[] = { 1000, 4000, 9000 };
	int heard[3] = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++)
		join(s, STREAM_ROOM);
	s->parties[1].plan.member.gain_db = -12;
	s->parties[2].plan.member.muted = true;
	follow(s, &s->parties[1]);
	follow(s, &s->parties[2]);
	talk(s, levels, heard);
	assert_in_range(heard[0], 950, 1060);
	assert_in_range(heard[1], 950, 1050);
	assert_in_range(heard[2], 1900, 2100);
	end(s);
}

static void the_loudest_are_heard_everywhere(void **state)
{
	struct command c = { .kind = COMMAND_LOUDEST, .value = 1 };
	struct sim *s = begin();
	const int16_t levels[] = { 1000, 4000, 9000, 500, 2000 };
	int heard[5] = { 0 };

	(void)state;
	for (int i = 0; i < 5; i++)
		join(s, i < 3 ? STREAM_ROOM : STREAM_CONFERENCE);
	desk_command(s->desk, &c);
	talk(s, levels, heard);
	talk(s, levels, heard);
	assert_in_range(heard[0], 8600, 9400);
	assert_int_equal(heard[2], 0);
	assert_in_range(heard[3], 1900, 2100);
	assert_int_equal(heard[4], 0);
	end(s);
}

static void streams_are_spread_over_two_ticks(void **state)
{
	struct sim *s = begin();
	struct rtp_packet last;
	int even = 0, odd = 0;

	(void)state;
	for (int i = 0; i < PARTIES; i++)
		join(s, STREAM_NOTHING);
	sleep_ms(s, 50);
	for (int i = 0; i < PARTIES; i++)
		hear(&s->parties[i], &last, NULL);
	sleep_ms(s, 10);
	for (int i = 0; i < PARTIES; i++)
		even += hear(&s->parties[i], &last, NULL);
	sleep_ms(s, 10);
	for (int i = 0; i < PARTIES; i++)
		odd += hear(&s->parties[i], &last, NULL);
	assert_int_equal(even, PARTIES / 2);
	assert_int_equal(odd, PARTIES / 2);
	end(s);
}

static void a_few_missed_ticks_are_made_up_for(void **state)
{
	struct sim *s = begin();
	struct party *p = join(s, STREAM_TONE);
	struct rtp_packet before, last;

	(void)state;
	sleep_ms(s, 60);
	hear(p, &before, NULL);
	sleep_ms(s, 80);
	assert_int_equal(hear(p, &last, NULL), 4);
	assert_false(last.marker);
	assert_int_equal(last.timestamp - before.timestamp, 640);
	end(s);
}

static void a_long_sleep_is_skipped_without_a_burst(void **state)
{
	struct sim *s = begin();
	struct party *p = join(s, STREAM_TONE);
	struct rtp_packet before, last;

	(void)state;
	sleep_ms(s, 60);
	hear(p, &before, NULL);
	sleep_ms(s, 5000);
	sleep_ms(s, 20);
	assert_int_equal(hear(p, &last, NULL), 1);
	assert_true(last.marker);
	assert_int_equal((uint16_t)(last.sequence - before.sequence), 1);
	assert_in_range(last.timestamp - before.timestamp, 40000, 40400);
	end(s);
}

static void time_that_does_not_pass_does_nothing(void **state)
{
	struct sim *s = begin();
	struct party *p = join(s, STREAM_TONE);
	struct rtp_packet last;

	(void)state;
	sleep_ms(s, 60);
	hear(p, &last, NULL);
	for (int i = 0; i < 100; i++)
		desk_run(s->desk, s->now_ns);
	desk_run(s->desk, s->now_ns - 1000000000);
	assert_int_equal(hear(p, &last, NULL), 0);
	end(s);
}

static void it_is_idle_until_somebody_comes_and_when_all_have_left(void **state)
{
	struct sim *s = begin();
	struct party *p;

	(void)state;
	assert_true(desk_is_idle(s->desk));
	p = join(s, STREAM_ECHO);
	assert_false(desk_is_idle(s->desk));
	leave(s, p);
	assert_false(desk_is_idle(s->desk));	/* that is still to be told */
	desk_report(s->desk);
	assert_true(desk_is_idle(s->desk));
	assert_int_equal(s->n_parcels, 1);
	assert_ptr_equal(s->parcels[0]->stream, p->stream);
	end(s);
}

static void nothing_is_lost_when_reports_find_no_room(void **state)
{
	struct sim *s = begin();
	struct party *p = join(s, STREAM_ECHO);
	struct command update = { .kind = COMMAND_UPDATE, .stream = p->stream };
	uint8_t key[RTP_HEADER + 4];
	const struct rtp_packet h = { .type = 101, .ssrc = 7 };

	(void)state;
	rtp_write_header(key, &h);
	memcpy(key + RTP_HEADER, (uint8_t[]){ 5, 0x8a, 3, 32 }, 4);
	s->full = true;
	for (int i = 0; i < 3; i++) {
		update.object = setup_new(p->stream, &p->plan);
		desk_command(s->desk, &update);
	}
	peer_put(p->rtp, p->port, key, sizeof key);
	sleep_ms(s, 10);
	assert_false(desk_report(s->desk));
	assert_false(desk_report(s->desk));
	assert_int_equal(s->n_parcels, 0);
	s->full = false;
	assert_true(desk_report(s->desk));
	assert_int_equal(s->n_parcels, 3);
	sleep_ms(s, STREAM_CHORE_TICKS * MEDIA_TICK_MS);
	assert_true(desk_report(s->desk));
	assert_string_equal(s->keys, "5");
	leave(s, p);
	desk_report(s->desk);
	assert_int_equal(s->n_parcels, 4);
	assert_int_equal(s->parcels[3]->kind, PARCEL_STREAM);
	end(s);
}

/* --- RTCP ---------------------------------------------------------------- */

static size_t report_of(struct sim *s, struct party *p, uint8_t *bytes)
{
	for (int ms = 0; ms < 8000; ms += 20) {
		size_t n = peer_get(p->rtcp, bytes, 2048);

		if (n)
			return n;
		say(p, 1000);
		sleep_ms(s, 20);
	}
	fail();
	return 0;
}

static void both_ends_report_and_the_round_trip_is_known(void **state)
{
	struct sim *s = begin();
	struct party *p = join(s, STREAM_ECHO);
	uint8_t bytes[2048];
	struct rtcp_seen seen;
	struct rtcp_report answer = { .ssrc = 7, .sender = true, .ntp = 1 << 20,
		.cname = "you", .has_block = true };
	struct stream_statistics st;
	size_t n = report_of(s, p, bytes);

	(void)state;
	assert_true(rtcp_read(&seen, 7, bytes, n));
	assert_true(seen.sender && seen.has_block);
	assert_int_equal(seen.block.fraction, 0);
	assert_int_equal(seen.block.lsr, 0);
	answer.block = (struct rtcp_block){ .ssrc = seen.ssrc, .lsr = seen.ntp,
		.fraction = 64, .jitter = 16, .dlsr = 65536 / 4 };
	/* 300 ms after it left, 250 of them spent over there */
	clock_advance_ms(300);
	s->now_ns += 300 * 1000000;
	peer_put(p->rtcp, p->port + 1, bytes, rtcp_write(bytes, &answer));
	for (int i = 0; i < 20; i++)
		sleep_ms(s, 10);
	stream_statistics(p->stream, &st);
	/* and up to 100 until it is looked for, as time was jumped meanwhile */
	assert_true(st.rtt_ms >= 49 && st.rtt_ms < 160);
	assert_true(st.remote_loss_fraction == 0.25);
	assert_true(st.remote_jitter_ms == 2);
	n = report_of(s, p, bytes);
	assert_true(rtcp_read(&seen, 7, bytes, n));
	assert_int_not_equal(seen.block.dlsr, 0);
	end(s);
}

static void a_report_tells_what_was_sent(void **state)
{
	struct sim *s = begin();
	struct party *p = join(s, STREAM_TONE);
	uint8_t bytes[2048];
	struct rtp_packet last;
	size_t n = report_of(s, p, bytes);
	int packets = hear(p, &last, NULL);

	(void)state;
	assert_true(n >= 28);
	assert_int_equal(bytes_get32(bytes + 20), packets);
	assert_int_equal(bytes_get32(bytes + 24), packets * 160);
	assert_int_equal(bytes_get32(bytes + 4), last.ssrc);
	/* the moment of the report is at most a packet after the last one's,
	 * and what this has taken */
	assert_in_range(bytes_get32(bytes + 16) - last.timestamp, 0,
		480 + (clock_ns() - s->now_ns) / 125000);
	end(s);
}

static void who_leaves_says_bye(void **state)
{
	struct sim *s = begin();
	struct party *p = join(s, STREAM_TONE);
	uint8_t bytes[2048];
	struct rtcp_seen seen;
	size_t n;

	(void)state;
	sleep_ms(s, 60);
	leave(s, p);
	n = peer_get(p->rtcp, bytes, sizeof bytes);
	assert_true(rtcp_read(&seen, 7, bytes, n));
	assert_true(seen.bye);
	end(s);
}

static void reports_of_strangers_and_broken_ones_are_counted(void **state)
{
	struct sim *s = begin();
	struct party *p = join(s, STREAM_TONE);
	struct stream_statistics st;

	(void)state;
	peer_put(p->rtcp, p->port + 1, "\x81\xc8\x00\x0c", 4);
	for (int i = 0; i < 20; i++)
		sleep_ms(s, 10);
	stream_statistics(p->stream, &st);
	assert_int_equal(st.garbage_packets, 1);
	end(s);
}

static void put_on_hold(struct sim *s, struct party *p, bool mux)
{
	struct command c = { .kind = COMMAND_UPDATE, .stream = p->stream };

	p->plan.sends = p->plan.receives = false;
	p->plan.join = STREAM_NOTHING;
	p->plan.rtcp.mux = mux;
	c.object = setup_new(p->stream, &p->plan);
	desk_command(s->desk, &c);
}

/* RFC 6263: the NATs on the way forget who is silent for long. */
static void on_hold_a_word_is_said_every_fifteen_seconds(void **state)
{
	struct sim *s = begin();
	struct party *p = join(s, STREAM_TONE);
	struct rtp_packet before, last;

	(void)state;
	sleep_ms(s, 40);
	assert_true(hear(p, &before, NULL) > 0);
	put_on_hold(s, p, false);
	for (int i = 0; i < 610; i++)
		sleep_ms(s, 100);
	assert_int_equal(hear(p, &last, NULL), 4);
	assert_int_equal(last.n, 0);
	assert_in_range(last.type, 96, 127);
	assert_int_not_equal(last.type, p->plan.event_type);
	assert_int_equal((uint16_t)(last.sequence - before.sequence), 4);
	end(s);
}

static void reports_by_the_same_port_are_words_enough(void **state)
{
	struct sim *s = begin();
	struct party *p = join(s, STREAM_TONE);
	uint8_t bytes[2048];
	int reports = 0;

	(void)state;
	put_on_hold(s, p, true);
	for (int i = 0; i < 610; i++)
		sleep_ms(s, 100);
	for (size_t n; (n = peer_get(p->rtp, bytes, sizeof bytes)); reports++)
		assert_true(rtcp_is(bytes, n));
	assert_in_range(reports, 9, 31);
	assert_int_equal(peer_get(p->rtcp, bytes, sizeof bytes), 0);
	end(s);
}

/* --- SRTP ------------------------------------------------------------------*/

static struct cipher_key key_of(int seed)
{
	struct cipher_key key = { .suite = CIPHER_AES_CM_128_80 };

	for (int i = 0; i < CIPHER_KEY_MAX; i++)
		key.bytes[i] = (uint8_t)(i * 5 + seed);
	return key;
}

/* All of 200 ms fits; whose it is. */
static uint32_t hear_sealed(struct sim *s, struct party *p,
	struct cipher *cipher)
{
	uint8_t bytes[2048];
	struct rtp_packet last = { 0 };
	int packets = 0;

	for (int ms = 0; ms < 200; ms += 20) {
		size_t n;

		sleep_ms(s, 20);
		for (; (n = peer_get(p->rtp, bytes, sizeof bytes)); packets++) {
			assert_int_equal(cipher_open(cipher, bytes, &n),
				CIPHER_FINE);
			assert_true(rtp_read(&last, bytes, n));
		}
	}
	assert_in_range(packets, 9, 11);
	return last.ssrc;
}

static struct cipher *with_key(struct sim *s, struct party *p, int seed)
{
	uint8_t bytes[2048];

	p->plan.send_key = key_of(seed);
	while (peer_get(p->rtp, bytes, sizeof bytes))
		;
	follow(s, p);
	return cipher_to_receive(&p->plan.send_key);
}

/* Who begins to listen with another key knows of no wrap; who goes on with the
 * same one does. */
static void what_is_sealed_fits_over_a_wrap_and_with_another_key(void **state)
{
	struct sim *s = begin();
	struct party *p = join(s, STREAM_TONE);
	struct cipher *first = with_key(s, p, 1), *second, *again;
	uint32_t ssrc;

	(void)state;
	p->stream->out.sequence = 65530;
	ssrc = hear_sealed(s, p, first);
	assert_true(p->stream->out.wrapped);
	p->plan.sends = false;
	follow(s, p);
	sleep_ms(s, 100);
	p->plan.sends = true;
	follow(s, p);
	assert_int_equal(hear_sealed(s, p, first), ssrc);
	second = with_key(s, p, 2);
	assert_int_not_equal(hear_sealed(s, p, second), ssrc);
	ssrc = hear_sealed(s, p, second);
	again = with_key(s, p, 1);
	assert_int_equal(hear_sealed(s, p, again), ssrc);
	cipher_free(first);
	cipher_free(second);
	cipher_free(again);
	end(s);
}

/* --- keys by DTLS ----------------------------------------------------------*/

static struct stream_statistics told_of(struct sim *s, struct party *p)
{
	struct stream_statistics st;

	sleep_ms(s, 200);
	stream_statistics(p->stream, &st);
	return st;
}

static void report_sealed(struct party *p, struct cipher *cipher)
{
	uint8_t bytes[RTCP_SIZE + CIPHER_TRAILER];
	size_t n = rtcp_write(bytes, &(struct rtcp_report){ .ssrc = 7,
		.cname = "them" });

	assert_true(cipher_protect_report(cipher, bytes, &n));
	peer_put(p->rtcp, p->port + 1, bytes, n);
}

/* RTCP's own port has its own keys: those of RTP would make it forged. */
static void reports_before_their_keys_are_not_forged(void **state)
{
	struct sim *s = begin();
	struct party *p = join(s, STREAM_TONE);
	struct cipher_key key = key_of(2);
	struct cipher *theirs = cipher_to_send(&key);
	struct stream_statistics st;

	(void)state;
	p->plan.dtls = p->plan.keying = true;
	follow(s, p);
	report_sealed(p, theirs);
	st = told_of(s, p);
	assert_int_equal(st.early_packets, 1);
	p->plan.keying = false;
	p->plan.send_key = p->plan.receive_key = key_of(1);
	p->plan.send_report_key = p->plan.receive_report_key = key;
	follow(s, p);
	report_sealed(p, theirs);
	st = told_of(s, p);
	assert_int_equal(st.forged_packets, 0);
	assert_int_equal(st.garbage_packets, 0);
	cipher_free(theirs);
	end(s);
}

/* Who has no keys yet opens the way; a flood of it is seen all the same. */
static void stun_is_not_forged(void **state)
{
	struct sim *s = begin();
	struct party *p = join(s, STREAM_TONE);
	struct stream_statistics st;
	uint8_t opens[STUN_HEADER];

	(void)state;
	stun_indication(opens);
	p->plan.dtls = true;
	p->plan.send_key = p->plan.receive_key = key_of(1);
	follow(s, p);
	peer_put(p->rtp, p->port, opens, sizeof opens);
	peer_put(p->rtcp, p->port + 1, opens, sizeof opens);
	st = told_of(s, p);
	assert_int_equal(st.forged_packets, 0);
	assert_int_equal(st.garbage_packets, 0);
	for (int i = 0; i < 40; i++)
		peer_put(p->rtp, p->port, opens, sizeof opens);
	st = told_of(s, p);
	assert_int_equal(st.forged_packets, 0);
	assert_int_equal(st.garbage_packets, 0);
	assert_in_range(incoming_refused(&p->stream->in), 1, 39);
	end(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			those_in_the_room_hear_each_other_and_nobody_else),
		cmocka_unit_test(
			conferences_are_beside_each_other_and_beside_the_room),
		cmocka_unit_test(a_member_is_heard_as_its_plan_says),
		cmocka_unit_test(the_loudest_are_heard_everywhere),
		cmocka_unit_test(streams_are_spread_over_two_ticks),
		cmocka_unit_test(a_few_missed_ticks_are_made_up_for),
		cmocka_unit_test(a_long_sleep_is_skipped_without_a_burst),
		cmocka_unit_test(time_that_does_not_pass_does_nothing),
		cmocka_unit_test(
			it_is_idle_until_somebody_comes_and_when_all_have_left),
		cmocka_unit_test(nothing_is_lost_when_reports_find_no_room),
		cmocka_unit_test(both_ends_report_and_the_round_trip_is_known),
		cmocka_unit_test(a_report_tells_what_was_sent),
		cmocka_unit_test(who_leaves_says_bye),
		cmocka_unit_test(on_hold_a_word_is_said_every_fifteen_seconds),
		cmocka_unit_test(reports_by_the_same_port_are_words_enough),
		cmocka_unit_test(
			reports_of_strangers_and_broken_ones_are_counted),
		cmocka_unit_test(
			what_is_sealed_fits_over_a_wrap_and_with_another_key),
		cmocka_unit_test(reports_before_their_keys_are_not_forged),
		cmocka_unit_test(stun_is_not_forged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
