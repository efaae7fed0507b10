/* The table of codecs, and that they say what they heard. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "media/codec.h"
#include "media/media.h"

static void codecs_are_found_by_name_whatever_its_case(void **state)
{
	(void)state;
	assert_ptr_equal(codec_find("PCMU", 8000, 1), &codec_pcmu);
	assert_ptr_equal(codec_find("pcma", 8000, 1), &codec_pcma);
	assert_null(codec_find("PCMU", 16000, 1));
	assert_null(codec_find("PCMU", 8000, 2));
	assert_null(codec_find("PCM", 8000, 1));
	assert_null(codec_find("", 8000, 1));
}

static void the_table_ends(void **state)
{
	int n = 0;

	(void)state;
	assert_null(codec_at(-1));
	while (codec_at(n))
		n++;
	assert_true(n >= 2);
	for (int i = 0; i < n; i++)
		assert_ptr_equal(codec_find(codec_name(codec_at(i)),
			codec_clock_hz(codec_at(i)),
			codec_channels(codec_at(i))), codec_at(i));
	assert_int_equal(codec_static_type(&codec_pcmu), 0);
	assert_int_equal(codec_static_type(&codec_pcma), 8);
}

/* G.711 keeps all of a small sample and the upper 5 bits of a large one. */
static void what_is_encoded_is_heard_again(void **state)
{
	const struct codec *const g711[] = { &codec_pcma, &codec_pcmu };

	(void)state;
	for (int i = 0; i < 2; i++) {
		const struct codec *c = g711[i];

		for (int v = INT16_MIN; v <= INT16_MAX; v += 37) {
			int16_t said = (int16_t)v, heard;
			uint8_t payload[2];

			assert_int_equal(c->encode(NULL, &said, 1, payload,
				1), 1);
			assert_int_equal(c->samples(payload, 1), 1);
			c->decode(NULL, payload, 1, &heard);
			assert_true(abs(heard - v) <= 16 + abs(v) / 32);
		}
	}
}

/* ITU-T G.711: the code of silence, and of the loudest. */
static void the_codes_are_those_of_the_standard(void **state)
{
	const int16_t samples[] = { 0, 32124, -32124 };
	uint8_t payload[6];

	(void)state;
	codec_pcmu.encode(NULL, samples, 3, payload, 3);
	assert_memory_equal(payload, "\xff\x80\x00", 3);
	codec_pcma.encode(NULL, samples, 3, payload, 3);
	assert_memory_equal(payload, "\xd5\xaa\x2a", 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codecs_are_found_by_name_whatever_its_case),
		cmocka_unit_test(the_table_ends),
		cmocka_unit_test(what_is_encoded_is_heard_again),
		cmocka_unit_test(the_codes_are_those_of_the_standard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
