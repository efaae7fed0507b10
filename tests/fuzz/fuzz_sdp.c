/* fuzz_sdp.c - any bytes as an offer, and as the answer to one of ours. */
#include "fuzz.h"

#include <arpa/inet.h>
#include <string.h>

#include "sdp/agreement.h"
#include "sdp/description.h"

#define HEAD "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\n" \
	"c=IN IP4 192.0.2.9\r\nt=0 0\r\n"

#define KEY_30 "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj"
#define KEY_44 "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj" "d0RmdmcmVCspeEc3QGY="
#define PRINT "4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB:" \
	"4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF"

const char *const fuzz_seeds[] = {
	HEAD "m=audio 5000 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\n"
	"a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n"
	"a=ptime:20\r\na=sendrecv\r\n",
	HEAD "m=video 6000 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
	"m=audio 0 RTP/AVP 0\r\nm=audio 5002/2 RTP/AVPF 96 8\r\n"
	"a=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1\r\n"
	"a=maxptime:60\r\na=rtcp:6001 IN IP4 192.0.2.3\r\na=sendonly\r\n",
	"v=0\nm=audio 5000 RTP/AVP 0\nc=IN IP4 0.0.0.0\na=inactive\n",
	"v=0\nc=IN IP6 2001:db8::1\nm=audio 5000 RTP/SAVP 0\n"
	"m=audio 5000 RTP/AVP 97\na=rtpmap:97 PCMA/8000/1\n",
	HEAD "m=audio 5000 RTP/AVP 96 0 13 100 101\r\n"
	"a=rtpmap:96 opus/48000/2\r\na=rtpmap:100 telephone-event/48000\r\n"
	"a=rtpmap:101 telephone-event/8000\r\n",
	HEAD "a=ice-lite\r\na=ice-ufrag:8hhY\r\n"
	"a=ice-pwd:asd88fgpdd777uzjYhagZg\r\nm=audio 5000 RTP/AVP 0\r\n"
	"a=candidate:1 1 UDP 2130706431 192.0.2.9 5000 typ host\r\n"
	"a=candidate:2 2 UDP 1694498815 2001:db8::9 5 typ srflx raddr ::1 "
	"rport 8 generation 0\r\na=remote-candidates:1 192.0.2.1 4000\r\n",
	HEAD "m=audio 5000 RTP/SAVP 0\r\na=crypto:1 F8_128_HMAC_SHA1_80 "
	"inline:" KEY_30 "\r\na=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:"
	KEY_30 "|2^20|1:4\r\na=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:"
	KEY_30 "|2^48 WSH=128 -FUTURE\r\na=crypto:4 AEAD_AES_256_GCM inline:"
	KEY_44 " UNENCRYPTED_SRTP\r\n",
	HEAD "m=audio 5000 RTP/AVP 0\r\na=crypto:1 AEAD_AES_128_GCM "
	"inline:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGw==\r\n"
	"a=fingerprint:sha-256 " PRINT "\r\na=setup:actpass\r\n"
	"a=tls-id:abcdefghijklmnopqrstuvwxyz\r\n",
	HEAD "a=fingerprint:sha-512 " PRINT ":" PRINT "\r\na=setup:active\r\n"
	"m=audio 5000 UDP/TLS/RTP/SAVPF 0\r\na=fingerprint:sha-256 " PRINT
	"\r\na=setup:holdconn\r\na=mid:0\r\na=rtcp-mux\r\n",
	NULL
};

const char *const fuzz_words[] = {
	"a=crypto:", "1 AES_CM_128_HMAC_SHA1_80 inline:", KEY_30, KEY_44, "|",
	"AEAD_AES_256_GCM", "AES_256_CM_HMAC_SHA1_32", "|2^31", "|1:4", ";inline:",
	" KDR=1", " UNENCRYPTED_SRTCP", " WSH=64", " -X=1", "RTP/SAVP",
	"UDP/TLS/RTP/SAVP", "a=fingerprint:sha-256 ", PRINT, "a=setup:",
	"actpass", "holdconn", "a=tls-id:", "a=mid:", "a=group:BUNDLE ",
	"a=ice-ufrag:", "a=ice-pwd:", "a=candidate:", "a=ice-mismatch\r\n",
	" typ relay", " raddr ", " rport ", "2130706431",
	"opus/48000/2", "telephone-event/48000", "CN/8000", " 13",
	"m=audio 1 RTP/AVP 0\r\n", "m=", "c=IN IP4 1.2.3.4\r\n", "c=", "a=",
	"v=0\r\n", "a=rtpmap:", "a=fmtp:", "a=ptime:", "a=maxptime:", "a=rtcp:",
	"PCMU/8000", "telephone-event/8000", "a=sendonly\r\n", "a=recvonly\r\n",
	"65535", "65536", "-1", "99999999999999999999", "0", "127", "128",
	"224.0.0.1", "::", "\r\n", "\n", " ", "/", ":", "audio", "RTP/AVP", NULL
};

