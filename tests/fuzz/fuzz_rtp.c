/* fuzz_rtp.c - any bytes as RTP and RTCP of a call that goes on meanwhile.
 *
 *	kind n byte*n  kind n byte*n ...	what arrives, in this order
 *
 *	r  RTP from where we expect it		s  RTP from a stranger
 *	c  RTCP					t  n ticks of 10 ms pass
 *	p  another plan: n says which
 *
 * 0xfe stands for a zero, so that seeds can be C strings.
 */
#include "fuzz.h"

#include <netinet/in.h>
#include <string.h>

#include "media/codec.h"
#include "media/command.h"
#include "media/incoming.h"
#include "media/reporter.h"
#include "media/rtcp.h"
#include "media/stream.h"

static struct stream nobody;	/* that a setup may be for */

#define TICK_NS INT64_C(10000000)
#define OURS 0x01020304
#define Z "\xfe"
#define SOUND "abcdefgh"

#define RTP(type, sequence) "r\x14\x80" type "\x11" sequence \
	"\x11\x11\x11\x11" "ssrc" SOUND
#define KEY(end, sequence) "r\x10\x80\x65\x11" sequence \
	"\x11\x11\x11\x22" "ssrc" "\x05" end "\x03\x20"
#define BLOCK "\x01\x02\x03\x04" "\x40" Z Z "\x05" Z Z "\x11\x20" \
	Z Z Z "\x09" "\x10\x20\x30\x40" Z "\x01" Z Z
#define SR "\x81\xc8" Z "\x0c" "ssrc" "12345678" "\x11\x11\x11\x11" \
	Z Z Z "\x09" Z Z Z "\x77" BLOCK
#define SDES "\x81\xca" Z "\x03" "ssrc" "\x01\x04" "name" Z Z
#define BYE "\x81\xcb" Z "\x01" "ssrc"
#define XR "\x80\xcf" Z "\x11" "ssrc"
#define XR_TIME "\x04" Z Z "\x02" "12345678"
#define XR_ANSWER "\x05" Z Z "\x03" "\x01\x02\x03\x04" "\x10\x20\x30\x40" \
	Z Z "\x01" Z
#define XR_VOIP "\x07" Z Z "\x08" "\x01\x02\x03\x04" "\x10\x20\x30\x40" \
	Z "\x64" Z "\x65" Z "\x30" Z "\x40" "\xe9\x7f\x7f\x10" \
	"\x54\x7f\x2a\x7f" "\xb0" Z Z "\x28" Z "\x3c" "\x01\xf4"

const char *const fuzz_seeds[] = {
	RTP(Z, "\x10") "t\x01" RTP(Z, "\x11") "t\x02" RTP("\x08", "\x12")
	"t\x03",
	RTP("\x08", "\x10") RTP("\x08", "\x14") RTP("\x08", "\x11") "t\x05"
	"s\x14\x80\x08\x11\x10\x22\x22\x22\x22" "ffff" SOUND "t\x01",
	KEY("\x0a", "\x20") "t\x02" KEY("\x8a", "\x21") KEY("\x8a", "\x22")
	"t\x02",
	"c\x48" XR XR_TIME XR_ANSWER XR_VOIP "c\x7c" SR XR XR_TIME XR_ANSWER
	XR_VOIP "t\x02" "c\x08" BYE,
	"c\x4c" SR SDES BYE RTP(Z, "\x30") "t\x01" "c\x34" SR "t\x09",
	"r\x20\xb2\x08\x11\x40\x11\x11\x11\x11" "ssrc" "csr1csr2" "ex" Z "\x01"
	"wordab" Z "\x02" "t\x04" "p\x01" RTP("\x08", "\x50") "t\xff" "p\x02",
	NULL
};

const char *const fuzz_words[] = {
	"r\x14", "s\x14", "c\x34", "t\x01", "t\xff", "p\x01", "p\x03",
	RTP(Z, "\x60"), KEY("\x8a", "\x61"), SR, SDES, BYE, BLOCK, "ssrc",
	XR, XR_TIME, XR_ANSWER, XR_VOIP,
	Z Z Z Z, "\xff\xff\xff\xff", "\x80" Z, "\x80\x08", "\x80\x65",
	"\x90\x08", "\xa0\x08", "\x8f\x08", "\x81\xc9" Z "\x07", NULL
};

struct call {
	struct incoming in;
	struct reporter reporter;
	struct stream_plan plan;
	struct setup *setup;		/* of it */
	struct sockaddr_storage peer, stranger;
	int64_t now_ns;
	uint64_t sent;
	uint8_t bytes[256];
};

static void set_address(struct sockaddr_storage *a, uint16_t port)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	memset(a, 0, sizeof *a);
	memcpy(a, &in, sizeof in);
}

/* As stream_plan() does. */
static void follow(struct call *c)
{
	struct setup *former = c->setup;

	c->setup = setup_new(&nobody, &c->plan);
	if (former)
		setup_adopt(c->setup, former);
	for (int i = 0; former && i < former->plan.n_receive; i++)
		if (!setup_has_decoder(c->setup, former->decoders[i]))
			playout_forget(c->in.playout, former->decoders[i]);
	incoming_plan(&c->in, c->setup);
	setup_free(former);
}

