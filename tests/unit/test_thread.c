/* The media thread at work: it allocates nothing and takes no lock, whatever is
 * said, lost, late or asked of it, from the first stream to the last. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdlib.h>

#include "audio/device.h"
#include "base/clock.h"
#include "media/codec.h"
#include "media/early.h"
#include "media/handshake.h"
#include "media/media.h"
#include "media/player.h"
#include "media/recorder.h"
#include "media/rtcp.h"
#include "media/rtp.h"
#include "media/tap.h"
#include "media_peer.h"
#include "watch.h"

#define PATIENCE_MS 10000
#define PACKETS 200		/* that each peer sends, 20 ms apart */
#define PACKET_MS 20
#define PARTIES_MAX 64
#define SAMPLES_MAX (MEDIA_RATE_MAX * PACKET_MS / 1000)
#define EVENT_TYPE 101
#define NOISE_TYPE 13
#define TYPE 96			/* of sound */

/* A card that shows who its caller is: the media thread. */
struct device { _Atomic int reads; };

bool device_read(struct device *d, int16_t *frame, size_t n)
{
	watch_this_thread();
	for (size_t i = 0; i < n; i++)
		frame[i] = i / 24 & 1 ? 6000 : -6000;
	d->reads++;
	return true;
}

void device_write(struct device *d, const int16_t *frame, size_t n)
{
	(void)d, (void)frame, (void)n;
}

/* A stream of ours, and who is at the other end of it. */
struct party {
	struct stream *stream;
	int fd, port;			/* theirs; of ours */
	struct stream_plan plan;
	struct encoder *encoder;
	uint16_t sequence;
	uint32_t timestamp;
	struct { uint8_t bytes[RTP_PACKET_MAX]; size_t n; } held;
};

struct fixture {
	struct media *media;
	struct device card;
	struct party parties[PARTIES_MAX];
	int n;
	int detached, keys_sent, devices_back, extras_back, handshakes;
};

/* --- our side ------------------------------------------------------------ */

static void on_detached(void *arg, struct stream *s)
{
	((struct fixture *)arg)->detached++;
	stream_free(s);
}