static const struct capability ours = {
	.codecs = {
		{ .name = "PCMU", .rate_hz = 8000, .channels = 1 },
		{ .name = "PCMA", .rate_hz = 8000, .channels = 1,
		  .payload_type = 8 },
		{ .name = "opus", .rate_hz = 48000, .channels = 2,
		  .payload_type = -1, .fmtp = "useinbandfec=1" },
	},
	.n = 3, .ptime_ms = 20, .telephone_event = true, .comfort_noise = true,
};

static void check_status(int status, const char *why)
{
	FUZZ_HOLDS(status == 0 || status == 400 || status == 488);
	FUZZ_HOLDS(!status || (*why && strnlen(why, SDP_WHY) < SDP_WHY));
	for (; status && *why; why++)
		FUZZ_HOLDS(*why >= ' ' && *why < 0x7f);
}

static void check_ice(const struct sdp_ice *ice)
{
	unsigned char bytes[16];

	FUZZ_HOLDS(ice->n >= 0 && ice->n <= SDP_CANDIDATES);
	for (int i = 0; i < ice->n; i++) {
		const struct sdp_candidate *c = &ice->candidates[i];

		FUZZ_HOLDS(c->component == 1 || c->component == 2);
		FUZZ_HOLDS(c->port > 0 && c->port <= 65535 && c->priority);
		FUZZ_HOLDS(inet_pton(strchr(c->address, ':') ? AF_INET6 :
			AF_INET, c->address, bytes) == 1);
	}
}

/* What is encrypted has the keys of one way to them, and only where that may
 * be. */
static void check_keys(const struct sdp_security *s, const struct agreement *a)
{
	FUZZ_HOLDS(a->suite >= SDP_CLEAR && a->suite < SDP_SUITES);
	FUZZ_HOLDS(!a->dtls || a->suite == SDP_CLEAR);
	FUZZ_HOLDS(!a->dtls || (s && s->dtls && a->their_dtls.n > 0));
	FUZZ_HOLDS(a->suite == SDP_CLEAR || (s && s->sdes));
	FUZZ_HOLDS(a->suite == SDP_CLEAR || !memcmp(a->send_key,
		s->ours[a->suite].key, SDP_KEY_MAX));
	FUZZ_HOLDS(!s || s->srtp != SDP_SRTP_OFF ||
		(a->suite == SDP_CLEAR && !a->dtls));
	FUZZ_HOLDS(!s || s->srtp != SDP_SRTP_REQUIRED || a->dtls ||
		a->suite != SDP_CLEAR);
}

static void check_agreement(const struct sdp_local *local,
	const struct agreement *a)
{
	unsigned char bytes[16];

	check_keys(local->security, a);
	check_ice(&a->their_ice);
	FUZZ_HOLDS(!a->ice || candidate_usable(&a->their_ice));
	FUZZ_HOLDS(a->n_receive > 0 && a->n_receive <= SDP_CODECS);
	FUZZ_HOLDS(a->send.payload_type >= 0 && a->send.payload_type <= 127);
	FUZZ_HOLDS(a->ptime_ms >= 10 && a->ptime_ms <= 60);
	FUZZ_HOLDS(a->ptime_ms % 10 == 0);
	FUZZ_HOLDS(a->remote_port > 0 && a->remote_port <= 65535);
	FUZZ_HOLDS(a->remote_rtcp_port >= 0 && a->remote_rtcp_port <= 65535);
	FUZZ_HOLDS(a->send_event.payload_type >= -1 &&
		a->send_event.payload_type <= 127);
	FUZZ_HOLDS(a->n_receive_events >= 0 &&
		a->n_receive_events <= SDP_EVENTS);
	FUZZ_HOLDS((a->send_event.payload_type < 0) == !a->n_receive_events);
	FUZZ_HOLDS(a->receive_noise_type >= -1 && a->receive_noise_type <= 127);
	FUZZ_HOLDS(a->send_noise_type < 0 ||
		a->send.rate_hz == 8000);
	FUZZ_HOLDS(a->ice || inet_pton(AF_INET, a->remote_address, bytes) == 1 ||
		inet_pton(AF_INET6, a->remote_address, bytes) == 1);
}

