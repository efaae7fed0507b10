/* Their offer and our wishes become our answer (RFC 3264 6). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "sdp_support.h"

static char why[SDP_WHY];
static struct agreement agreed;

/* The text of the answer, to be freed; NULL: refused with this status. */
static char *answer_as(const struct sdp_local *local, const char *offer,
	int status)
{
	char *text = NULL;

	why[0] = '\0';
	assert_int_equal(answer_make(local, offer, strlen(offer), &text, &agreed,
		why), status);
	return text;
}

static char *answer(const char *offer)
{
	return answer_as(&here, offer, 0);
}

static void an_answer_is_whole(void **state)
{
	char *text = answer(HEAD "m=audio 5000 RTP/AVP 8 101\r\n"
		"a=rtpmap:101 telephone-event/8000\r\n");

	(void)state;
	assert_string_equal(text,
		"v=0\r\no=- 17 1 IN IP4 192.0.2.1\r\ns=-\r\n"
		"c=IN IP4 192.0.2.1\r\nt=0 0\r\n"
		"m=audio 4000 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"
		"a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n"
		"a=ptime:20\r\na=sendrecv\r\n");
	assert_string_equal(agreed.remote_address, "192.0.2.9");
	assert_int_equal(agreed.remote_port, 5000);
	assert_int_equal(agreed.remote_rtcp_port, 5001);
	assert_int_equal(agreed.send_event.payload_type, 101);
	assert_int_equal(agreed.receive_events[0].payload_type, 101);
	free(text);
}

static void codecs_keep_the_order_and_numbers_of_the_offer(void **state)
{
	static const struct { const char *media, *line, *name; int type; } cases[] = {
		{ "m=audio 5000 RTP/AVP 0 8\r\n",
		  "m=audio 4000 RTP/AVP 0 8", "PCMU", 0 },
		{ "m=audio 5000 RTP/AVP 8 0\r\n",
		  "m=audio 4000 RTP/AVP 8 0", "PCMA", 8 },
		{ "m=audio 5000 RTP/AVP 9 18 3 0\r\n",
		  "m=audio 4000 RTP/AVP 0", "PCMU", 0 },
		{ "m=audio 5000 RTP/AVP 111 97 13\r\n"
		  "a=rtpmap:111 opus/48000/2\r\na=rtpmap:97 pcma/8000/1\r\n",
		  "m=audio 4000 RTP/AVP 97 13", "PCMA", 97 },
		{ "m=audio 5000 RTP/AVP 96 8\r\na=rtpmap:96 PCMU/16000\r\n",
		  "m=audio 4000 RTP/AVP 8", "PCMA", 8 },
		{ "m=audio 5000 RTP/AVPF 0\r\na=rtcp-fb:* nack\r\n",
		  "m=audio 4000 RTP/AVPF 0", "PCMU", 0 },
	};
	char offer[512];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *text;

		snprintf(offer, sizeof offer, HEAD "%s", cases[i].media);
		text = answer(offer);
		assert_string_equal(line_of(text, "m="), cases[i].line);
		assert_string_equal(agreed.send.name, cases[i].name);
		assert_int_equal(agreed.send.payload_type, cases[i].type);
		assert_int_equal(agreed.send_event.payload_type, -1);
		free(text);
	}
}

static void directions_are_answered_by_their_counterpart(void **state)
{
	static const struct {
		enum sdp_direction want;
		const char *session, *media, *line;
		enum sdp_direction theirs, ours;
	} cases[] = {
		{ SDP_SENDRECV, "", "", "a=sendrecv",
		  SDP_SENDRECV, SDP_SENDRECV },
		{ SDP_SENDRECV, "", "a=sendonly\r\n", "a=recvonly",
		  SDP_SENDONLY, SDP_RECVONLY },
		{ SDP_SENDRECV, "a=sendonly\r\n", "", "a=recvonly",
		  SDP_SENDONLY, SDP_RECVONLY },
		{ SDP_SENDRECV, "a=inactive\r\n", "a=sendrecv\r\n", "a=sendrecv",
		  SDP_SENDRECV, SDP_SENDRECV },
		{ SDP_SENDRECV, "", "a=recvonly\r\n", "a=sendonly",
		  SDP_RECVONLY, SDP_SENDONLY },
		{ SDP_SENDRECV, "", "a=inactive\r\n", "a=inactive",
		  SDP_INACTIVE, SDP_INACTIVE },
		{ SDP_SENDRECV, "", "c=IN IP4 0.0.0.0\r\n", "a=recvonly",
		  SDP_SENDONLY, SDP_RECVONLY },
		{ SDP_SENDRECV, "", "c=IN IP4 0.0.0.0\r\na=recvonly\r\n",
		  "a=inactive", SDP_INACTIVE, SDP_INACTIVE },
		{ SDP_SENDONLY, "", "", "a=sendonly", SDP_SENDRECV, SDP_SENDONLY },
		{ SDP_SENDONLY, "", "a=sendonly\r\n", "a=inactive",
		  SDP_SENDONLY, SDP_INACTIVE },
		{ SDP_RECVONLY, "", "", "a=recvonly", SDP_SENDRECV, SDP_RECVONLY },
		{ SDP_INACTIVE, "", "", "a=inactive", SDP_SENDRECV, SDP_INACTIVE },
	};
	char offer[512];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct sdp_local local = here;
		char *text;

		local.direction = cases[i].want;
		snprintf(offer, sizeof offer, HEAD "%sm=audio 5000 RTP/AVP 0\r\n%s",
			cases[i].session, cases[i].media);
		text = answer_as(&local, offer, 0);
		assert_non_null(line_of(text, cases[i].line));
		assert_int_equal(agreed.theirs, cases[i].theirs);
		assert_int_equal(agreed.direction, cases[i].ours);
		free(text);
	}
}

