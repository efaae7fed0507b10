/* What of all that arrives is heard, and what is dropped and counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <string.h>

#include "media/codec.h"
#include "media/command.h"
#include "media/incoming.h"
#include "media/rtp.h"
#include "media/stream.h"

static struct stream nobody;	/* that a setup may be for */

#define MS INT64_C(1000000)

struct sim {
	struct incoming in;
	struct stream_plan plan;
	struct setup *setup;
	struct sockaddr_storage peer, stranger;
	int64_t now;		/* ms */
	int16_t frame[MEDIA_FRAME_MAX];
};

static struct sockaddr_storage at(int port)
{
	struct sockaddr_storage a = { 0 };

	((struct sockaddr_in *)&a)->sin_family = AF_INET;
	((struct sockaddr_in *)&a)->sin_port = htons((uint16_t)port);
	((struct sockaddr_in *)&a)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return a;
}

/* It is followed from now on. */
static void plan(struct sim *s)
{
	setup_free(s->setup);
	s->setup = setup_new(&nobody, &s->plan);
	incoming_plan(&s->in, s->setup);
}

static struct sim *begin(void)
{
	static struct sim s;

	memset(&s, 0, sizeof s);
	s.peer = at(4000);
	s.stranger = at(6666);
	s.now = 1000;
	s.plan = (struct stream_plan){
		.codec = &codec_pcma,
		.receive = { { 8, &codec_pcma }, { 96, &codec_pcmu } },
		.n_receive = 2,
		.receive_events = { { 101, 8000 } }, .n_receive_events = 1,
		.noise_type = -1, .receive_noise_type = -1,
		.receives = true,
		.remote_rtp = s.peer,
	};
	incoming_init(&s.in);
	plan(&s);
	playout_time(s.in.playout, s.now * MS);
	return &s;
}

static void end(struct sim *s)
{
	incoming_close(&s->in);
	setup_free(s->setup);
}

static void arrive(struct sim *s, const struct sockaddr_storage *from,
	const struct rtp_packet *header, int16_t loud, size_t n)
{
	uint8_t bytes[RTP_HEADER + 160] = { 0 };
	int16_t samples[160];
	struct datagram d = { .bytes = bytes, .n = RTP_HEADER + n,
		.from = *from, .arrival_ns = s->now * MS };

	for (int i = 0; i < 160; i++)
		samples[i] = loud;
	rtp_write_header(bytes, header);
	(header->type == 96 ? &codec_pcmu : &codec_pcma)->encode(NULL,
		samples, n, bytes + RTP_HEADER, n);
	incoming_packet(&s->in, s->setup, &d);
}

static void say(struct sim *s, uint8_t type, uint32_t ssrc, uint16_t sequence,
	int16_t loud)
{
	const struct rtp_packet header = { .type = type, .ssrc = ssrc,
		.sequence = sequence, .timestamp = sequence * 160u };

	arrive(s, &s->peer, &header, loud, 160);
}

static int hear(struct sim *s)
{
	playout_time(s->in.playout, s->now * MS);
	playout_get(s->in.playout, s->frame);
	s->now += 10;
	return s->frame[60];
}

/* The loudest of the next 50 ms. */
static int heard(struct sim *s)
{
	int most = 0;

	for (int i = 0; i < 5; i++) {
		int level = hear(s);

		most = level > most ? level : most;
	}
	return most;
}

static void every_type_of_the_plan_is_decoded_by_its_codec(void **state)
{
	struct sim *s = begin();

	(void)state;
	say(s, 8, 1, 0, 5000);
	say(s, 96, 1, 1, 5000);
	for (int i = 0; i < 2; i++)
		hear(s);
	for (int i = 0; i < 4; i++)
		assert_in_range(hear(s), 4800, 5200);
	assert_int_equal(s->in.packets, 2);
	assert_int_equal(s->in.bytes, 320);
	end(s);
}

static void other_types_and_no_packets_are_counted_only(void **state)
{
	struct sim *s = begin();
	struct datagram d = { .bytes = (uint8_t *)"hello", .n = 5,
		.from = s->peer };

	(void)state;
	say(s, 0, 1, 0, 5000);
	say(s, 72, 1, 1, 5000);
	incoming_packet(&s->in, s->setup, &d);
	assert_int_equal(heard(s), 0);
	assert_int_equal((int)incoming_refused(&s->in), 3);
	assert_int_equal(s->in.packets, 0);
	assert_false(s->in.latch.has_heard);
	end(s);
}