static void on_dtmf(void *arg, char key, int duration_ms, bool by_tone)
{
	(void)arg, (void)key, (void)duration_ms, (void)by_tone;
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

static void on_extra_back(struct extra *e)
{
	((struct fixture *)e->arg)->extras_back++;
	if (e->kind == MEDIA_RECORDER)
		recorder_free((struct recorder *)e);
	else if (e->kind == MEDIA_PLAYER)
		player_free((struct player *)e);
	else
		tap_free((struct tap *)e);
}

static void on_handshake(void *arg, const struct handshake *h)
{
	(void)h;
	((struct fixture *)arg)->handshakes++;
}

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

static void open_ends(struct fixture *f, struct party *p)
{
	struct transport_params tp = { peer_ip(), 10000, 19999, 46 };
	struct stream_params sp = { NULL, "a@example.net", f };
	struct sockaddr_in theirs;

	assert_int_equal(transport_open(&sp.transport, &tp), 0);
	p->port = transport_port(sp.transport);
	p->stream = stream_new(&sp);
	p->fd = peer_open(0, &theirs);
	memcpy(&p->plan.remote_rtp, &theirs, sizeof theirs);
	memcpy(&p->plan.remote_rtcp, &theirs, sizeof theirs);
}

static struct stream_plan plan_of(const struct codec *c, enum stream_join join)
{
	return (struct stream_plan){
		.codec = c, .payload_type = TYPE,
		.params = { .ptime_ms = PACKET_MS, .complexity = 5,
			.fec = true },
		.receive = { { TYPE, c } }, .n_receive = 1,
		.event_type = EVENT_TYPE, .event_clock_hz = codec_clock_hz(c),
		.receive_events = { { EVENT_TYPE, codec_clock_hz(c) } },
		.n_receive_events = 1,
		.noise_type = NOISE_TYPE, .receive_noise_type = NOISE_TYPE,
		.sends = true, .receives = true, .join = join,
		.hears_tones = true,
	};
}

static struct party *join(struct fixture *f, const struct codec *c,
	enum stream_join where)
{
	struct party *p = &f->parties[f->n++];

	assert_true(f->n <= PARTIES_MAX);
	p->plan = plan_of(c, where);
	p->encoder = encoder_new(c, &p->plan.params);
	open_ends(f, p);
	media_attach(f->media, p->stream, &p->plan);
	return p;
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct media_handlers handlers = { on_detached, on_dtmf, on_dtmf_sent,
		on_device_back, on_extra_back, .on_handshake = on_handshake,
		.arg = f };
	struct voice_params voice = { .echo = true, .headset = true,
		.noise_db = 15, .gain = true };

	watch_forget();
	assert_int_equal(media_new(&f->media, &handlers), 0);
	media_voice(f->media, &voice);
	media_watch(f->media, true);
	media_device(f->media, MEDIA_CAPTURE, &f->card);
	media_device(f->media, MEDIA_PLAYBACK, &f->card);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	media_free(f->media);
	for (int i = 0; i < f->n; i++) {
		encoder_free(f->parties[i].encoder);
		close(f->parties[i].fd);
	}
	free(f);
	return 0;
}

static void all_leave(struct fixture *f)
{
	for (int i = 0; i < f->n; i++)
		media_detach(f->media, f->parties[i].stream);
	wait_until(f, &f->detached, f->n);
	media_device(f->media, MEDIA_CAPTURE, NULL);
	media_device(f->media, MEDIA_PLAYBACK, NULL);
	wait_until(f, &f->devices_back, 2);
}

/* --- the other side ------------------------------------------------------ */

static void send_held(struct party *p)
{
	if (p->held.n)
		peer_put(p->fd, p->port, p->held.bytes, p->held.n);
	p->held.n = 0;
}

/* Some are lost, some late, some come twice, some in another order. */
static void travel(struct party *p, const uint8_t *packet, size_t n)
{
	switch (random() % 25) {
	case 0:
		return;
	case 1:
	case 2:
		send_held(p);
		memcpy(p->held.bytes, packet, n);
		p->held.n = n;
		return;
	case 3:
		peer_put(p->fd, p->port, packet, n);
		break;
	}
	peer_put(p->fd, p->port, packet, n);
	if (random() % 4)
		send_held(p);
}

static void send_rtp(struct party *p, int type, const uint8_t *payload,
	size_t n)
{
	uint8_t packet[RTP_HEADER + CODEC_PAYLOAD_MAX];
	struct rtp_packet h = { .type = (uint8_t)type,
		.sequence = p->sequence++, .timestamp = p->timestamp,
		.ssrc = (uint32_t)p->port };

	rtp_write_header(packet, &h);
	memcpy(packet + RTP_HEADER, payload, n);
	travel(p, packet, RTP_HEADER + n);
}

static size_t speak(struct party *p, uint8_t *payload)
{
	int16_t samples[SAMPLES_MAX];
	size_t n = (size_t)codec_rate_hz(p->plan.codec) * PACKET_MS / 1000;

	for (size_t i = 0; i < n; i++)
		samples[i] = (int16_t)(random() % 16000 - 8000);
	return encoder_code(p->encoder, samples, n, payload,
		CODEC_PAYLOAD_MAX);
}

/* Talk, with a pause in which comfort noise comes, and a key in the end. */
static void say(struct party *p, int number)
{
	static const uint8_t noise[] = { 40 }, key[] = { 5, 10, 1, 0x90 };
	uint8_t payload[CODEC_PAYLOAD_MAX];
	size_t n = speak(p, payload);

	if (number % 50 == 30)
		send_rtp(p, NOISE_TYPE, noise, sizeof noise);
	else if (number % 50 > 30 && number % 50 < 45)
		;
	else if (number > PACKETS - 20)
		send_rtp(p, EVENT_TYPE, key, sizeof key);
	else if (n)
		send_rtp(p, TYPE, payload, n);
	p->timestamp += (uint32_t)codec_clock_hz(p->plan.codec) * PACKET_MS /
		1000;
}

static void report(struct party *p)
{
	struct rtcp_report r = { .ssrc = (uint32_t)p->port, .sender = true,
		.ntp = UINT64_C(1) << 40, .timestamp = p->timestamp,
		.packets = p->sequence, .cname = "b@example.net" };
	uint8_t bytes[RTCP_SIZE];

	peer_put(p->fd, p->port + 1, bytes, rtcp_write(bytes, &r));
	peer_put(p->fd, p->port + 1, "what?", 5);
	peer_put(p->fd, p->port, "what?", 5);
}

static void be_read(struct party *p)
{
	uint8_t bytes[RTP_PACKET_MAX];

	while (peer_get(p->fd, bytes, sizeof bytes))
		;
}

/* --- stories ------------------------------------------------------------- */

static void press(struct fixture *f, struct party *p, bool by_tone)
{
	struct media_keys keys = { "1,*", 60, 40, 10, by_tone };

	media_dtmf(f->media, p->stream, &keys);
}

/* What people do meanwhile. */
static void disturb(struct fixture *f, struct party *p, int number)
{
	bool on = number / 20 & 1;

	switch (number % 20) {
	case 3:
		media_mute(f->media, p->stream, on);
		break;
	case 5:
		press(f, p, on);
		break;
	case 9:
		p->plan.sends = p->plan.receives = on;
		media_update(f->media, p->stream, &p->plan);
		break;
	case 11:
		media_tone(f->media, MEDIA_PLAYBACK,
			on ? TONE_CALL_WAITING : TONE_NONE);
		media_tone(f->media, MEDIA_RING, on ? TONE_RING : TONE_NONE);
		media_volume(f->media, MEDIA_PLAYBACK, on ? 150 : 50);
		break;
	}
}

static void talk(struct fixture *f)
{
	int64_t start = clock_ms(), left;
	struct pollfd fd = { media_event_fd(f->media), POLLIN, 0 };

	for (int number = 0; number < PACKETS; number++) {
		for (int i = 0; i < f->n; i++) {
			say(&f->parties[i], number);
			be_read(&f->parties[i]);
			if (number % 50 == i % 50)
				report(&f->parties[i]);
		}
		disturb(f, &f->parties[number / 40 % f->n], number);
		while ((left = start + number * PACKET_MS - clock_ms()) > 0)
			if (poll(&fd, 1, (int)left) == 1)
				media_dispatch(f->media);
	}
}

/* ms that were lost in it. */
static uint64_t was_a_call(const struct party *p)
{
	struct stream_statistics s;

	stream_statistics(p->stream, &s);
	assert_true(s.sent_packets > PACKETS / 20);	/* not in pauses */
	assert_true(s.received_packets > PACKETS / 4);
	assert_true(s.garbage_packets + s.unknown_type_packets +
		s.stranger_packets > 0);
	return s.concealed_ms;
}

static void nothing_is_allocated_and_nothing_locked(void **state)
{
	static const enum stream_join places[] = { STREAM_ROOM,
		STREAM_CONFERENCE, STREAM_ECHO, STREAM_TONE, STREAM_MUSIC };
	struct fixture *f = *state;
	const struct codec *c;
	uint64_t concealed_ms = 0;

	while (!f->card.reads)
		wait_until(f, &f->detached, 0);
	for (int i = 0; (c = codec_at(i)); i++)
		for (size_t k = 0; k < sizeof places / sizeof *places; k++)
			join(f, c, places[k]);
	talk(f);
	for (int i = 0; i < f->n; i++)
		concealed_ms += was_a_call(&f->parties[i]);
	assert_true(concealed_ms > 0);
	all_leave(f);
	assert_true(watch_any());
	if (watch_count())
		fail_msg("%d times, first %s", watch_count(), watch_first());
}

/* A clip of a tenth of a second, at all rates. */
static struct clip *short_clip(void)
{
	struct clip *c = clip_new();

	for (int i = 0; i < CLIP_RATES; i++) {
		c->n[i] = (size_t)clip_rates[i] / 10;
		c->samples[i] = calloc(c->n[i], sizeof *c->samples[i]);
	}
	return c;
}

/* Our ends of the pipes; the program's is one that says what it hears. */
static void tap_it(struct fixture *f, struct party *p, int rate_hz)
{
	int pipe_fds[2];

	assert_int_equal(pipe(pipe_fds), 0);
	media_extra(f->media, p->stream, MEDIA_TAP, tap_extra(tap_new(
		pipe_fds[1], pipe_fds[0], rate_hz, f)));
}

static void record_play_tap(struct fixture *f, struct party *p, int i)
{
	struct player_params play = { .clip = short_clip(), .loop = i % 3,
		.to_them = true, .to_us = i % 2, .arg = f };
	int rate_hz = clip_rates[i % CLIP_RATES];

	media_extra(f->media, p->stream, MEDIA_RECORDER, recorder_extra(
		recorder_new(rate_hz, 1, f)));
	media_extra(f->media, p->stream, MEDIA_PLAYER, player_extra(
		player_new(&play)));
	clip_release(play.clip);
	tap_it(f, p, rate_hz);
}

static void recorded_played_to_and_tapped_neither(void **state)
{
	struct fixture *f = *state;
	const struct codec *c;

	while (!f->card.reads)
		wait_until(f, &f->detached, 0);
	for (int i = 0; (c = codec_at(i)); i++) {
		join(f, c, STREAM_ROOM);
		join(f, c, STREAM_NOTHING);
	}
	for (int i = 0; i < f->n; i++)
		record_play_tap(f, &f->parties[i], i);
	talk(f);
	all_leave(f);
	wait_until(f, &f->extras_back, 3 * f->n);
	assert_true(watch_any());
	if (watch_count())
		fail_msg("%d times, first %s", watch_count(), watch_first());
}

/* Sound and handshakes come before the keys, which are not wanted in the end. */
static void waiting_for_keys_neither(void **state)
{
	static const uint8_t record[40] = { 22, 0xfe, 0xfd };
	struct fixture *f = *state;
	struct stream_statistics s;
	struct party *p;

	while (!f->card.reads)
		wait_until(f, &f->detached, 0);
	p = join(f, codec_at(0), STREAM_ROOM);
	p->plan.dtls = p->plan.keying = true;
	media_update(f->media, p->stream, &p->plan);
	for (int i = 0; i < 2 * EARLY_PACKETS; i++) {
		say(p, 0);
		peer_put(p->fd, p->port, record, sizeof record);
		peer_put(p->fd, p->port + 1, record, sizeof record);
		wait_until(f, &f->handshakes, 2 * i + 2);
		media_handshake(f->media, p->stream, TRANSPORT_RTP, NULL,
			record, sizeof record);
		media_update(f->media, p->stream, &p->plan);
	}
	p->plan.dtls = p->plan.keying = false;
	media_update(f->media, p->stream, &p->plan);
	talk(f);
	stream_statistics(p->stream, &s);
	assert_true(s.early_packets > 0);
	was_a_call(p);
	all_leave(f);
	assert_true(watch_any());
	if (watch_count())
		fail_msg("%d times, first %s", watch_count(), watch_first());
}

/* --- whether the watch sees ---------------------------------------------- */

static void *transgress(void *arg)
{
	pthread_mutex_t *m = arg;

	watch_this_thread();
	free(malloc(1 + (size_t)random() % 2));
	pthread_mutex_lock(m);
	pthread_mutex_unlock(m);
	return NULL;
}

static void what_a_thread_must_not_do_is_seen(void **state)
{
	pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
	pthread_t t;

	(void)state;
	watch_forget();
	free(malloc(1 + (size_t)random() % 2));		/* not of a watched one */
	assert_int_equal(pthread_create(&t, NULL, transgress, &m), 0);
	pthread_join(t, NULL);
	assert_string_equal(watch_first(), "malloc");
	assert_true(watch_count() >= 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_thread_must_not_do_is_seen),
		cmocka_unit_test_setup_teardown(
			nothing_is_allocated_and_nothing_locked, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			recorded_played_to_and_tapped_neither, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			waiting_for_keys_neither, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
