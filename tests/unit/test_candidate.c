/* What descriptions say of ICE: candidates, credentials, and who goes on
 * without. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "sdp_support.h"

#define CREDENTIALS "a=ice-ufrag:8hhY\r\na=ice-pwd:asd88fgpdd777uzjYhagZg\r\n"
#define AUDIO "m=audio 5000 RTP/AVP 0\r\n"
#define HOST "a=candidate:1 1 UDP 2130706431 192.0.2.9 5000 typ host\r\n"
#define HOST_RTCP "a=candidate:1 2 UDP 2130706430 192.0.2.9 5001 typ host\r\n"
#define OUTSIDE "a=candidate:2 1 udp 1694498815 198.51.100.3 45664 typ srflx " \
	"raddr 10.0.1.1 rport 8998 generation 0 network-id 1\r\n"

static const struct sdp_ice ours = {
	.ufrag = "ours", .pwd = "0123456789abcdefghijkl", .n = 3,
	.candidates = {
		{ "1", 1, 2130706431, SDP_HOST, "192.0.2.1", 4000, "", 0 },
		{ "1", 2, 2130706430, SDP_HOST, "192.0.2.1", 4007, "", 0 },
		{ "2", 1, 1694498815, SDP_SRFLX, "198.51.100.1", 6000,
		  "192.0.2.1", 4000 },
	},
};

static struct capability phone;
static struct sdp_local local;
static struct agreement agreed;
static char *text, why[SDP_WHY];

static int start(void **state)
{
	(void)state;
	phone = g711;
	local = here;
	local.capability = &phone;
	local.ice = &ours;
	local.rtcp_port = 4007;
	return 0;
}

static int finish(void **state)
{
	(void)state;
	free(text);
	text = NULL;
	return 0;
}

static void answer(const char *offer)
{
	assert_int_equal(answer_make(&local, offer, strlen(offer), &text,
		&agreed, why), 0);
}

static void an_offer_names_all_candidates(void **state)
{
	(void)state;
	text = offer_make(&local);
	assert_string_equal(line_of(text, "a=ice-ufrag"), "a=ice-ufrag:ours");
	assert_string_equal(line_of(text, "a=ice-options"),
		"a=ice-options:ice2");
	assert_string_equal(line_of(text, "a=candidate:1 2"),
		"a=candidate:1 2 UDP 2130706430 192.0.2.1 4007 typ host");
	assert_string_equal(line_of(text, "a=candidate:2"), "a=candidate:2 1 "
		"UDP 1694498815 198.51.100.1 6000 typ srflx raddr 192.0.2.1 "
		"rport 4000");
	assert_string_equal(line_of(text, "a=rtcp:"), "a=rtcp:4007");
}

static void theirs_are_taken_and_ours_answered(void **state)
{
	const struct sdp_candidate *c = &agreed.their_ice.candidates[1];

	(void)state;
	answer(HEAD AUDIO CREDENTIALS HOST OUTSIDE);
	assert_true(agreed.ice);
	assert_string_equal(agreed.their_ice.ufrag, "8hhY");
	assert_int_equal(agreed.their_ice.n, 2);
	assert_int_equal(c->type, SDP_SRFLX);
	assert_string_equal(c->address, "198.51.100.3");
	assert_string_equal(c->related, "10.0.1.1");
	assert_int_equal(c->related_port, 8998);
	assert_non_null(line_of(text, "a=candidate:1 2 "));
}

static void muxed_rtcp_has_no_candidates(void **state)
{
	(void)state;
	phone.rtcp.mux = true;
	answer(HEAD AUDIO CREDENTIALS HOST HOST_RTCP "a=rtcp-mux\r\n");
	assert_non_null(line_of(text, "a=candidate:1 1 "));
	assert_null(line_of(text, "a=candidate:1 2 "));
	assert_null(line_of(text, "a=rtcp:"));
}

static void who_offers_no_ice_gets_none(void **state)
{
	(void)state;
	answer(HEAD AUDIO);
	assert_false(agreed.ice);
	assert_null(line_of(text, "a=candidate"));
	assert_null(line_of(text, "a=ice"));
	assert_string_equal(agreed.remote_address, "192.0.2.9");
}

static void we_without_it_say_nothing(void **state)
{
	(void)state;
	local.ice = NULL;
	answer(HEAD AUDIO CREDENTIALS HOST);
	assert_false(agreed.ice);
	assert_true(agreed.ice_missed);
	assert_null(line_of(text, "a=ice"));
}

static void only_what_would_work_is_missed(void **state)
{
	(void)state;
	local.ice = NULL;
	answer(HEAD "m=audio 7000 RTP/AVP 0\r\n" CREDENTIALS HOST);
	assert_false(agreed.ice_missed || agreed.ice_mismatch);
	assert_null(line_of(text, "a=ice"));
}

/* A gateway on the way put its own address there. */
static void a_changed_default_is_a_mismatch(void **state)
{
	(void)state;
	answer(HEAD "m=audio 7000 RTP/AVP 0\r\n" CREDENTIALS HOST);
	assert_false(agreed.ice);
	assert_non_null(line_of(text, "a=ice-mismatch"));
	assert_null(line_of(text, "a=candidate"));
	assert_int_equal(agreed.remote_port, 7000);
}