static void every_line_of_the_offer_is_answered_in_order(void **state)
{
	char *text = answer(HEAD "m=video 6000 RTP/AVP 96 97\r\n"
		"a=rtpmap:96 H264/90000\r\n"
		"m=audio 0 RTP/AVP 0\r\nm=audio 5000 RTP/SAVP 0\r\n"
		"m=audio 5002 RTP/AVP 8\r\nm=audio 5004 RTP/AVP 0\r\n"
		"m=image 5006 udptl t38\r\nm=message 7 TCP/MSRP *\r\n");

	(void)state;
	assert_string_equal(strstr(text, "m="),
		"m=video 0 RTP/AVP 96\r\nm=audio 0 RTP/AVP 0\r\n"
		"m=audio 0 RTP/SAVP 0\r\nm=audio 4000 RTP/AVP 8\r\n"
		"a=rtpmap:8 PCMA/8000\r\na=ptime:20\r\na=sendrecv\r\n"
		"m=audio 0 RTP/AVP 0\r\nm=image 0 udptl t38\r\n"
		"m=message 0 TCP/MSRP *\r\n");
	assert_int_equal(agreed.remote_port, 5002);
	free(text);
}

static void packet_time_is_honoured_within_what_can_be_sent(void **state)
{
	static const struct { const char *lines; int ptime; } cases[] = {
		{ "", 20 }, { "a=ptime:10\r\n", 10 }, { "a=ptime:60\r\n", 60 },
		{ "a=ptime:25\r\n", 20 }, { "a=ptime:5\r\n", 20 },
		{ "a=ptime:61\r\n", 20 }, { "a=ptime:0\r\n", 20 },
		{ "a=maxptime:10\r\n", 10 }, { "a=maxptime:15\r\n", 10 },
		{ "a=ptime:40\r\na=maxptime:30\r\n", 30 },
		{ "a=maxptime:240\r\n", 20 }, { "a=maxptime:5\r\n", 20 },
	};
	char offer[512];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(offer, sizeof offer, HEAD "m=audio 5000 RTP/AVP 0\r\n%s",
			cases[i].lines);
		free(answer(offer));
		assert_int_equal(agreed.ptime_ms, cases[i].ptime);
	}
}

static void rtcp_goes_where_they_say_or_one_port_up(void **state)
{
	(void)state;
	free(answer(HEAD "m=audio 5000 RTP/AVP 0\r\na=rtcp:6001\r\n"));
	assert_int_equal(agreed.remote_rtcp_port, 6001);
	free(answer(HEAD "m=audio 65535 RTP/AVP 0\r\n"));
	assert_int_equal(agreed.remote_rtcp_port, 0);
}

static void events_are_answered_with_their_number_at_the_codecs_clock(void **state)
{
	char *text = answer(HEAD "m=audio 5000 RTP/AVP 0 110 96\r\n"
		"a=rtpmap:110 telephone-event/48000\r\n"
		"a=rtpmap:96 telephone-event/8000\r\na=fmtp:96 0-15\r\n");

	(void)state;
	assert_string_equal(line_of(text, "m="), "m=audio 4000 RTP/AVP 0 96");
	assert_string_equal(line_of(text, "a=fmtp"), "a=fmtp:96 0-16");
	assert_int_equal(agreed.send_event.payload_type, 96);
	assert_int_equal(agreed.n_receive, 1);
	free(text);
}

static char *wide_answer(const char *offer)
{
	struct sdp_local local = here;

	local.capability = &wide;
	return answer_as(&local, offer, 0);
}

