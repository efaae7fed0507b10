/* A pin as people write it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/pin.h"

/* SHA-256 of nothing. */
#define BASE64 "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
#define HEX "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static void both_ways_of_writing_are_the_same(void **state)
{
	static const char *const texts[] = { BASE64, HEX, "sha256/" BASE64,
		"SHA256//" BASE64, "E3:B0:C4:42:98:FC:1C:14:9A:FB:F4:C8:99:6F:B9:"
		"24:27:AE:41:E4:64:9B:93:4C:A4:95:99:1B:78:52:B8:55" };
	uint8_t pin[PIN_BYTES];
	char text[PIN_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		memset(pin, 0, sizeof pin);
		assert_true(pin_read(texts[i], pin));
		pin_text(pin, text);
		assert_string_equal(text, BASE64);
	}
}

static void anything_else_is_none(void **state)
{
	static const char *const texts[] = { "", "sha256/", "=", HEX "00", BASE64
		"=", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=",
		"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF==",
		"47DEQpj8HBSa+_TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85",
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8:",
		":" HEX, HEX ":", "g3" };
	uint8_t pin[PIN_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_false(pin_read(texts[i], pin));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_ways_of_writing_are_the_same),
		cmocka_unit_test(anything_else_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