/* linphone's second call, after a 488 to the first one. */
static void none_at_all_is_a_mismatch(void **state)
{
	(void)state;
	answer(HEAD AUDIO CREDENTIALS);
	assert_false(agreed.ice);
	assert_non_null(line_of(text, "a=ice-mismatch"));
	assert_null(line_of(text, "a=candidate"));
}

/* A name, or one after as many as we keep. */
static void the_default_may_be_one_that_is_left_out(void **state)
{
	char offer[8192] = HEAD AUDIO CREDENTIALS;
	char *end = offer + strlen(offer);

	(void)state;
	strcpy(end, "a=candidate:1 1 UDP 2113937151 a8b.local 5000 typ host"
		"\r\n");
	answer(offer);
	assert_true(agreed.ice);
	free(text);
	for (int i = 0; i < SDP_CANDIDATES; i++)
		end += sprintf(end, "a=candidate:%d 1 UDP 9 10.0.0.%d 6000 "
			"typ host\r\n", i, i + 1);
	answer(offer);
	assert_false(agreed.ice);
	free(text);
	strcpy(end, HOST);
	answer(offer);
	assert_true(agreed.ice);
	assert_int_equal(agreed.their_ice.n, SDP_CANDIDATES);
}

static void their_mismatch_ends_it(void **state)
{
	const char *said = HEAD AUDIO "a=ice-mismatch\r\n";

	(void)state;
	assert_int_equal(answer_read(&local, said, strlen(said), &agreed, why),
		0);
	assert_false(agreed.ice);
}

/* Browsers that hide their addresses: names, and no default. */
static void no_address_at_all_is_no_hold(void **state)
{
	(void)state;
	answer("v=0\r\nc=IN IP4 0.0.0.0\r\nm=audio 9 RTP/AVP 0\r\n" CREDENTIALS
		"a=candidate:1 1 UDP 2113937151 a8b-22c.local 51200 typ host"
		"\r\n");
	assert_true(agreed.ice);
	assert_int_equal(agreed.their_ice.n, 0);
	assert_int_equal(agreed.direction, SDP_SENDRECV);
}

static void the_other_family_is_no_obstacle(void **state)
{
	(void)state;
	answer("v=0\r\nc=IN IP6 2001:db8::9\r\n" AUDIO CREDENTIALS
		"a=candidate:1 1 UDP 5 2001:DB8::9 5000 typ host\r\n" HOST);
	assert_true(agreed.ice);
	assert_int_equal(agreed.their_ice.n, 2);
}

static void a_lite_one_is_known(void **state)
{
	(void)state;
	answer(HEAD "a=ice-lite\r\n" CREDENTIALS AUDIO HOST);
	assert_true(agreed.ice && agreed.their_ice.lite);
}