#define OPUS "a=rtpmap:96 opus/48000/2\r\n"
#define EVENTS "a=rtpmap:100 telephone-event/48000\r\n" \
	"a=rtpmap:101 telephone-event/8000\r\n"

/* Whichever codec is sent, keys run on its clock. */
static void each_clock_has_its_events(void **state)
{
	static const struct { const char *media, *line; int type, rate_hz; }
	cases[] = {
		{ "m=audio 5000 RTP/AVP 96 9 101 100\r\n" OPUS EVENTS,
		  "m=audio 4000 RTP/AVP 96 9 101 100", 100, 48000 },
		{ "m=audio 5000 RTP/AVP 9 96 100 101\r\n" OPUS EVENTS,
		  "m=audio 4000 RTP/AVP 9 96 100 101", 101, 8000 },
		{ "m=audio 5000 RTP/AVP 96 101 100\r\n" OPUS EVENTS,
		  "m=audio 4000 RTP/AVP 96 100", 100, 48000 },
		{ "m=audio 5000 RTP/AVP 96 101\r\n" OPUS EVENTS,
		  "m=audio 4000 RTP/AVP 96 101", 101, 8000 },
		{ "m=audio 5000 RTP/AVP 9 100\r\n" EVENTS,
		  "m=audio 4000 RTP/AVP 9", -1, 0 },
	};
	char offer[512];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *text;

		snprintf(offer, sizeof offer, HEAD "%s", cases[i].media);
		text = wide_answer(offer);
		assert_string_equal(line_of(text, "m="), cases[i].line);
		assert_int_equal(agreed.send_event.payload_type, cases[i].type);
		assert_int_equal(agreed.send_event.rate_hz, cases[i].rate_hz);
		free(text);
	}
}

static void comfort_noise_is_taken_and_sent_only_where_it_is_wanted(void **state)
{
	static const char offer[] = HEAD "m=audio 5000 RTP/AVP 0 9 13\r\n";
	char *text = answer(offer);

	(void)state;
	assert_string_equal(line_of(text, "m="), "m=audio 4000 RTP/AVP 0 13");
	assert_int_equal(agreed.receive_noise_type, 13);
	assert_int_equal(agreed.send_noise_type, -1);
	free(text);
	text = wide_answer(offer);
	assert_string_equal(line_of(text, "m="), "m=audio 4000 RTP/AVP 9 13");
	assert_string_equal(line_of(text, "a=rtpmap:13"),
		"a=rtpmap:13 CN/8000");
	assert_int_equal(agreed.send_noise_type, 13);
	free(text);
}

/* Opus and G.729 tell of pauses in their own way. */
static void comfort_noise_has_nothing_to_do_with_opus_and_g729(void **state)
{
	char *text = wide_answer(HEAD "m=audio 5000 RTP/AVP 96 18 13\r\n"
		OPUS);

	(void)state;
	assert_string_equal(line_of(text, "m="), "m=audio 4000 RTP/AVP 96 18");
	assert_int_equal(agreed.receive_noise_type, -1);
	free(text);
	text = wide_answer(HEAD "m=audio 5000 RTP/AVP 96 9 13\r\n" OPUS);
	assert_int_equal(agreed.receive_noise_type, 13);
	assert_int_equal(agreed.send_noise_type, -1);
	free(text);
}

static void annex_b_is_answered_as_it_was_offered(void **state)
{
	static const struct { const char *fmtp, *line; } cases[] = {
		{ "", "a=fmtp:18 annexb=yes" },
		{ "a=fmtp:18 annexb=yes\r\n", "a=fmtp:18 annexb=yes" },
		{ "a=fmtp:18 annexb=no\r\n", "a=fmtp:18 annexb=no" },
		{ "a=fmtp:18 bitrate=8; AnnexB = no\r\n",
		  "a=fmtp:18 annexb=no" },
	};
	char offer[512];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *text;

		snprintf(offer, sizeof offer, HEAD
			"m=audio 5000 RTP/AVP 18\r\n%s", cases[i].fmtp);
		text = wide_answer(offer);
		assert_string_equal(line_of(text, "a=fmtp"), cases[i].line);
		free(text);
	}
}

static void their_wishes_are_kept_with_what_we_send(void **state)
{
	static const char wishes[] = "maxplaybackrate=48000; "
		"sprop-maxcapturerate=48000; maxaveragebitrate=510000; "
		"stereo=0; sprop-stereo=0; cbr=0; useinbandfec=1; usedtx=0";
	char offer[512], *text;

	(void)state;
	snprintf(offer, sizeof offer, HEAD "m=audio 5000 RTP/AVP 96\r\n" OPUS
		"a=fmtp:96 %s\r\na=maxptime:60\r\n", wishes);
	text = wide_answer(offer);
	assert_string_equal(line_of(text, "a=fmtp"),
		"a=fmtp:96 useinbandfec=1");
	assert_string_equal(agreed.send.fmtp, wishes);
	assert_string_equal(agreed.receive[0].fmtp, "useinbandfec=1");
	assert_int_equal(agreed.max_ptime_ms, 60);
	free(text);
}