static void begin(struct call *c)
{
	memset(c, 0, sizeof *c);
	c->now_ns = 100 * TICK_NS;
	c->plan = (struct stream_plan){
		.codec = &codec_pcma,
		.receive = { { 0, &codec_pcmu }, { 8, &codec_pcma } },
		.n_receive = 2,
		.receive_events = { { 101, 8000 } }, .n_receive_events = 1,
		.noise_type = -1, .receive_noise_type = -1,
		.receives = true,
	};
	set_address(&c->peer, 4000);
	set_address(&c->stranger, 6000);
	c->plan.remote_rtp = c->peer;
	incoming_init(&c->in);
	follow(c);
	reporter_init(&c->reporter, 1, 0);
}

static void check_quality(const struct call *c)
{
	const struct burst *b = &c->in.burst;
	struct burst_figures f;

	burst_figures(b, &f);
	FUZZ_HOLDS(b->lost_packets + b->discarded_packets <= b->packets);
	FUZZ_HOLDS(f.loss >= 0 && f.loss + f.discard <= 1.000001);
	FUZZ_HOLDS(f.burst_density >= 0 && f.burst_density <= 1);
	FUZZ_HOLDS(f.gap_density >= 0 && f.gap_density <= 1);
	FUZZ_HOLDS(f.ratio >= 1);
	FUZZ_HOLDS(c->in.packet_ms >= 0 && c->in.packet_ms <= 120);
}

static void check(const struct call *c)
{
	const struct playout_statistics *s = playout_statistics(c->in.playout);
	const struct key_heard *key = key_receiver_look(&c->in.keys);

	FUZZ_HOLDS(s->delay_ms >= -PLAYOUT_MAX_MS &&
		s->delay_ms <= PLAYOUT_MAX_MS);
	FUZZ_HOLDS(!key || (strchr("0123456789*#ABCDF", key->key) && key->key));
	FUZZ_HOLDS(!key || key->duration_ms >= 0);
	FUZZ_HOLDS(c->reporter.remote_loss <= 1);
	FUZZ_HOLDS(c->reporter.rtt_ms < 60000);
	check_quality(c);
	FUZZ_HOLDS(latch_target(&c->in.latch) != NULL);
}

static void pass_time(struct call *c, int ticks)
{
	for (int i = 0; i < ticks; i++, c->now_ns += TICK_NS) {
		int16_t frame[MEDIA_FRAME_MAX];

		playout_time(c->in.playout, c->now_ns);
		if (c->plan.join == STREAM_NOTHING)
			playout_pass(c->in.playout);
		else
			playout_get(c->in.playout, frame);
		key_receiver_time(&c->in.keys, c->now_ns);
		if (key_receiver_look(&c->in.keys))
			key_receiver_next(&c->in.keys);
	}
}

static void report_back(struct call *c)
{
	struct rtcp_report report = { .cname = "us", .sender = true };
	uint8_t bytes[RTCP_SIZE];

	reporter_fill(&c->reporter, &report, &c->in.source, c->now_ns);
	reporter_fill_xr(&c->reporter, &report.xr, c->now_ns);
	report.xr.has_voip = c->reporter.has_remote_voip;
	report.xr.voip = c->reporter.remote_voip;
	FUZZ_HOLDS(rtcp_write(bytes, &report) <= RTCP_SIZE);
}

static void rtcp(struct call *c, size_t n)
{
	struct reporter_sent ours = { 8000, c->sent += n };
	struct rtcp_seen seen;

	if (!rtcp_read(&seen, OURS, c->bytes, n))
		return;
	reporter_read(&c->reporter, &seen, &ours, c->now_ns);
	if (seen.bye)
		source_gone(&c->in.source, seen.ssrc);
	report_back(c);
}

static void change_plan(struct call *c, uint8_t which)
{
	c->plan.join = which & 1 ? STREAM_ECHO : STREAM_NOTHING;
	c->plan.receives = !(which & 2);
	c->plan.remote_rtp = which & 4 ? c->stranger : c->peer;
	follow(c);
}

static void arrive(struct call *c, uint8_t kind, uint8_t first, size_t n)
{
	struct datagram d = { .bytes = c->bytes, .n = n, .from = c->peer,
		.arrival_ns = c->now_ns };

	switch (kind) {
	case 's':
		d.from = c->stranger;
		/* fall through */
	case 'r':
		incoming_packet(&c->in, c->setup, &d);
		break;
	case 'c':
		rtcp(c, n);
		break;
	case 'p':
		change_plan(c, first);
		break;
	default:
		pass_time(c, first);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct call c;

	begin(&c);
	pass_time(&c, 1);
	for (size_t at = 0; at + 2 <= n;) {
		uint8_t kind = data[at], length = data[at + 1];
		size_t got = 0;

		at += 2;
		while ((kind == 'r' || kind == 's' || kind == 'c') &&
		       got < length && at < n) {
			c.bytes[got++] = data[at] == 0xfe ? 0 : data[at];
			at++;
		}
		arrive(&c, kind, length, got);
		check(&c);
	}
	report_back(&c);
	incoming_close(&c.in);
	setup_free(c.setup);
	return 0;
}
