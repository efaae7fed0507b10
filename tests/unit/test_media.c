/* Streams over real sockets on loopback, with the thread that ticks them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audio/device.h"
#include "base/clock.h"
#include "media/codec.h"
#include "media/media.h"
#include "media/rtp.h"
#include "media_peer.h"

#define PATIENCE_MS 10000

/* Sound cards of ours: what is played is measured, what is captured is loud.
 * One that hangs holds up the media thread, as no real one may. */
struct device {
	_Atomic int reads, writes, loudest;
	_Atomic bool hangs;
};

bool device_read(struct device *d, int16_t *frame, size_t n)
{
	for (size_t i = 0; i < n; i++)
		frame[i] = i / 24 & 1 ? 6000 : -6000;	/* 1 kHz */
	d->reads++;
	while (d->hangs)
		poll(NULL, 0, 1);
	return true;
}

void device_write(struct device *d, const int16_t *frame, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (frame[i] > d->loudest)
			d->loudest = frame[i];
	d->writes++;
}

/* One end of a call, and somebody far away with a plain socket. */
struct fixture {
	struct media *media;
	struct stream *stream;
	int peer;
	struct sockaddr_in ours;	/* where the stream listens */
	struct stream_plan plan;
	uint16_t sequence;		/* of the peer's packets */
	uint32_t timestamp;
	/* told by the handlers */
	int detached, keys_sent, devices_back;
	char heard[32];
	int heard_ms;
	bool by_tone;
};

static void on_detached(void *arg, struct stream *s)
{
	struct fixture *f = arg;

	f->detached++;
	stream_free(s);
}

static void on_dtmf(void *arg, char key, int duration_ms, bool by_tone)
{
	struct fixture *f = arg;

	f->by_tone = by_tone;
	f->heard[strlen(f->heard)] = key;
	f->heard_ms = duration_ms;
}

static void press(struct fixture *f, const char *keys, int duration_ms,
	int gap_ms)
{
	struct media_keys k = { keys, duration_ms, gap_ms, 10, false };

	media_dtmf(f->media, f->stream, &k);
}

static void on_dtmf_sent(void *arg)
{
	((struct fixture *)arg)->keys_sent++;
}

static void on_device_back(void *arg, struct device *d)
{
	(void)d;
	((struct fixture *)arg)->devices_back++;
}

static struct stream *new_stream(struct fixture *f, int *port)
{
	struct transport_params p = { peer_ip(), 20000, 39999, 46 };
	struct stream_params params = { NULL, "a@example.net", f };

	assert_int_equal(transport_open(&params.transport, &p), 0);
	*port = transport_port(params.transport);
	assert_int_equal(*port % 2, 0);
	return stream_new(&params);
}

static void set_up_plan(struct fixture *f, const struct sockaddr_in *peer)
{
	f->plan = (struct stream_plan){
		.codec = codec_find("pcmu", 8000, 1),
		.payload_type = 0,
		.params.ptime_ms = 20,
		.receive = { { 0, codec_find("PCMU", 8000, 1) } },
		.n_receive = 1,
		.event_type = 101, .event_clock_hz = 8000,
		.receive_events = { { 101, 8000 } }, .n_receive_events = 1,
		.noise_type = -1, .receive_noise_type = -1,
		.sends = true,
		.receives = true,
		.join = STREAM_ECHO,
	};
	memcpy(&f->plan.remote_rtp, peer, sizeof *peer);
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct media_handlers handlers = { on_detached, on_dtmf, on_dtmf_sent,
		on_device_back, .arg = f };
	struct sockaddr_in peer;
	int port;

	assert_int_equal(media_new(&f->media, &handlers), 0);
	f->peer = peer_open(0, &peer);
	f->stream = new_stream(f, &port);
	f->ours = peer;
	f->ours.sin_port = htons((uint16_t)port);
	set_up_plan(f, &peer);
	*state = f;
	return 0;
}

/* Handles reports until *what has reached n. */
static void wait_until(struct fixture *f, const int *what, int n)
{
	int64_t end = clock_ms() + PATIENCE_MS;
	struct pollfd p = { media_event_fd(f->media), POLLIN, 0 };

	while (*what < n) {
		assert_true(clock_ms() < end);
		poll(&p, 1, 100);
		media_dispatch(f->media);
	}
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	media_detach(f->media, f->stream);
	wait_until(f, &f->detached, 1);
	media_free(f->media);
	close(f->peer);
	free(f);
	return 0;
}