static void a_stranger_is_not_heard(void **state)
{
	struct sim *s = begin();

	(void)state;
	say(s, 8, 1, 0, 1000);
	arrive(s, &s->stranger, &(struct rtp_packet){ .type = 8, .ssrc = 1,
		.sequence = 1, .timestamp = 160 }, 9000, 160);
	assert_in_range(heard(s), 900, 1100);
	assert_int_equal((int)incoming_refused(&s->in), 1);
	end(s);
}

static void a_plan_that_does_not_receive_counts_but_does_not_play(void **state)
{
	struct sim *s = begin();

	(void)state;
	s->plan.receives = false;
	plan(s);
	say(s, 8, 1, 0, 5000);
	assert_int_equal(heard(s), 0);
	assert_int_equal(s->in.packets, 1);
	assert_int_equal((int)incoming_refused(&s->in), 0);
	end(s);
}

static void an_empty_packet_keeps_the_path_open_and_is_no_sound(void **state)
{
	struct sim *s = begin();

	(void)state;
	arrive(s, &s->stranger, &(struct rtp_packet){ .type = 8, .ssrc = 1 },
		0, 0);
	assert_int_equal(s->in.packets, 1);
	assert_int_equal((int)incoming_refused(&s->in), 0);
	assert_true(address_same(latch_target(&s->in.latch), &s->stranger));
	end(s);
}

static void another_source_is_heard_from_its_second_packet(void **state)
{
	struct sim *s = begin();

	(void)state;
	say(s, 8, 1, 0, 1000);
	heard(s);
	say(s, 8, 2, 40000, 5000);
	assert_int_equal((int)incoming_refused(&s->in), 1);
	say(s, 8, 2, 40001, 5000);
	assert_in_range(heard(s), 4800, 5200);
	assert_int_equal(source_lost_in_all(&s->in.source), 0);
	end(s);
}

static void a_sequence_that_began_anew_is_followed(void **state)
{
	struct sim *s = begin();

	(void)state;
	say(s, 8, 1, 0, 1000);
	heard(s);
	say(s, 8, 1, 30000, 5000);
	say(s, 8, 1, 30001, 5000);
	assert_in_range(heard(s), 4800, 5200);
	assert_int_equal((int)incoming_refused(&s->in), 1);
	end(s);
}

static void keys_of_the_peer_are_heard(void **state)
{
	struct sim *s = begin();
	uint8_t bytes[RTP_HEADER + 4] = { 0 };
	struct datagram d = { .bytes = bytes, .n = sizeof bytes,
		.from = s->peer, .arrival_ns = s->now * MS };
	const struct rtp_packet header = { .type = 101, .ssrc = 1,
		.timestamp = 160, .marker = true };

	(void)state;
	rtp_write_header(bytes, &header);
	memcpy(bytes + RTP_HEADER, (uint8_t[]){ 12, 0x8a, 3, 32 }, 4);
	incoming_packet(&s->in, s->setup, &d);
	assert_non_null(key_receiver_look(&s->in.keys));
	assert_int_equal(key_receiver_look(&s->in.keys)->key, 'A');
	assert_int_equal(key_receiver_look(&s->in.keys)->duration_ms, 100);
	d.n -= 1;
	bytes[3] = 1;
	incoming_packet(&s->in, s->setup, &d);
	assert_int_equal((int)incoming_refused(&s->in), 1);
	end(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			every_type_of_the_plan_is_decoded_by_its_codec),
		cmocka_unit_test(other_types_and_no_packets_are_counted_only),
		cmocka_unit_test(a_stranger_is_not_heard),
		cmocka_unit_test(
			a_plan_that_does_not_receive_counts_but_does_not_play),
		cmocka_unit_test(
			an_empty_packet_keeps_the_path_open_and_is_no_sound),
		cmocka_unit_test(
			another_source_is_heard_from_its_second_packet),
		cmocka_unit_test(a_sequence_that_began_anew_is_followed),
		cmocka_unit_test(keys_of_the_peer_are_heard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
