/* Our offer, and what their answer to it means (RFC 3264 5, 7, 8). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "sdp_support.h"

static char why[SDP_WHY];
static struct agreement agreed;

static int read_answer(const struct sdp_local *local, const char *answer)
{
	why[0] = '\0';
	return answer_read(local, answer, strlen(answer), &agreed, why);
}

static void an_offer_lists_what_we_can_best_first(void **state)
{
	char *text = offer_make(&here);

	(void)state;
	assert_string_equal(text,
		"v=0\r\no=- 17 1 IN IP4 192.0.2.1\r\ns=-\r\n"
		"c=IN IP4 192.0.2.1\r\nt=0 0\r\n"
		"m=audio 4000 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\n"
		"a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
		"a=fmtp:101 0-16\r\na=ptime:20\r\na=sendrecv\r\n");
	free(text);
}

static void dynamic_codecs_get_numbers_of_their_own(void **state)
{
	const struct capability many = {
		.codecs = {
			{ .name = "opus", .rate_hz = 48000, .channels = 2,
			  .payload_type = -1, .fmtp = "useinbandfec=1" },
			{ .name = "L16", .rate_hz = 8000, .channels = 1,
			  .payload_type = -1 },
			{ .name = "PCMA", .rate_hz = 8000, .channels = 1,
			  .payload_type = 8 },
		}, .n = 3, .ptime_ms = 20, .telephone_event = true,
	};
	struct sdp_local local = here;
	char *text;

	(void)state;
	local.capability = &many;
	text = offer_make(&local);
	assert_string_equal(line_of(text, "m="),
		"m=audio 4000 RTP/AVP 96 97 8 101 98");
	assert_non_null(line_of(text, "a=rtpmap:96 opus/48000/2"));
	assert_non_null(line_of(text, "a=rtpmap:101 telephone-event/8000"));
	assert_non_null(line_of(text, "a=rtpmap:98 telephone-event/48000"));
	assert_non_null(line_of(text, "a=fmtp:98 0-16"));
	assert_non_null(line_of(text, "a=fmtp:96 useinbandfec=1"));
	free(text);
}

static void the_longest_packet_is_said(void **state)
{
	struct capability c = g711;
	struct sdp_local local = here;
	char *text;

	(void)state;
	c.maxptime_ms = 120;
	local.capability = &c;
	text = offer_make(&local);
	assert_string_equal(line_of(text, "a=maxptime"), "a=maxptime:120");
	free(text);
}

static void an_answer_says_what_is_sent_and_received(void **state)
{
	(void)state;
	assert_int_equal(read_answer(&here, HEAD
		"m=audio 5000 RTP/AVP 8 97\r\na=rtpmap:8 PCMA/8000\r\n"
		"a=rtpmap:97 telephone-event/8000\r\na=ptime:30\r\n"), 0);
	assert_string_equal(agreed.send.name, "PCMA");
	assert_int_equal(agreed.send.payload_type, 8);
	assert_int_equal(agreed.n_receive, 2);
	assert_string_equal(agreed.receive[0].name, "PCMU");
	assert_int_equal(agreed.send_event.payload_type, 97);
	assert_int_equal(agreed.receive_events[0].payload_type, 101);
	assert_int_equal(agreed.ptime_ms, 30);
	assert_int_equal(agreed.direction, SDP_SENDRECV);
	assert_int_equal(agreed.remote_port, 5000);
}

static void a_hold_is_what_both_say(void **state)
{
	static const struct {
		enum sdp_direction want;
		const char *answer;
		enum sdp_direction ours;
	} cases[] = {
		{ SDP_SENDONLY, "a=recvonly\r\n", SDP_SENDONLY },
		{ SDP_SENDONLY, "a=inactive\r\n", SDP_INACTIVE },
		{ SDP_SENDONLY, "a=sendrecv\r\n", SDP_SENDONLY },
		{ SDP_INACTIVE, "a=inactive\r\n", SDP_INACTIVE },
		{ SDP_SENDRECV, "a=sendonly\r\n", SDP_RECVONLY },
		{ SDP_SENDRECV, "", SDP_SENDRECV },
	};
	char answer[512];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct sdp_local local = here;

		local.direction = cases[i].want;
		snprintf(answer, sizeof answer, HEAD
			"m=audio 5000 RTP/AVP 0\r\n%s", cases[i].answer);
		assert_int_equal(read_answer(&local, answer), 0);
		assert_int_equal(agreed.direction, cases[i].ours);
	}
}

static void an_answer_that_does_not_fit_is_refused(void **state)
{
	static const struct { int status; const char *answer, *why; } cases[] = {
		{ 400, HEAD, "has 0 m= lines, the offer had 1" },
		{ 400, HEAD "m=audio 5000 RTP/AVP 0\r\nm=video 0 RTP/AVP 34\r\n",
		  "has 2 m= lines, the offer had 1" },
		{ 400, HEAD "m=video 5000 RTP/AVP 0\r\n", "not those of the offer" },
		{ 400, "", "empty" },
		{ 400, HEAD "m=audio 5000 RTP/AVP\r\n", "line 6" },
		{ 488, HEAD "m=audio 0 RTP/AVP 0\r\n", "refused (port 0)" },
		{ 488, HEAD "m=audio 5000 RTP/AVP 18\r\n",
		  "no codec in common (theirs: G729)" },
		{ 488, HEAD "m=audio 5000 RTP/SAVP 0\r\n", "RTP/SAVP" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(read_answer(&here, cases[i].answer),
			cases[i].status);
		if (!strstr(why, cases[i].why))
			fail_msg("'%s' does not hold '%s'", why, cases[i].why);
	}
}

static const char their_offer[] = HEAD
	"m=video 6000 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
	"m=audio 5000 RTP/AVP 8 100 101\r\na=rtpmap:101 opus/48000/2\r\n"
	"a=rtpmap:100 telephone-event/8000\r\n";

static void a_later_offer_keeps_lines_and_numbers(void **state)
{
	struct sdp_local local = here;
	char *first, *second;

	(void)state;
	assert_int_equal(answer_make(&local, their_offer, strlen(their_offer),
		&first, &agreed, why), 0);
	local.former = first;
	local.version++;
	local.direction = SDP_SENDONLY;
	second = offer_make(&local);
	assert_string_equal(line_of(second, "o="), "o=- 17 2 IN IP4 192.0.2.1");
	assert_string_equal(line_of(second, "m=video"), "m=video 0 RTP/AVP 96");
	assert_string_equal(line_of(second, "m=audio"),
		"m=audio 4000 RTP/AVP 0 8 100");
	assert_true(strstr(second, "m=video") < strstr(second, "m=audio"));
	assert_int_equal(read_answer(&local, HEAD "m=video 0 RTP/AVP 96\r\n"
		"m=audio 5000 RTP/AVP 8\r\na=recvonly\r\n"), 0);
	assert_int_equal(agreed.direction, SDP_SENDONLY);
	assert_int_equal(read_answer(&local, HEAD
		"m=audio 5000 RTP/AVP 8\r\na=recvonly\r\n"), 400);
	free(first);
	free(second);
}

static char *wide_offer(const struct capability *c, const char *former)
{
	struct sdp_local local = here;

	local.capability = c;
	local.former = former;
	return offer_make(&local);
}

static void pauses_are_offered_where_they_are_wanted(void **state)
{
	struct capability c = wide;
	char *text = wide_offer(&c, NULL);

	(void)state;
	assert_string_equal(line_of(text, "m="),
		"m=audio 4000 RTP/AVP 96 9 18 13 101 97");
	assert_string_equal(line_of(text, "a=rtpmap:13"),
		"a=rtpmap:13 CN/8000");
	free(text);
	c.n = 1;
	text = wide_offer(&c, NULL);
	assert_string_equal(line_of(text, "m="), "m=audio 4000 RTP/AVP 96 101");
	assert_non_null(line_of(text, "a=rtpmap:101 telephone-event/48000"));
	free(text);
}

/* RFC 3264 8.3.2: what a number means never changes in a dialog. */
static void numbers_stay_when_codecs_come_and_go(void **state)
{
	struct capability less = wide;
	char *first = wide_offer(&wide, NULL), *second, *third;

	(void)state;
	less.codecs[0] = wide.codecs[2];
	less.codecs[2] = wide.codecs[0];
	second = wide_offer(&less, first);
	assert_string_equal(line_of(second, "m="),
		"m=audio 4000 RTP/AVP 18 9 96 13 101 97");
	less.codecs[2] = (struct sdp_codec){ .name = "L16", .rate_hz = 16000,
		.channels = 1, .payload_type = -1 };
	third = wide_offer(&less, second);
	assert_string_equal(line_of(third, "m="),
		"m=audio 4000 RTP/AVP 18 9 98 13 101 99");
	free(first);
	free(second);
	free(third);
}