/* --- the peer ------------------------------------------------------------ */

static void peer_send(struct fixture *f, const struct rtp_packet *header,
	const uint8_t *payload, size_t n)
{
	uint8_t packet[RTP_HEADER + 160];

	rtp_write_header(packet, header);
	memcpy(packet + RTP_HEADER, payload, n);
	assert_int_equal(sendto(f->peer, packet, RTP_HEADER + n, 0,
		(struct sockaddr *)&f->ours, sizeof f->ours), RTP_HEADER + n);
}

static void peer_says(struct fixture *f, int16_t loud, int packets)
{
	uint8_t payload[160];
	int16_t samples[160];

	for (int i = 0; i < 160; i++)
		samples[i] = i & 4 ? loud : (int16_t)-loud;
	codec_pcmu.encode(NULL, samples, 160, payload, sizeof payload);
	for (; packets; packets--, f->timestamp += 160) {
		struct rtp_packet h = { .sequence = f->sequence++,
			.timestamp = f->timestamp, .ssrc = 7 };

		peer_send(f, &h, payload, sizeof payload);
	}
}

struct heard {
	uint8_t bytes[RTP_PACKET_MAX];
	struct rtp_packet rtp;
	int loudest;			/* of a sound packet */
};

static void peer_hears(struct fixture *f, struct heard *h)
{
	struct pollfd p = { f->peer, POLLIN, 0 };
	int16_t samples[160];
	ssize_t n;

	assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
	n = recv(f->peer, h->bytes, sizeof h->bytes, 0);
	assert_true(n > 0);
	assert_true(rtp_read(&h->rtp, h->bytes, (size_t)n));
	h->loudest = 0;
	if (h->rtp.type != 0)
		return;
	assert_int_equal(h->rtp.n, 160);
	codec_pcmu.decode(NULL, h->rtp.payload, 160, samples);
	for (int i = 0; i < 160; i++)
		if (samples[i] > h->loudest)
			h->loudest = samples[i];
}

/* The first packet as loud as that, or louder; silence is 0 or a little. */
static void peer_waits_for(struct fixture *f, int loud, struct heard *h)
{
	for (int i = 0; i < PATIENCE_MS / 20; i++) {
		peer_hears(f, h);
		if (loud ? h->loudest >= loud : h->loudest < 100)
			return;
	}
	fail();
}

/* --- stories ------------------------------------------------------------- */

static void an_echo_comes_back(void **state)
{
	struct fixture *f = *state;
	struct heard h;

	media_attach(f->media, f->stream, &f->plan);
	peer_says(f, 10000, 10);
	peer_waits_for(f, 9000, &h);
}

static void packets_are_numbered_and_timed_without_a_gap(void **state)
{
	struct fixture *f = *state;
	struct heard first, next;

	media_attach(f->media, f->stream, &f->plan);
	peer_hears(f, &first);
	assert_true(first.rtp.marker);
	for (int i = 1; i < 5; i++) {
		peer_hears(f, &next);
		assert_false(next.rtp.marker);
		assert_int_equal(next.rtp.ssrc, first.rtp.ssrc);
		assert_int_equal(next.rtp.sequence,
			(uint16_t)(first.rtp.sequence + i));
		assert_int_equal(next.rtp.timestamp,
			first.rtp.timestamp + 160u * (unsigned)i);
	}
}

static void keys_are_sent_and_told_when_out(void **state)
{
	struct fixture *f = *state;
	struct heard h = { 0 };

	media_attach(f->media, f->stream, &f->plan);
	press(f, "5", 60, 40);
	wait_until(f, &f->keys_sent, 1);
	while (h.rtp.type != 101)
		peer_hears(f, &h);
	assert_true(h.rtp.marker);
	assert_int_equal(h.rtp.payload[0], 5);
}

static void a_key_of_the_peer_is_told_once(void **state)
{
	struct fixture *f = *state;
	int64_t end = clock_ms() + PATIENCE_MS;
	const uint8_t payload[] = { 11, 0x80 | 10, 800 >> 8, 800 & 0xff };

	media_attach(f->media, f->stream, &f->plan);
	for (uint16_t i = 0; i < 3; i++)
		peer_send(f, &(struct rtp_packet){ .marker = !i, .type = 101,
			.sequence = i, .timestamp = 1600, .ssrc = 7 },
			payload, sizeof payload);
	while (!f->heard[0] && clock_ms() < end) {
		poll(&(struct pollfd){ media_event_fd(f->media), POLLIN, 0 },
			1, 100);
		media_dispatch(f->media);
	}
	assert_string_equal(f->heard, "#");
	assert_int_equal(f->heard_ms, 100);
}

