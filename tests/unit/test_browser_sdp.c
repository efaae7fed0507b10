/* What a browser offers and answers, and what it gets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "browser_sdp.h"
#include "sdp_support.h"

#define PRINT "a=fingerprint:sha-256 73:00:01:02:03:04:05:06:07:08:09:0A:0B:" \
	"0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E\r\n"

static char why[SDP_WHY];
static struct agreement agreed;

static const struct sdp_security by_dtls = {
	.srtp = SDP_SRTP_OPTIONAL, .dtls = true, .tls_id = "our-id-0000000000001",
};

static struct sdp_local with(const struct capability *c)
{
	struct sdp_local local = here;

	local.capability = c;
	local.security = &by_dtls;
	return local;
}

static const struct capability *all(void)
{
	static struct capability c;

	c = wide;
	c.rtcp = (struct sdp_rtcp){ .mux = true, .reduced = true,
		.receiver_time = true, .voip_metrics = true };
	return &c;
}

static char *answer(const char *offer)
{
	struct sdp_local local = with(all());
	char *text;

	assert_int_equal(answer_make(&local, offer, strlen(offer), &text,
		&agreed, why), 0);
	return text;
}

static void a_browser_gets_the_answer_that_it_needs(void **state)
{
	char *text = answer(browser_offer);

	(void)state;
	assert_string_equal(line_of(text, "a=group"), "a=group:BUNDLE 0");
	assert_string_equal(line_of(text, "m="),
		"m=audio 4000 UDP/TLS/RTP/SAVPF 111 9 13 110 126");
	assert_string_equal(line_of(text, "a=mid"), "a=mid:0");
	assert_string_equal(line_of(text, "a=setup"), "a=setup:active");
	assert_non_null(line_of(text, "a=fingerprint:sha-256 "));
	assert_non_null(line_of(text, "a=rtcp-mux"));
	assert_non_null(line_of(text, "a=rtcp-rsize"));
	assert_non_null(line_of(text, "a=sendrecv"));
	assert_non_null(line_of(text, "a=rtpmap:111 opus/48000/2"));
	assert_non_null(line_of(text, "a=rtpmap:110 telephone-event/48000"));
	assert_null(line_of(text, "a=rtcp-fb"));
	assert_null(line_of(text, "a=extmap"));
	assert_null(line_of(text, "a=tls-id"));
	free(text);
}

static void and_we_know_what_it_wants(void **state)
{
	(void)state;
	free(answer(browser_offer));
	assert_true(agreed.dtls && agreed.client && !agreed.held);
	assert_int_equal(agreed.their_dtls.n, 1);
	assert_int_equal(agreed.their_dtls.prints[0].bytes[0], 0x73);
	assert_string_equal(agreed.send.name, "opus");
	assert_int_equal(agreed.send_event.payload_type, 110);
	assert_int_equal(agreed.send_event.rate_hz, 48000);
	assert_true(agreed.rtcp.mux);
	/* its address is not known yet: that is no hold */
	assert_int_equal(agreed.direction, SDP_SENDRECV);
	assert_int_equal(agreed.theirs, SDP_SENDRECV);
}

static void video_is_declined_in_its_place_and_left_out_of_the_bundle(
	void **state)
{
	char *text = answer(browser_offer_of_both);

	(void)state;
	assert_string_equal(line_of(text, "a=group"), "a=group:BUNDLE 0");
	assert_string_equal(line_of(text, "m=video"),
		"m=video 0 UDP/TLS/RTP/SAVPF 96");
	assert_true(strstr(text, "m=audio") < strstr(text, "m=video"));
	assert_true(strstr(text, "m=video") < strstr(text, "a=mid:1"));
	assert_null(line_of(strstr(text, "m=video"), "a=fingerprint"));
	free(text);
}

static void our_next_offer_keeps_its_names(void **state)
{
	char *first = answer(browser_offer_of_both), *second;
	struct sdp_local local = with(all());

	(void)state;
	local.former = first;
	second = offer_make(&local);
	assert_string_equal(line_of(second, "a=group"), "a=group:BUNDLE 0");
	assert_string_equal(line_of(second, "a=mid"), "a=mid:0");
	assert_non_null(line_of(second, "m=video 0 UDP/TLS/RTP/SAVPF 96"));
	assert_non_null(strstr(second, "a=mid:1"));
	assert_string_equal(line_of(second, "m=audio"),
		"m=audio 4000 UDP/TLS/RTP/SAVPF 111 9 18 13 126 110");
	assert_string_equal(line_of(second, "a=setup"), "a=setup:actpass");
	free(first);
	free(second);
}

static void the_answer_of_a_browser_is_taken(void **state)
{
	struct sdp_local local = with(all());

	(void)state;
	assert_int_equal(answer_read(&local, browser_answer,
		strlen(browser_answer), &agreed, why), 0);
	assert_true(agreed.dtls && !agreed.client);
	assert_int_equal(agreed.direction, SDP_SENDRECV);
	assert_true(agreed.rtcp.mux && agreed.rtcp.reduced);
	assert_string_equal(agreed.send.name, "opus");
	assert_int_equal(agreed.send_event.rate_hz, 48000);
}