static void events_are_left_out_where_we_do_not_want_them(void **state)
{
	struct capability silent = g711;
	struct sdp_local local = here;
	char *text;

	(void)state;
	silent.telephone_event = false;
	local.capability = &silent;
	text = answer_as(&local, HEAD "m=audio 5000 RTP/AVP 0 101\r\n"
		"a=rtpmap:101 telephone-event/8000\r\n", 0);
	assert_string_equal(line_of(text, "m="), "m=audio 4000 RTP/AVP 0");
	assert_int_equal(agreed.n_receive_events, 0);
	free(text);
}

static void an_offer_over_ipv6_is_answered_over_ipv6(void **state)
{
	struct sdp_local local = here;
	char *text;

	(void)state;
	local.address = "2001:db8::5";
	text = answer_as(&local, "v=0\nm=audio 5000 RTP/AVP 0\n"
		"c=IN IP6 2001:db8::9\n", 0);
	assert_string_equal(line_of(text, "c="), "c=IN IP6 2001:db8::5");
	assert_string_equal(line_of(text, "o="), "o=- 17 1 IN IP6 2001:db8::5");
	assert_string_equal(agreed.remote_address, "2001:db8::9");
	free(text);
}

static void an_offer_without_a_common_ground_is_refused_with_the_cause(void **state)
{
	static const struct { int status; const char *offer, *why; } cases[] = {
		{ 488, HEAD, "the offer has no audio" },
		{ 488, HEAD "m=video 6000 RTP/AVP 96\r\n", "has no audio" },
		{ 488, HEAD "m=audio 0 RTP/AVP 0\r\n", "refused (port 0)" },
		{ 488, HEAD "m=audio 5000 RTP/AVP 9 96 101\r\n"
		  "a=rtpmap:96 opus/48000/2\r\n"
		  "a=rtpmap:101 telephone-event/8000\r\n",
		  "no codec in common (theirs: G722, opus)" },
		{ 488, HEAD "m=audio 5000 RTP/AVP 96\r\n", "none that is known" },
		{ 488, HEAD "m=audio 5000 RTP/SAVP 0\r\n",
		  "they insist on encryption (RTP/SAVP)" },
		{ 488, HEAD "m=audio 5000 RTP/Savp 0\r\n",
		  "they insist on encryption (RTP/Savp)" },
		{ 488, HEAD "m=audio 5000 TCP/RTP/AVP 0\r\n", "TCP/RTP/AVP" },
		{ 488, HEAD "m=audio 5000 RTP/AVP 0\r\nc=IN IP4 a.example.net\r\n",
		  "no single IP address" },
		{ 488, HEAD "m=audio 5000 RTP/AVP 0\r\nc=IN IP6 2001:db8::1\r\n",
		  "at an IPv6 address, this call is on IPv4" },
		{ 400, "v=0\r\nm=audio 5000 RTP/AVP 0\r\n", "no c= line" },
		{ 400, "hello", "line 1" },
		{ 400, HEAD "m=audio -5 RTP/AVP 0\r\n", "line 6: the port" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_null(answer_as(&here, cases[i].offer, cases[i].status));
		if (!strstr(why, cases[i].why))
			fail_msg("'%s' does not hold '%s'", why, cases[i].why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_is_whole),
		cmocka_unit_test(codecs_keep_the_order_and_numbers_of_the_offer),
		cmocka_unit_test(directions_are_answered_by_their_counterpart),
		cmocka_unit_test(every_line_of_the_offer_is_answered_in_order),
		cmocka_unit_test(packet_time_is_honoured_within_what_can_be_sent),
		cmocka_unit_test(rtcp_goes_where_they_say_or_one_port_up),
		cmocka_unit_test(events_are_answered_with_their_number_at_the_codecs_clock),
		cmocka_unit_test(each_clock_has_its_events),
		cmocka_unit_test(
			comfort_noise_is_taken_and_sent_only_where_it_is_wanted),
		cmocka_unit_test(
			comfort_noise_has_nothing_to_do_with_opus_and_g729),
		cmocka_unit_test(annex_b_is_answered_as_it_was_offered),
		cmocka_unit_test(their_wishes_are_kept_with_what_we_send),
		cmocka_unit_test(events_are_left_out_where_we_do_not_want_them),
		cmocka_unit_test(an_offer_over_ipv6_is_answered_over_ipv6),
		cmocka_unit_test(an_offer_without_a_common_ground_is_refused_with_the_cause),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