static void the_room_speaks_through_the_microphone_until_muted(void **state)
{
	struct fixture *f = *state;
	struct device microphone = { 0 };
	struct heard h;

	f->plan.join = STREAM_ROOM;
	media_device(f->media, MEDIA_CAPTURE, &microphone);
	media_attach(f->media, f->stream, &f->plan);
	peer_waits_for(f, 5000, &h);
	media_mute(f->media, f->stream, true);
	peer_waits_for(f, 0, &h);
	media_mute(f->media, f->stream, false);
	peer_waits_for(f, 5000, &h);
	media_device(f->media, MEDIA_CAPTURE, NULL);
	wait_until(f, &f->devices_back, 1);
	assert_true(microphone.reads > 0);
}

static void the_room_hears_the_peer(void **state)
{
	struct fixture *f = *state;
	struct device loudspeaker = { 0 };
	int64_t end = clock_ms() + PATIENCE_MS;

	f->plan.join = STREAM_ROOM;
	media_device(f->media, MEDIA_PLAYBACK, &loudspeaker);
	media_attach(f->media, f->stream, &f->plan);
	while (loudspeaker.loudest < 9000 && clock_ms() < end) {
		peer_says(f, 10000, 2);
		poll(NULL, 0, 40);	/* the peer's own pace */
	}
	assert_true(loudspeaker.loudest >= 9000);
	media_device(f->media, MEDIA_PLAYBACK, NULL);
	wait_until(f, &f->devices_back, 1);
}

static void another_plan_takes_effect(void **state)
{
	struct fixture *f = *state;
	struct heard h;

	media_attach(f->media, f->stream, &f->plan);
	peer_waits_for(f, 0, &h);
	f->plan.join = STREAM_TONE;
	media_update(f->media, f->stream, &f->plan);
	peer_waits_for(f, 7000, &h);
	f->plan.join = STREAM_NOTHING;
	media_update(f->media, f->stream, &f->plan);
	peer_waits_for(f, 0, &h);
}

static void statistics_count_both_ways(void **state)
{
	struct fixture *f = *state;
	struct stream_statistics s = { 0 };
	int64_t end = clock_ms() + PATIENCE_MS;

	stream_statistics(f->stream, &s);
	assert_int_equal(s.received_packets, 0);
	assert_true(s.rtt_ms < 0);
	media_attach(f->media, f->stream, &f->plan);
	peer_says(f, 1000, 2);
	f->sequence++;			/* one is lost */
	f->timestamp += 160;
	peer_says(f, 1000, 2);
	sendto(f->peer, "what?", 5, 0, (struct sockaddr *)&f->ours,
		sizeof f->ours);
	while ((s.received_packets < 4 || !s.garbage_packets ||
		s.sent_packets < 3) && clock_ms() < end)
		stream_statistics(f->stream, &s);
	assert_int_equal(s.received_packets, 4);
	assert_int_equal(s.received_bytes, 640);
	assert_int_equal(s.lost_packets, 1);
	assert_int_equal(s.garbage_packets, 1);
	assert_true(s.sent_packets >= 3);
	assert_true(s.last_received_ms > 0);
}

static void more_commands_than_fit_the_ring_are_all_done_in_order(void **state)
{
	struct fixture *f = *state;
	struct device card = { .hangs = true };
	struct heard h;

	media_device(f->media, MEDIA_CAPTURE, &card);
	while (!card.reads)
		poll(NULL, 0, 1);
	media_attach(f->media, f->stream, &f->plan);
	for (int i = 0; i < 2000; i++) {
		f->plan.join = i < 1999 ? STREAM_NOTHING : STREAM_TONE;
		media_update(f->media, f->stream, &f->plan);
	}
	for (int i = 0; i < 2000; i++)
		press(f, "", 40, 40);
	assert_int_equal(f->keys_sent, 0);
	card.hangs = false;
	wait_until(f, &f->keys_sent, 2000);
	peer_waits_for(f, 7000, &h);
	media_device(f->media, MEDIA_CAPTURE, NULL);
	wait_until(f, &f->devices_back, 1);
}

