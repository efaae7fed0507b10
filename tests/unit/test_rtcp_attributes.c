/* How RTCP goes with RTP: offered, answered, and only what both can. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "sdp_support.h"

#define ALL "a=rtcp-mux\r\na=rtcp-rsize\r\n" \
	"a=rtcp-xr:pkt-loss-rle=100 rcvr-rtt=all:1000 voip-metrics\r\n"

static struct capability able;
static struct sdp_local local;
static struct agreement agreed;
static char why[SDP_WHY];

static int set_up(void **state)
{
	(void)state;
	able = g711;
	able.rtcp = (struct sdp_rtcp){ true, true, true, true };
	local = here;
	local.capability = &able;
	return 0;
}

static char *answer(const char *offer)
{
	char *text = NULL;

	assert_int_equal(answer_make(&local, offer, strlen(offer), &text,
		&agreed, why), 0);
	return text;
}

static void read_answer(const char *text)
{
	assert_int_equal(answer_read(&local, text, strlen(text), &agreed, why),
		0);
}

static void all_of_it_is_offered(void **state)
{
	char *text = offer_make(&local);

	(void)state;
	assert_non_null(line_of(text, "a=rtcp-mux"));
	assert_non_null(line_of(text, "a=rtcp-rsize"));
	assert_string_equal(line_of(text, "a=rtcp-xr"),
		"a=rtcp-xr:rcvr-rtt=all voip-metrics");
	free(text);
}

static void what_they_offer_is_taken_up(void **state)
{
	char *text = answer(HEAD "m=audio 5000 RTP/AVP 0\r\n" ALL);

	(void)state;
	assert_non_null(line_of(text, "a=rtcp-mux"));
	assert_non_null(line_of(text, "a=rtcp-rsize"));
	assert_non_null(line_of(text, "a=rtcp-xr"));
	assert_true(agreed.rtcp.mux && agreed.rtcp.reduced);
	assert_true(agreed.rtcp.receiver_time && agreed.rtcp.voip_metrics);
	assert_int_equal(agreed.remote_rtcp_port, 5000);
	free(text);
}

/* RFC 5761 5.1.1: an answer must not have what the offer had not. */
static void what_they_do_not_offer_is_not_answered(void **state)
{
	char *text = answer(HEAD "m=audio 5000 RTP/AVP 0\r\n");

	(void)state;
	assert_null(line_of(text, "a=rtcp"));
	assert_false(agreed.rtcp.mux || agreed.rtcp.reduced);
	assert_int_equal(agreed.remote_rtcp_port, 5001);
	free(text);
}

static void one_kind_of_report_may_be_wanted_alone(void **state)
{
	char *text = answer(HEAD "m=audio 5000 RTP/AVP 0\r\n"
		"a=rtcp-xr:voip-metrics\r\n");

	(void)state;
	assert_string_equal(line_of(text, "a=rtcp-xr"),
		"a=rtcp-xr:voip-metrics");
	free(text);
	text = answer(HEAD "m=audio 5000 RTP/AVP 0\r\n"
		"a=rtcp-xr:rcvr-rtt=sender\r\n");
	assert_string_equal(line_of(text, "a=rtcp-xr"),
		"a=rtcp-xr:rcvr-rtt=all");
	free(text);
	text = answer(HEAD "m=audio 5000 RTP/AVP 0\r\na=rtcp-xr\r\n");
	assert_null(line_of(text, "a=rtcp-xr"));
	free(text);
}

static void an_answer_without_it_leaves_two_ports(void **state)
{
	(void)state;
	read_answer(HEAD "m=audio 5000 RTP/AVP 0\r\na=rtcp:6001\r\n");
	assert_false(agreed.rtcp.mux);
	assert_int_equal(agreed.remote_rtcp_port, 6001);
	read_answer(HEAD "m=audio 5000 RTP/AVP 0\r\na=rtcp:6001\r\n" ALL);
	assert_true(agreed.rtcp.mux);
	assert_int_equal(agreed.remote_rtcp_port, 5000);
}

static void what_we_cannot_is_not_agreed_on(void **state)
{
	char *text;

	(void)state;
	able.rtcp = (struct sdp_rtcp){ .voip_metrics = true };
	text = answer(HEAD "m=audio 5000 RTP/AVP 0\r\n" ALL);
	assert_null(line_of(text, "a=rtcp-mux"));
	assert_false(agreed.rtcp.mux || agreed.rtcp.receiver_time);
	assert_true(agreed.rtcp.voip_metrics);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(all_of_it_is_offered, set_up),
		cmocka_unit_test_setup(what_they_offer_is_taken_up, set_up),
		cmocka_unit_test_setup(what_they_do_not_offer_is_not_answered,
			set_up),
		cmocka_unit_test_setup(one_kind_of_report_may_be_wanted_alone,
			set_up),
		cmocka_unit_test_setup(an_answer_without_it_leaves_two_ports,
			set_up),
		cmocka_unit_test_setup(what_we_cannot_is_not_agreed_on, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
