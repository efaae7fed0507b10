/* SDP text becomes a struct, or an error that names the line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sdp/description.h"

static char why[SDP_WHY];

static int parse(struct description *d, const char *text)
{
	why[0] = '\0';
	return description_parse(d, text, strlen(text), why);
}

static void media_inherits_what_the_session_says(void **state)
{
	struct description d;

	(void)state;
	assert_int_equal(parse(&d, "v=0\r\nc=IN IP4 192.0.2.9\r\na=sendonly\r\n"
		"m=audio 4000 RTP/AVP 0\r\n"
		"m=video 5000 RTP/AVP 34\r\nc=IN IP6 2001:DB8::1\r\n"
		"a=inactive\r\n"), 0);
	assert_int_equal(d.n, 2);
	assert_string_equal(d.media[0].address, "192.0.2.9");
	assert_int_equal(d.media[0].direction, SDP_SENDONLY);
	assert_string_equal(d.media[1].address, "2001:db8::1");
	assert_int_equal(d.media[1].direction, SDP_INACTIVE);
	description_clear(&d);
}

static void formats_are_named_by_rtpmap_or_by_their_number(void **state)
{
	struct description d;
	const struct sdp_codec *c;

	(void)state;
	assert_int_equal(parse(&d, "v=0\nm=audio 4000/2 RTP/AVP 8 9 96 97 98 8\n"
		"a=rtpmap:96 opus/48000/2\na=fmtp:96 useinbandfec=1; x=2\n"
		"a=rtpmap:98 nothing\na=rtpmap:77 PCMU/8000\n"), 0);
	c = d.media[0].codecs;
	assert_int_equal(d.media[0].n_codecs, 5);
	assert_int_equal(d.media[0].port, 4000);
	assert_string_equal(c[0].name, "PCMA");
	assert_string_equal(c[1].name, "G722");
	assert_int_equal(c[1].rate_hz, 8000);
	assert_string_equal(c[2].name, "opus");
	assert_int_equal(c[2].rate_hz, 48000);
	assert_int_equal(c[2].channels, 2);
	assert_string_equal(c[2].fmtp, "useinbandfec=1; x=2");
	assert_string_equal(c[3].name, "");
	assert_string_equal(c[4].name, "");
	description_clear(&d);
}

static void attributes_not_understood_change_nothing(void **state)
{
	struct description d;

	(void)state;
	assert_int_equal(parse(&d, "v=0\na=ptime:99\na=\na=:\n"
		"m=audio 4000 RTP/AVP 0\na=ptime:-20\na=ptime:twenty\n"
		"a=maxptime:99999999999999999999\na=rtcp:70000\n"
		"a=rtpmap:0\na=rtpmap:0 /8000\na=rtpmap:0 X/\na=rtpmap:0 X/-8\n"
		"a=rtpmap:0 X/8000/0x\na=rtpmap:-1 X/8000\na=rtpmap: X/8000\n"
		"a=candidate:1 1 UDP 1 192.0.2.3 1 typ host\nk=clear:x\nb=AS:1\n"),
		0);
	assert_string_equal(d.media[0].codecs[0].name, "PCMU");
	assert_int_equal(d.media[0].ptime_ms, 99);
	assert_int_equal(d.media[0].maxptime_ms, 0);
	assert_int_equal(d.media[0].rtcp_port, 0);
	assert_int_equal(d.media[0].direction, SDP_SENDRECV);
	description_clear(&d);
}

static void what_breaks_the_structure_is_refused_with_its_line(void **state)
{
	static const struct { const char *text, *part; } cases[] = {
		{ "", "empty" },
		{ "o=- 1 1 IN IP4 192.0.2.9\r\n", "line 1: does not start" },
		{ "\r\nv=0\r\n", "line 1: does not start" },
		{ "v=1\r\n", "line 1: v= is not 0" },
		{ "v=0\r\nnonsense\r\n", "line 2: not a small letter" },
		{ "v=0\r\n\r\nA=x\r\n", "line 3: not a small letter" },
		{ "v=0\r\n=\r\n", "line 2: not a small letter" },
		{ "v=0\r\nv", "line 2: not a small letter" },
		{ "v=0\nc=IN IP4\n", "line 2: c= is not" },
		{ "v=0\nm=audio\n", "line 2: m= is not" },
		{ "v=0\nm=audio 4000 RTP/AVP\n", "line 2: m= is not" },
		{ "v=0\nm=audio -1 RTP/AVP 0\n", "the port of m= is no number" },
		{ "v=0\nm=audio 65536 RTP/AVP 0\n", "the port of m= is no number" },
		{ "v=0\nm=audio 99999999999999999999 RTP/AVP 0\n", "the port" },
		{ "v=0\nm=audio 0x10 RTP/AVP 0\n", "the port of m= is no number" },
		{ "v=0\nm=au\033dio 4000 RTP/AVP 0\n", "line 2: m= is not" },
		{ "v=0\nm=audio 4000 RTP/A\377P 0\n", "line 2: m= is not" },
		{ "v=0\nm=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 1 RTP/AVP 0\n",
		  "line 2: m= is not" },
	};
	struct description d;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(parse(&d, cases[i].text), 400);
		if (!strstr(why, cases[i].part))
			fail_msg("'%s' does not hold '%s'", why, cases[i].part);
		description_clear(&d);
	}
}

static void an_address_that_is_no_single_host_is_known_as_such(void **state)
{
	static const char *const addresses[] = {
		"IN IP4 pbx.example.net", "IN IP4 224.2.1.1/127",
		"IN IP4 239.1.1.1", "IN IP4 255.255.255.255", "IN IP6 ff02::1",
		"IN IP4 2001:db8::1", "ATM IP4 192.0.2.1", "IN IP5 192.0.2.1",
		"IN IP4 192.0.2.1.1", "IN IP4 192.0.2.0x1",
	};
	char text[256];
	struct description d;

	(void)state;
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		snprintf(text, sizeof text, "v=0\nc=IN IP4 192.0.2.9\n"
			"m=audio 4000 RTP/AVP 0\nc=%s\n", addresses[i]);
		assert_int_equal(parse(&d, text), 0);
		assert_true(d.media[0].has_address);
		assert_string_equal(d.media[0].address, "");
		description_clear(&d);
	}
}

static void a_zero_byte_and_too_many_bytes_are_refused(void **state)
{
	struct description d;
	char *text = mem_new(SDP_TEXT_MAX + 1);

	(void)state;
	assert_int_equal(description_parse(&d, "v=0\0\n", 5, why), 400);
	assert_non_null(strstr(why, "zero byte"));
	memset(text, '\n', SDP_TEXT_MAX + 1);
	memcpy(text, "v=0", 3);
	assert_int_equal(description_parse(&d, text, SDP_TEXT_MAX, why), 0);
	description_clear(&d);
	assert_int_equal(description_parse(&d, text, SDP_TEXT_MAX + 1, why), 400);
	assert_non_null(strstr(why, "longer than 65535"));
	free(text);
}

/* "v=0", then the line so many times. */
static char *many(const char *line, int times)
{
	char *text = mem_new(4 + strlen(line) * times + 1);

	strcpy(text, "v=0\n");
	for (int i = 0; i < times; i++)
		memcpy(text + 4 + i * strlen(line), line, strlen(line));
	return text;
}