static void levels_are_of_what_is_sent_and_heard(void **state)
{
	struct fixture *f = *state;
	int64_t end = clock_ms() + PATIENCE_MS;
	int said, heard;
	bool clipped;

	stream_levels(f->stream, &said, &heard, &clipped);
	assert_int_equal(said, -127);
	assert_int_equal(heard, -127);
	media_attach(f->media, f->stream, &f->plan);
	do {
		peer_says(f, 8231, 2);
		poll(NULL, 0, 40);	/* the peer's own pace */
		stream_levels(f->stream, &said, &heard, &clipped);
	} while (said < -20 && clock_ms() < end);
	/* a square of that height is 3 dB more than a sine */
	assert_in_range(-said, 8, 20);
	assert_in_range(-heard, 8, 20);
	assert_false(clipped);
}

static void a_volume_of_nothing_is_silence(void **state)
{
	struct fixture *f = *state;
	struct device microphone = { 0 };
	struct heard h;

	f->plan.join = STREAM_ROOM;
	media_device(f->media, MEDIA_CAPTURE, &microphone);
	media_attach(f->media, f->stream, &f->plan);
	peer_waits_for(f, 5000, &h);
	media_volume(f->media, MEDIA_CAPTURE, 0);
	peer_waits_for(f, 0, &h);
	media_device(f->media, MEDIA_CAPTURE, NULL);
	wait_until(f, &f->devices_back, 1);
}

static void what_is_asked_of_a_stream_not_attached_is_ignored(void **state)
{
	struct fixture *f = *state;

	media_update(f->media, f->stream, &f->plan);
	media_mute(f->media, f->stream, true);
	press(f, "1", 100, 100);
	media_detach(f->media, f->stream);
	media_attach(f->media, f->stream, &f->plan);
	media_attach(f->media, f->stream, &f->plan);
	media_detach(f->media, f->stream);
	media_update(f->media, f->stream, &f->plan);
	media_detach(f->media, f->stream);
	wait_until(f, &f->detached, 1);
	media_dispatch(f->media);
	assert_int_equal(f->detached, 1);
	assert_int_equal(f->keys_sent, 0);
	media_free(f->media);
	close(f->peer);
	free(f);
}

static void keys_not_yet_sent_go_with_their_stream(void **state)
{
	struct fixture *f = *state;

	media_attach(f->media, f->stream, &f->plan);
	press(f, "123456789", 1000, 1000);
	press(f, "*", 1000, 1000);
	/* tear_down detaches */
}

static void a_plan_without_a_codec_sends_nothing(void **state)
{
	struct fixture *f = *state;
	struct heard h;

	f->plan.codec = NULL;
	media_attach(f->media, f->stream, &f->plan);
	f->plan.codec = &codec_pcma;
	f->plan.join = STREAM_TONE;
	media_update(f->media, f->stream, &f->plan);
	peer_hears(f, &h);
	assert_true(h.rtp.marker);
}

static void devices_come_back_at_the_end(void **state)
{
	struct fixture *f = *state;
	struct device ringer = { 0 };

	media_device(f->media, MEDIA_RING, &ringer);
	media_tone(f->media, MEDIA_RING, TONE_RING);
	media_attach(f->media, f->stream, &f->plan);
	media_detach(f->media, f->stream);
	wait_until(f, &f->detached, 1);
	media_free(f->media);
	assert_int_equal(f->devices_back, 1);
	close(f->peer);
	free(f);
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(an_echo_comes_back),
		STORY(packets_are_numbered_and_timed_without_a_gap),
		STORY(keys_are_sent_and_told_when_out),
		STORY(a_key_of_the_peer_is_told_once),
		STORY(the_room_speaks_through_the_microphone_until_muted),
		STORY(the_room_hears_the_peer),
		STORY(another_plan_takes_effect),
		STORY(statistics_count_both_ways),
		STORY(more_commands_than_fit_the_ring_are_all_done_in_order),
		STORY(levels_are_of_what_is_sent_and_heard),
		STORY(a_volume_of_nothing_is_silence),
		STORY(keys_not_yet_sent_go_with_their_stream),
		STORY(a_plan_without_a_codec_sends_nothing),
		cmocka_unit_test_setup(
			what_is_asked_of_a_stream_not_attached_is_ignored,
			set_up),
		cmocka_unit_test_setup(devices_come_back_at_the_end, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