/* Sound may change its type at any time: all that was offered is known. */
static void all_that_was_offered_may_come(void **state)
{
	struct sdp_local local = here;

	(void)state;
	local.capability = &wide;
	assert_int_equal(read_answer(&local, HEAD
		"m=audio 5000 RTP/AVP 111 9 110\r\n"
		"a=rtpmap:111 opus/48000/2\r\na=fmtp:111 usedtx=1\r\n"
		"a=rtpmap:110 telephone-event/48000\r\na=ptime:60\r\n"), 0);
	assert_int_equal(agreed.send.payload_type, 111);
	assert_string_equal(agreed.send.fmtp, "usedtx=1");
	assert_int_equal(agreed.n_receive, 3);
	assert_int_equal(agreed.receive[0].payload_type, 96);
	assert_int_equal(agreed.receive[2].payload_type, 18);
	assert_int_equal(agreed.send_event.payload_type, 110);
	assert_int_equal(agreed.n_receive_events, 2);
	assert_int_equal(agreed.receive_events[0].payload_type, 101);
	assert_int_equal(agreed.receive_events[1].payload_type, 97);
	assert_int_equal(agreed.receive_events[1].rate_hz, 48000);
	assert_int_equal(agreed.receive_noise_type, 13);
	assert_int_equal(agreed.send_noise_type, -1);
	assert_int_equal(agreed.ptime_ms, 60);
}