static void thousands_of_lines_are_read_within_bounds(void **state)
{
	static const char media[] = "m=audio 1 RTP/AVP 0\n";
	struct description d;
	char *text = many("a=rtpmap:0 PCMU/8000\n", 3000);

	(void)state;
	assert_int_equal(parse(&d, text), 0);
	assert_int_equal(d.n, 0);
	free(text);
	text = many(media, SDP_MEDIA_MAX);
	assert_int_equal(parse(&d, text), 0);
	assert_int_equal(d.n, SDP_MEDIA_MAX);
	description_clear(&d);
	free(text);
	text = many(media, SDP_MEDIA_MAX + 1);
	assert_int_equal(parse(&d, text), 488);
	assert_non_null(strstr(why, "more than 32 m= lines"));
	description_clear(&d);
	free(text);
}

static void formats_beyond_the_bound_are_ignored(void **state)
{
	struct description d;
	char text[1024] = "v=0\nm=audio 4000 RTP/AVP";

	(void)state;
	for (int i = 0; i < 128; i++)
		sprintf(text + strlen(text), " %d", i);
	assert_int_equal(parse(&d, text), 0);
	assert_int_equal(d.media[0].n_codecs, SDP_FORMATS);
	description_clear(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(media_inherits_what_the_session_says),
		cmocka_unit_test(formats_are_named_by_rtpmap_or_by_their_number),
		cmocka_unit_test(attributes_not_understood_change_nothing),
		cmocka_unit_test(what_breaks_the_structure_is_refused_with_its_line),
		cmocka_unit_test(an_address_that_is_no_single_host_is_known_as_such),
		cmocka_unit_test(a_zero_byte_and_too_many_bytes_are_refused),
		cmocka_unit_test(thousands_of_lines_are_read_within_bounds),
		cmocka_unit_test(formats_beyond_the_bound_are_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
