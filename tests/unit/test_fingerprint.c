/* What descriptions say of DTLS: fingerprints, setup, tls-id; who begins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "sdp_support.h"

#define EIGHT "00:11:22:33:44:55:66:77:"
#define PRINT "sha-256 " EIGHT EIGHT EIGHT "88:99:aa:BB:cc:DD:ee:FF"
#define OTHER "sha-256 " EIGHT EIGHT EIGHT "88:99:aa:BB:cc:DD:ee:00"
#define STRONG "sha-512 " EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT \
	"88:99:AA:BB:CC:DD:EE:FF"
#define WEAK "sha-1 " EIGHT EIGHT "00:11:22:33"
#define THEIR_ID "their-association-0001"

static char why[SDP_WHY];
static struct agreement agreed;
static char *text;		/* our answer */

static bool take(struct sdp_fingerprint *f, const char *value)
{
	return fingerprint_read(f, (struct span){ value,
		value + strlen(value) });
}

static void the_lines_of_the_field(void **state)
{
	char back[SDP_FINGERPRINT_TEXT];
	struct sdp_fingerprint f;

	(void)state;
	assert_true(take(&f, PRINT));
	assert_int_equal(f.hash, SDP_SHA_256);
	assert_memory_equal(f.bytes + 24, "\x88\x99\xaa\xbb\xcc\xdd\xee\xff",
		8);
	assert_true(take(&f, "SHA-256  " EIGHT EIGHT EIGHT
		"88:99:aa:BB:cc:DD:ee:FF "));
	assert_true(take(&f, STRONG));
	fingerprint_write(&f, back);
	assert_string_equal(back, STRONG);
}

static void what_is_no_fingerprint_is_not_taken(void **state)
{
	static const char *const lines[] = {
		"", "sha-256", WEAK, "md5 " EIGHT "00:11:22:33:44:55:66:77",
		"sha-256 " EIGHT, PRINT ":00",
		"sha-256 " EIGHT EIGHT EIGHT "88:99:aa:BB:cc:DD:ee:F",
		"sha-256 " EIGHT EIGHT EIGHT "88:99:aa:BB:cc:DD:ee-FF",
		"sha-256 " EIGHT EIGHT EIGHT "88:99:aa:BB:cc:DD:ee:FG",
		"sha-384 " EIGHT EIGHT EIGHT "88:99:aa:BB:cc:DD:ee:FF",
		"sha-257 " EIGHT EIGHT EIGHT "88:99:aa:BB:cc:DD:ee:FF",
	};
	struct sdp_fingerprint f;

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (take(&f, lines[i]))
			fail_msg("taken: %s", lines[i]);
}

/* --- in an offer of theirs ------------------------------------------------ */

static const struct sdp_security by_dtls = {
	.srtp = SDP_SRTP_OPTIONAL, .dtls = true, .tls_id = "our-id-0000000000001",
	.next_tls_id = "our-id-0000000000002",
};

static int answer(const struct sdp_security *s, const char *profile,
	const char *lines)
{
	struct sdp_local local = here;
	char offer[2048];

	local.security = s;
	snprintf(offer, sizeof offer, HEAD "m=audio 5000 %s 0\r\n%s", profile,
		lines);
	free(text);
	text = NULL;
	why[0] = '\0';
	return answer_make(&local, offer, strlen(offer), &text, &agreed, why);
}

static void the_answer_has_the_profile_of_the_offer(void **state)
{
	static const char *const profiles[] = {
		"RTP/AVP", "RTP/AVPF", "RTP/SAVP", "RTP/SAVPF",
		"UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF",
	};
	char line[80];

	(void)state;
	for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
		assert_int_equal(answer(&by_dtls, profiles[i],
			"a=fingerprint:" PRINT "\r\na=setup:actpass\r\n"), 0);
		snprintf(line, sizeof line, "m=audio 4000 %s 0", profiles[i]);
		assert_string_equal(line_of(text, "m="), line);
		assert_non_null(line_of(text, "a=fingerprint:sha-256 00:00:"));
		assert_true(agreed.dtls);
		assert_int_equal(agreed.suite, SDP_CLEAR);
	}
}