static void check_later_offer(const struct sdp_local *local, const char *former,
	int lines)
{
	struct sdp_local later = *local;
	struct description d;
	char why[SDP_WHY], *offer;

	later.former = former;
	later.version++;
	offer = offer_make(&later);
	FUZZ_HOLDS(!description_parse(&d, offer, strlen(offer), why));
	FUZZ_HOLDS(d.n == lines);
	description_clear(&d);
	free(offer);
}

/* As many m= lines as the offer, one of them with a port. */
static void check_answer(const struct sdp_local *local, const char *answer,
	const char *offer, size_t n)
{
	struct description d, of;
	char why[SDP_WHY];
	int used = 0;

	FUZZ_HOLDS(!description_parse(&d, answer, strlen(answer), why));
	FUZZ_HOLDS(!description_parse(&of, offer, n, why));
	FUZZ_HOLDS(d.n == of.n);
	for (int i = 0; i < d.n; i++) {
		FUZZ_HOLDS(!strcmp(d.media[i].protocol, of.media[i].protocol));
		used += d.media[i].port != 0;
	}
	FUZZ_HOLDS(used == 1);
	check_later_offer(local, answer, d.n);
	description_clear(&d);
	description_clear(&of);
}

static void as_offer(const struct sdp_local *local, const char *text, size_t n)
{
	char why[SDP_WHY] = "", *answer = NULL;
	struct agreement a;
	int status = answer_make(local, text, n, &answer, &a, why);

	check_status(status, why);
	if (status)
		return;
	check_agreement(local, &a);
	check_answer(local, answer, text, n);
	free(answer);
}

static void as_answer(const struct sdp_local *local, const char *text, size_t n)
{
	char why[SDP_WHY] = "";
	struct agreement a;
	int status = answer_read(local, text, n, &a, why);

	check_status(status, why);
	if (!status)
		check_agreement(local, &a);
}

/* Whatever may be encrypted, and how. */
static void with_keys(const struct sdp_local *clear, const char *text, size_t n)
{
	struct sdp_local local = *clear;
	struct sdp_security s = { .fingerprint.hash = SDP_SHA_256 };

	for (int i = SDP_CLEAR + 1; i < SDP_SUITES; i++) {
		s.ours[i].tag = i;
		s.ours[i].suite = i;
		memset(s.ours[i].key, 'a' + i, SDP_KEY_MAX);
	}
	local.security = &s;
	for (int how = 0; how < 12; how++) {
		s.srtp = (enum sdp_srtp)(how % 3);
		s.sdes = how / 3 & 1;
		s.dtls = how / 6;
		s.sdes_unwanted = s.dtls && !s.sdes;
		as_offer(&local, text, n);
		as_answer(&local, text, n);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct sdp_local local = {
		.capability = &ours, .address = "192.0.2.1", .port = 4000,
		.session_id = 1, .version = 1, .direction = SDP_SENDRECV,
	};
	const struct sdp_ice ice = { .ufrag = "ours", .n = 1,
		.pwd = "0123456789abcdefghijkl", .candidates = { {
			"1", 1, 7, SDP_HOST, "192.0.2.1", 4000, "", 0 } } };
	const char *text = (const char *)data;

	as_offer(&local, text, n);
	as_answer(&local, text, n);
	local.address = "2001:db8::5";
	local.direction = SDP_SENDONLY;
	local.ice = &ice;
	as_offer(&local, text, n);
	as_answer(&local, text, n);
	local.address = "192.0.2.1";
	local.ice = NULL;
	with_keys(&local, text, n);
	return 0;
}