static void a_held_call_stays_without_video(void **state)
{
	char *first = answer(browser_offer_of_both), *text;
	struct sdp_local local = with(all());

	(void)state;
	local.former = first;
	assert_int_equal(answer_make(&local, browser_hold, strlen(browser_hold),
		&text, &agreed, why), 0);
	assert_int_equal(agreed.theirs, SDP_SENDONLY);
	assert_non_null(line_of(text, "a=recvonly"));
	assert_string_equal(line_of(text, "a=group"), "a=group:BUNDLE 0");
	assert_string_equal(line_of(text, "m=video"),
		"m=video 0 UDP/TLS/RTP/SAVPF 96");
	free(first);
	free(text);
}

/* Those of IPv6 beside those of IPv4; none of TCP. */
static void its_candidates_are_taken(void **state)
{
	static const struct sdp_ice ours = { .ufrag = "8hhY",
		.pwd = "asd88fgpdd777uzjYhagZg" };
	struct sdp_local local = with(all());
	char *text;

	(void)state;
	local.ice = &ours;
	assert_int_equal(answer_make(&local, browser_hold, strlen(browser_hold),
		&text, &agreed, why), 0);
	assert_true(agreed.ice && !agreed.ice_mismatch);
	assert_int_equal(agreed.their_ice.n, 4);
	free(text);
	/* names alone: it is found by the checks that it makes */
	assert_int_equal(answer_make(&local, browser_offer,
		strlen(browser_offer), &text, &agreed, why), 0);
	assert_true(agreed.ice && !agreed.ice_mismatch);
	assert_int_equal(agreed.their_ice.n, 0);
	free(text);
}

static void a_browser_encrypts_where_it_need_not(void **state)
{
	const char *answer = browser_opportunistic_answer;
	struct sdp_local local = with(all());

	(void)state;
	assert_int_equal(answer_read(&local, answer, strlen(answer), &agreed,
		why), 0);
	assert_true(agreed.dtls && !agreed.client && agreed.rtcp.mux);
	assert_int_equal(agreed.theirs, SDP_SENDRECV);
}

/* RFC 8858: it has no other way for RTCP. */
static void rtcp_by_one_port_may_be_all_there_is(void **state)
{
	static const char offer[] = HEAD "m=audio 5000 RTP/AVP 0\r\n"
		"a=rtcp-mux-only\r\n";
	struct sdp_local local = here;
	struct capability c = g711;
	char *text;

	(void)state;
	c.rtcp.mux = true;
	local.capability = &c;
	assert_int_equal(answer_make(&local, offer, strlen(offer), &text,
		&agreed, why), 0);
	assert_non_null(line_of(text, "a=rtcp-mux"));
	assert_int_equal(agreed.remote_rtcp_port, 5000);
	free(text);
}

static void names_of_lines_are_taken_as_they_are(void **state)
{
	static const struct { const char *group, *mid; bool bundled; } cases[] = {
		{ "a=group:BUNDLE audio video\r\n", "audio", true },
		{ "a=group:BUNDLE audio2 video\r\n", "audio", false },
		{ "a=group:BUNDLE AUDIO\r\n", "audio", false },
		{ "a=group:LS audio video\r\n", "audio", false },
		{ "a=group:BUNDLE\r\n", "audio", false },
		{ "", "audio", false },
	};
	char offer[512], *text;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(offer, sizeof offer, HEAD "%sm=audio 5000 "
			"UDP/TLS/RTP/SAVPF 9\r\na=mid:%s\r\n" PRINT
			"a=setup:actpass\r\n", cases[i].group, cases[i].mid);
		text = answer(offer);
		assert_string_equal(line_of(text, "a=mid"), "a=mid:audio");
		if (cases[i].bundled)
			assert_string_equal(line_of(text, "a=group"),
				"a=group:BUNDLE audio");
		else
			assert_null(line_of(text, "a=group"));
		free(text);
	}
}

/* linphone, which hears nobody in a group who does not say his mid in packets
 * (RFC 8843 14). */
static void who_is_no_browser_is_answered_without_a_group(void **state)
{
	static const char *const profiles[] = { "RTP/AVP 9",
		"UDP/TLS/RTP/SAVP 9" };
	char offer[512], *text;

	(void)state;
	for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
		snprintf(offer, sizeof offer, HEAD "a=group:BUNDLE as\r\n"
			"m=audio 5000 %s\r\na=mid:as\r\na=rtcp-mux\r\n"
			PRINT "a=setup:actpass\r\n", profiles[i]);
		text = answer(offer);
		assert_null(line_of(text, "a=group"));
		assert_string_equal(line_of(text, "a=mid"), "a=mid:as");
		assert_non_null(line_of(text, "a=rtcp-mux"));
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_browser_gets_the_answer_that_it_needs),
		cmocka_unit_test(and_we_know_what_it_wants),
		cmocka_unit_test(video_is_declined_in_its_place_and_left_out_of_the_bundle),
		cmocka_unit_test(our_next_offer_keeps_its_names),
		cmocka_unit_test(the_answer_of_a_browser_is_taken),
		cmocka_unit_test(a_held_call_stays_without_video),
		cmocka_unit_test(its_candidates_are_taken),
		cmocka_unit_test(a_browser_encrypts_where_it_need_not),
		cmocka_unit_test(rtcp_by_one_port_may_be_all_there_is),
		cmocka_unit_test(names_of_lines_are_taken_as_they_are),
		cmocka_unit_test(who_is_no_browser_is_answered_without_a_group),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