static void who_may_choose_begins(void **state)
{
	static const struct { const char *theirs, *ours; bool client; } cases[] = {
		{ "a=setup:actpass\r\n", "a=setup:active", true },
		{ "a=setup:passive\r\n", "a=setup:active", true },
		{ "a=setup:active\r\n", "a=setup:passive", false },
		{ "", "a=setup:passive", false },
		{ "a=setup:nonsense\r\n", "a=setup:passive", false },
	};
	char lines[256];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(lines, sizeof lines, "a=fingerprint:%s\r\n%s", PRINT,
			cases[i].theirs);
		assert_int_equal(answer(&by_dtls, "RTP/SAVP", lines), 0);
		assert_string_equal(line_of(text, "a=setup"), cases[i].ours);
		assert_int_equal(agreed.client, cases[i].client);
		assert_false(agreed.held);
	}
	assert_int_equal(answer(&by_dtls, "RTP/SAVP", "a=fingerprint:" PRINT
		"\r\na=setup:holdconn\r\n"), 0);
	assert_string_equal(line_of(text, "a=setup"), "a=setup:holdconn");
	assert_true(agreed.held);
}

static void of_several_fingerprints_the_strongest_count(void **state)
{
	(void)state;
	assert_int_equal(answer(&by_dtls, "RTP/AVP", "a=fingerprint:" PRINT
		"\r\na=fingerprint:" WEAK "\r\na=fingerprint:" OTHER "\r\n"), 0);
	assert_int_equal(agreed.their_dtls.n, 2);
	assert_int_equal(answer(&by_dtls, "RTP/AVP", "a=fingerprint:" PRINT
		"\r\na=fingerprint:" STRONG "\r\na=fingerprint:" OTHER "\r\n"), 0);
	assert_int_equal(agreed.their_dtls.n, 1);
	assert_int_equal(agreed.their_dtls.prints[0].hash, SDP_SHA_512);
}

static void those_of_the_session_are_for_lines_without_their_own(void **state)
{
	static const char own[] = "v=0\r\nc=IN IP4 192.0.2.9\r\n"
		"a=fingerprint:" STRONG "\r\na=setup:active\r\n"
		"m=audio 5000 RTP/SAVP 0\r\na=fingerprint:" PRINT "\r\n";
	static const char inherited[] = "v=0\r\nc=IN IP4 192.0.2.9\r\n"
		"a=fingerprint:" STRONG "\r\na=setup:active\r\n"
		"m=audio 5000 RTP/SAVP 0\r\na=setup:passive\r\n";
	struct sdp_local local = here;
	char *ours;

	(void)state;
	local.security = &by_dtls;
	assert_int_equal(answer_make(&local, own, strlen(own), &ours, &agreed,
		why), 0);
	assert_int_equal(agreed.their_dtls.prints[0].hash, SDP_SHA_256);
	assert_false(agreed.client);
	free(ours);
	assert_int_equal(answer_make(&local, inherited, strlen(inherited),
		&ours, &agreed, why), 0);
	assert_int_equal(agreed.their_dtls.prints[0].hash, SDP_SHA_512);
	assert_true(agreed.client);
	free(ours);
}

#define KEY "a=crypto:1 AES_CM_128_HMAC_SHA1_80 " \
	"inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\r\n"