static void what_cannot_be_sent_to_is_left_out(void **state)
{
	static const char *const lines[] = {
		"", "1", "1 1", "1 1 UDP 5 192.0.2.9 5000", "1 3 UDP 5 192.0.2.9 5 typ host",
		"1 0 UDP 5 192.0.2.9 5 typ host", "1 1 TCP 5 192.0.2.9 5 typ host",
		"1 1 UDP 0 192.0.2.9 5 typ host", "1 1 UDP 5 192.0.2.9 0 typ host",
		"1 1 UDP 4294967296 192.0.2.9 5 typ host",
		"1 1 UDP 5 192.0.2.9 65536 typ host", "1 1 UDP 5 224.0.0.1 5 typ host",
		"1 1 UDP 5 0.0.0.0 5 typ host", "1 1 UDP 5 ff02::1 5 typ host",
		"1 1 UDP 5 :: 5 typ host", "1 1 UDP 5 host.example 5 typ host",
		"1 1 UDP 5 192.0.2.9 5 typ best", "1! 1 UDP 5 192.0.2.9 5 typ host",
		"123456789012345678901234567890123 1 UDP 5 192.0.2.9 5 typ host",
	};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct sdp_ice ice = { 0 };
		const char *name = "candidate";

		candidate_attribute(&ice, (struct span){ name, name + 9 },
			(struct span){ lines[i], lines[i] + strlen(lines[i]) });
		if (ice.n)
			fail_msg("taken: %s", lines[i]);
	}
}

static void more_than_there_is_room_for(void **state)
{
	char offer[8192] = HEAD AUDIO CREDENTIALS HOST;
	size_t n = strlen(offer);

	(void)state;
	for (int i = 0; i < 60; i++)
		n += snprintf(offer + n, sizeof offer - n, "a=candidate:%d 1 "
			"UDP 9 192.0.2.%d 5000 typ host\r\n", i, i + 10);
	answer(offer);
	assert_int_equal(agreed.their_ice.n, SDP_CANDIDATES);
}

static void credentials_that_may_not_be_are_none(void **state)
{
	static const char *const lines[] = {
		"a=ice-ufrag:abc\r\na=ice-pwd:asd88fgpdd777uzjYhagZg\r\n",
		"a=ice-ufrag:8hhY\r\na=ice-pwd:short\r\n",
		"a=ice-ufrag:8hh%\r\na=ice-pwd:asd88fgpdd777uzjYhagZg\r\n",
		"a=ice-ufrag:8hhY\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		char offer[1024];

		snprintf(offer, sizeof offer, HEAD AUDIO HOST "%s", lines[i]);
		answer(offer);
		assert_false(agreed.ice);
		free(text);
		text = NULL;
	}
}

static void the_chosen_pair_is_said(void **state)
{
	struct sdp_ice later = ours;

	(void)state;
	strcpy(later.chosen[0].address, "192.0.2.9");
	later.chosen[0].port = 5000;
	local.ice = &later;
	text = offer_make(&local);
	assert_string_equal(line_of(text, "a=remote-candidates"),
		"a=remote-candidates:1 192.0.2.9 5000");
}

#define STORY(test) cmocka_unit_test_setup_teardown(test, start, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(an_offer_names_all_candidates),
		STORY(theirs_are_taken_and_ours_answered),
		STORY(muxed_rtcp_has_no_candidates),
		STORY(who_offers_no_ice_gets_none),
		STORY(we_without_it_say_nothing),
		STORY(only_what_would_work_is_missed),
		STORY(a_changed_default_is_a_mismatch),
		STORY(none_at_all_is_a_mismatch),
		STORY(the_default_may_be_one_that_is_left_out),
		STORY(their_mismatch_ends_it),
		STORY(no_address_at_all_is_no_hold),
		STORY(the_other_family_is_no_obstacle),
		STORY(a_lite_one_is_known),
		STORY(what_cannot_be_sent_to_is_left_out),
		STORY(more_than_there_is_room_for),
		STORY(credentials_that_may_not_be_are_none),
		STORY(the_chosen_pair_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