static void our_own_answer_agrees_with_our_own_offer(void **state)
{
	struct sdp_local there = here;
	struct agreement other;
	char *offer = offer_make(&here), *text;

	(void)state;
	there.address = "192.0.2.2";
	there.port = 4002;
	assert_int_equal(answer_make(&there, offer, strlen(offer), &text, &other,
		why), 0);
	assert_int_equal(read_answer(&here, text), 0);
	assert_int_equal(agreed.send.payload_type, other.receive[0].payload_type);
	assert_int_equal(agreed.send_event.payload_type, other.receive_events[0].payload_type);
	assert_string_equal(agreed.remote_address, "192.0.2.2");
	assert_string_equal(other.remote_address, "192.0.2.1");
	free(offer);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_offer_lists_what_we_can_best_first),
		cmocka_unit_test(dynamic_codecs_get_numbers_of_their_own),
		cmocka_unit_test(the_longest_packet_is_said),
		cmocka_unit_test(an_answer_says_what_is_sent_and_received),
		cmocka_unit_test(a_hold_is_what_both_say),
		cmocka_unit_test(an_answer_that_does_not_fit_is_refused),
		cmocka_unit_test(a_later_offer_keeps_lines_and_numbers),
		cmocka_unit_test(pauses_are_offered_where_they_are_wanted),
		cmocka_unit_test(numbers_stay_when_codecs_come_and_go),
		cmocka_unit_test(all_that_was_offered_may_come),
		cmocka_unit_test(our_own_answer_agrees_with_our_own_offer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