static void without_a_way_to_keys_it_is_refused_in_words(void **state)
{
	const struct sdp_security
		off = { .srtp = SDP_SRTP_OFF },
		sdes = { .srtp = SDP_SRTP_OPTIONAL, .sdes = true },
		neither = { .srtp = SDP_SRTP_OPTIONAL },
		dtls = { .srtp = SDP_SRTP_REQUIRED, .dtls = true,
			.sdes_unwanted = true };
	const struct {
		const struct sdp_security *s;
		const char *profile, *lines, *why;
	} cases[] = {
		{ &off, "UDP/TLS/RTP/SAVP", "a=fingerprint:" PRINT "\r\n",
		  "srtp is off here" },
		{ &sdes, "UDP/TLS/RTP/SAVP", "a=fingerprint:" PRINT "\r\n",
		  "keying is sdes here" },
		{ &sdes, "UDP/TLS/RTP/SAVP", KEY, "without an a=fingerprint" },
		{ &sdes, "RTP/SAVP", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 "
		  "inline:AAAA|2^20|1:4\r\n", "the first has packets that "
		  "name their key (MKI)" },
		{ &sdes, "RTP/SAVP", "a=crypto:1 F8_128_HMAC_SHA1_80 inline:A"
		  "\r\n", "a suite that is not done here" },
		{ &neither, "RTP/SAVP", KEY, "use TLS, or srtp_clear_keys" },
		{ &dtls, "RTP/SAVP", KEY, "keying is dtls here" },
		{ &dtls, "RTP/AVP", KEY, "keying is dtls here" },
		{ &dtls, "RTP/AVP", "", "they do not encrypt" },
		{ &dtls, "RTP/AVP", "a=fingerprint:" WEAK "\r\n", "sha-256" },
		{ &dtls, "UDP/TLS/RTP/SAVPF", "a=fingerprint:" WEAK "\r\n",
		  "SHA-1 or older" },
		{ &dtls, "UDP/TLS/RTP/SAVPF", "", "without an a=fingerprint" },
		{ &dtls, "TCP/TLS/RTP/SAVP", "a=fingerprint:" PRINT "\r\n",
		  "not RTP/AVP, RTP/SAVP" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(answer(cases[i].s, cases[i].profile,
			cases[i].lines), 488);
		if (!strstr(why, cases[i].why))
			fail_msg("'%s' does not hold '%s'", why, cases[i].why);
	}
}

/* RFC 8643: nobody insists, so nobody is refused. */
static void what_is_optional_is_taken_or_left(void **state)
{
	(void)state;
	assert_int_equal(answer(&by_dtls, "RTP/AVP", ""), 0);
	assert_false(agreed.dtls);
	assert_null(line_of(text, "a=fingerprint"));
	assert_int_equal(answer(&by_dtls, "RTP/AVP",
		"a=fingerprint:" WEAK "\r\na=setup:actpass\r\n"), 0);
	assert_false(agreed.dtls);
	assert_null(line_of(text, "a=setup"));
}

static void dtls_is_preferred_where_both_are_offered(void **state)
{
	struct sdp_security both = by_dtls;

	(void)state;
	both.sdes = true;
	assert_int_equal(answer(&both, "RTP/SAVP", KEY "a=fingerprint:" PRINT
		"\r\na=setup:actpass\r\n"), 0);
	assert_true(agreed.dtls);
	assert_null(line_of(text, "a=crypto"));
	both.dtls = false;
	assert_int_equal(answer(&both, "RTP/SAVP", KEY "a=fingerprint:" PRINT
		"\r\na=setup:actpass\r\n"), 0);
	assert_false(agreed.dtls);
	assert_non_null(line_of(text, "a=crypto"));
}

/* --- associations --------------------------------------------------------- */

static void a_tls_id_is_answered_with_ours(void **state)
{
	(void)state;
	assert_int_equal(answer(&by_dtls, "RTP/AVP", "a=fingerprint:" PRINT
		"\r\na=setup:actpass\r\na=tls-id:" THEIR_ID "\r\n"), 0);
	assert_string_equal(line_of(text, "a=tls-id"),
		"a=tls-id:our-id-0000000000001");
	assert_int_equal(answer(&by_dtls, "RTP/AVP", "a=fingerprint:" PRINT
		"\r\na=setup:actpass\r\na=tls-id:short\r\n"), 0);
	assert_null(line_of(text, "a=tls-id"));
}

static void an_association_is_kept_while_nothing_of_it_changes(void **state)
{
	static const struct {
		const char *print, *setup, *id;
		bool kept, client;
	} cases[] = {
		{ PRINT, "actpass", THEIR_ID, true, false },
		{ PRINT, "active", THEIR_ID, true, false },
		{ PRINT, "holdconn", THEIR_ID, true, false },
		{ PRINT, "passive", THEIR_ID, false, true },
		{ OTHER, "actpass", THEIR_ID, false, true },
		{ PRINT, "actpass", "their-association-0002", false, true },
	};
	struct sdp_security s = by_dtls;
	char lines[512];

	(void)state;
	assert_int_equal(answer(&s, "RTP/AVP", "a=fingerprint:" PRINT
		"\r\na=setup:active\r\na=tls-id:" THEIR_ID "\r\n"), 0);
	s.joined = true;
	s.client = agreed.client;
	s.theirs = agreed.their_dtls;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(lines, sizeof lines, "a=fingerprint:%s\r\na=setup:%s"
			"\r\na=tls-id:%s\r\n", cases[i].print, cases[i].setup,
			cases[i].id);
		assert_int_equal(answer(&s, "RTP/AVP", lines), 0);
		assert_int_equal(agreed.kept, cases[i].kept);
		assert_int_equal(agreed.client, cases[i].client);
		assert_string_equal(line_of(text, "a=tls-id"), cases[i].kept ?
			"a=tls-id:our-id-0000000000001" :
			"a=tls-id:our-id-0000000000002");
	}
}

/* --- our offers ----------------------------------------------------------- */

static char *offer(const struct sdp_security *s, const char *former)
{
	struct sdp_local local = here;

	local.security = s;
	local.former = former;
	return offer_make(&local);
}

static void an_offer_leaves_open_who_begins(void **state)
{
	char *ours = offer(&by_dtls, NULL);

	(void)state;
	assert_string_equal(line_of(ours, "m="), "m=audio 4000 RTP/AVP 0 8 101");
	assert_string_equal(line_of(ours, "a=setup"), "a=setup:actpass");
	assert_string_equal(line_of(ours, "a=tls-id"),
		"a=tls-id:our-id-0000000000001");
	assert_null(line_of(ours, "a=mid"));
	assert_null(line_of(ours, "a=group"));
	free(ours);
}

static void what_is_required_shows_in_the_profile(void **state)
{
	struct sdp_security s = by_dtls;
	char *ours;

	(void)state;
	s.srtp = SDP_SRTP_REQUIRED;
	ours = offer(&s, NULL);
	assert_string_equal(line_of(ours, "m="),
		"m=audio 4000 UDP/TLS/RTP/SAVP 0 8 101");
	free(ours);
	s.sdes = true;
	ours = offer(&s, NULL);
	assert_string_equal(line_of(ours, "m="), "m=audio 4000 RTP/SAVP 0 8 101");
	assert_non_null(line_of(ours, "a=crypto"));
	assert_non_null(line_of(ours, "a=fingerprint"));
	free(ours);
	s.srtp = SDP_SRTP_OFF;
	ours = offer(&s, NULL);
	assert_null(line_of(ours, "a=fingerprint"));
	assert_null(line_of(ours, "a=tls-id"));
	free(ours);
}

static int read_answer(const char *lines)
{
	struct sdp_local local = here;
	char answer[1024];

	local.security = &by_dtls;
	snprintf(answer, sizeof answer, HEAD "m=audio 5000 RTP/AVP 0\r\n%s",
		lines);
	return answer_read(&local, answer, strlen(answer), &agreed, why);
}

static void their_answer_says_who_begins(void **state)
{
	(void)state;
	assert_int_equal(read_answer("a=fingerprint:" PRINT
		"\r\na=setup:active\r\n"), 0);
	assert_true(agreed.dtls && !agreed.client && !agreed.kept);
	assert_int_equal(read_answer("a=fingerprint:" PRINT
		"\r\na=setup:passive\r\n"), 0);
	assert_true(agreed.client);
	assert_int_equal(read_answer("a=fingerprint:" PRINT "\r\n"), 0);
	assert_true(agreed.client);
	assert_int_equal(read_answer("a=fingerprint:" PRINT
		"\r\na=setup:actpass\r\n"), 0);
	assert_true(agreed.client);
	assert_int_equal(read_answer(""), 0);
	assert_false(agreed.dtls);
}

static void our_own_answer_agrees_with_our_own_offer(void **state)
{
	struct sdp_local there = here, near = here;
	struct agreement other;
	char *ours = offer(&by_dtls, NULL), *theirs;

	(void)state;
	near.security = there.security = &by_dtls;
	assert_int_equal(answer_make(&there, ours, strlen(ours), &theirs,
		&other, why), 0);
	assert_int_equal(answer_read(&near, theirs, strlen(theirs), &agreed,
		why), 0);
	assert_true(agreed.dtls && other.dtls);
	assert_true(other.client && !agreed.client);
	assert_string_equal(agreed.their_dtls.tls_id, by_dtls.tls_id);
	free(ours);
	free(theirs);
}

static int forget(void **state)
{
	(void)state;
	free(text);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_lines_of_the_field),
		cmocka_unit_test(what_is_no_fingerprint_is_not_taken),
		cmocka_unit_test(the_answer_has_the_profile_of_the_offer),
		cmocka_unit_test(who_may_choose_begins),
		cmocka_unit_test(of_several_fingerprints_the_strongest_count),
		cmocka_unit_test(those_of_the_session_are_for_lines_without_their_own),
		cmocka_unit_test(without_a_way_to_keys_it_is_refused_in_words),
		cmocka_unit_test(what_is_optional_is_taken_or_left),
		cmocka_unit_test(dtls_is_preferred_where_both_are_offered),
		cmocka_unit_test(a_tls_id_is_answered_with_ours),
		cmocka_unit_test(an_association_is_kept_while_nothing_of_it_changes),
		cmocka_unit_test(an_offer_leaves_open_who_begins),
		cmocka_unit_test(what_is_required_shows_in_the_profile),
		cmocka_unit_test(their_answer_says_who_begins),
		cmocka_unit_test(our_own_answer_agrees_with_our_own_offer),
	};

	return cmocka_run_group_tests(tests, NULL, forget);
}
